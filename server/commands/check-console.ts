import { consoleCertificateWarnings } from '../../certs/certificate-warnings.ts'
import { inspectChain } from '../../certs/inspect.ts'
import {
  type CredentialFiles,
  parseServerCredentials,
  readCredentialFiles,
} from '../../certs/server-credentials.ts'
import type { Settings } from '../../config/settings.ts'
import { consoleCredentialFiles } from '../connector/from-settings.ts'
import { checked, type Finding } from './checked.ts'

const what = 'console'
const LOOPBACK = /^(?:localhost|127\.\d+\.\d+\.\d+|::1)$/i

/** Looks at how people and their programs reach the console, and at its certificate. */
export async function checkConsole(settings: Settings): Promise<readonly Finding[]> {
  const files = consoleCredentialFiles(settings)
  const warnings = reachWarnings(settings, files !== undefined).map(
    (text): Finding => ({ what, state: 'warning', text }),
  )
  if (files !== undefined) return [...(await checkCertificate(files, settings.CONSOLE_URL)), ...warnings]
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

async function checkCertificate(
  files: CredentialFiles,
  url: string | undefined,
): Promise<readonly Finding[]> {
  const warnings: Finding[] = []
  const lines = await checked(what, async () => {
    const { chain } = parseServerCredentials(await readCredentialFiles(files))
    const hostName = url === undefined ? undefined : new URL(url).hostname
    const facts = inspectChain(chain, { now: new Date(), hostName })
    warnings.push(
      ...consoleCertificateWarnings(facts).map((text): Finding => ({ what, state: 'warning', text })),
    )
    return `certificate ${facts.server.subject}, valid for ${facts.server.daysLeft} days`
  })
  return [...lines, ...warnings]
}
