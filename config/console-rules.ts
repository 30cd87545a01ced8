import type { SettingProblem } from './setting-problem.ts'
import type { Settings } from './settings.ts'

/** What decides on the console's TLS. */
export type ConsoleTlsSettings = Pick<
  Partial<Settings>,
  | 'TLS'
  | 'TLS_CERT_FILE'
  | 'TLS_KEY_FILE'
  | 'TLS_PFX_FILE'
  | 'CONSOLE_TLS'
  | 'CONSOLE_TLS_CERT_FILE'
  | 'CONSOLE_TLS_KEY_FILE'
>

/** Whether the console's listener speaks TLS itself. */
export function isConsoleOverTls({ TLS, CONSOLE_TLS, CONSOLE_TLS_CERT_FILE }: ConsoleTlsSettings): boolean {
  return CONSOLE_TLS ?? (TLS === true || CONSOLE_TLS_CERT_FILE !== undefined)
}

/** With TLS: a certificate needs its key, and without the two there must be those of the public listener. */
export function checkConsoleTls(settings: ConsoleTlsSettings): SettingProblem[] {
  const { CONSOLE_TLS_CERT_FILE: cert, CONSOLE_TLS_KEY_FILE: key } = settings
  if (cert !== undefined && key !== undefined) return []
  if (cert !== undefined) {
    return [missing('CONSOLE_TLS_KEY_FILE', 'the key that belongs to CONSOLE_TLS_CERT_FILE')]
  }
  if (key !== undefined) {
    return [missing('CONSOLE_TLS_CERT_FILE', 'the certificate that belongs to CONSOLE_TLS_KEY_FILE')]
  }
  const hasPublic = settings.TLS_PFX_FILE ?? (settings.TLS_CERT_FILE && settings.TLS_KEY_FILE)
  // With TLS on what is missing there is told by its own rule.
  if (hasPublic !== undefined || settings.TLS === true) return []
  return [
    missing(
      'CONSOLE_TLS_CERT_FILE',
      'CONSOLE_TLS_CERT_FILE and CONSOLE_TLS_KEY_FILE, because CONSOLE_TLS is on (CONSOLE_TLS=off where something in front ends it)',
    ),
  ]
}

function missing(setting: string, expected: string): SettingProblem {
  return { setting, found: 'nothing', expected }
}
