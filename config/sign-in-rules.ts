import type { SettingProblem } from './setting-problem.ts'
import type { Settings } from './settings.ts'

const NEEDED = {
  OIDC_CLIENT_ID: 'the id of the connector at the provider',
  CONSOLE_URL: 'the address of the console, where the provider sends people back to',
  PEOPLE_FILE: 'the file that says which groups give which role',
} as const

/** What signing in at a provider needs. */
export async function checkProvider(values: Partial<Settings>): Promise<SettingProblem[]> {
  if (values.OIDC_ISSUER === undefined) return []
  return Object.entries(NEEDED)
    .filter(([setting]) => !Object.hasOwn(values, setting))
    .map(([setting, what]) => ({
      setting,
      found: 'nothing',
      expected: `${what}, because OIDC_ISSUER is set`,
    }))
}
