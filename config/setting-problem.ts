import type { SettingName } from './settings.ts'
import { fileNameOf, isSecret, isSettingName } from './settings.ts'

/** What is wrong with one setting, or with a file that settings come from. Never holds the value of a secret. */
export interface SettingProblem {
  /** The name as the operator writes it, such as `PORT`, `CONNECTOR_PASSWORD_FILE` or `WEB_CONFIG`; or `.env`. */
  readonly setting: string
  /** Completes "found ...", such as `"80a" in .env`, `a value of 7 characters in the environment` or `nothing`. */
  readonly found: string
  /** Completes "expected ...". */
  readonly expected: string
}

/** Where a value came from. */
export type SettingOrigin = 'default' | 'web.config' | '.env' | 'environment'

/** The problem in one line, ending with where the setting can be set. */
export function problemText({ setting, found, expected }: SettingProblem): string {
  const sentence = `${setting}: found ${found}, expected ${expected}`
  if (!isSettingName(setting)) return sentence
  const fileName = fileNameOf(setting)
  const orFile = fileName === undefined ? '' : `, or a file with it in ${fileName}`
  return `${sentence} (set it in web.config, .env or the environment${orFile})`
}

/** The value of a setting for {@link SettingProblem.found}: quoted and shortened, or for a secret only its length. */
export function describeFound(name: SettingName, text: string, origin: SettingOrigin): string {
  const length = Array.from(text).length
  if (isSecret(name, text))
    return `a value of ${length} ${length === 1 ? 'character' : 'characters'} ${from(origin)}`
  return `${JSON.stringify(length > 100 ? `${text.slice(0, 100)}...` : text)} ${from(origin)}`
}

/** `in .env`, `in the environment`, `by default`. */
export function from(origin: SettingOrigin): string {
  if (origin === 'default') return 'by default'
  return origin === 'environment' ? 'in the environment' : `in ${origin}`
}
