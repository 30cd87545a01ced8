import type { Settings } from '../../../config/settings.ts'
import type { CheckLine } from '../../record/check-line.ts'
import { inEnglish, say } from '../../record/sentence.ts'
import { lookAtConsoleCertificate } from '../look-at-certificates.ts'
import { certificateLines } from './certificate-lines.ts'

const what = 'console'
const LOOPBACK = /^(?:localhost|127\.\d+\.\d+\.\d+|::1)$/i

/** Looks at how people and their programs reach the console, and at its certificate. */
export async function checkConsole(settings: Settings): Promise<readonly CheckLine[]> {
  const look = await lookAtConsoleCertificate(settings, new Date())
  const warnings = reachWarnings(settings, look !== undefined).map(
    (text): CheckLine => ({ what, state: 'warning', text }),
  )
  if (look !== undefined) return [...certificateLines(what, look), ...warnings]
  const address = `${settings.CONSOLE_HOST}:${settings.CONSOLE_PORT}`
  const text = inEnglish(say('console without TLS', { address }))
  return [{ what, state: 'ok', text }, ...warnings]
}

function reachWarnings(
  { CONSOLE_HOST, CONSOLE_URL, TRUSTED_PROXIES }: Settings,
  hasTls: boolean,
): readonly string[] {
  if (LOOPBACK.test(CONSOLE_HOST)) return []
  const warnings: string[] = []
  if (CONSOLE_URL === undefined) {
    warnings.push(inEnglish(say('no console address', { host: CONSOLE_HOST })))
  }
  if (!hasTls && TRUSTED_PROXIES === 0) {
    warnings.push(inEnglish(say('console readable', { host: CONSOLE_HOST })))
  }
  return warnings
}
