import type { Settings } from '../../../config/settings.ts'
import type { CheckLine } from '../../record/check-line.ts'
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
  if (look !== undefined) return [...certificateLines(what, look, 'certificate '), ...warnings]
  const text = `without TLS at ${settings.CONSOLE_HOST}:${settings.CONSOLE_PORT}`
  return [{ what, state: 'ok', text }, ...warnings]
}

function reachWarnings(
  { CONSOLE_HOST, CONSOLE_URL, TRUSTED_PROXIES }: Settings,
  hasTls: boolean,
): readonly string[] {
  if (LOOPBACK.test(CONSOLE_HOST)) return []
  const warnings: string[] = []
  if (CONSOLE_URL === undefined) {
    warnings.push(
      `CONSOLE_HOST is ${CONSOLE_HOST}, and CONSOLE_URL is not set: requests by a name of this machine are refused; set it to the address that people open.`,
    )
  }
  if (!hasTls && TRUSTED_PROXIES === 0) {
    warnings.push(
      `CONSOLE_HOST is ${CONSOLE_HOST}, without TLS and without a proxy (TRUSTED_PROXIES=0): passwords and keys can be read on the way; set CONSOLE_TLS=on, or CONSOLE_HOST=127.0.0.1.`,
    )
  }
  return warnings
}
