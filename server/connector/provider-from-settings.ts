import { createRequire } from 'node:module'
import type { Settings } from '../../config/settings.ts'
import type { Provider } from '../console/provider.ts'

/** What is loaded only where a provider is set. */
const require = createRequire(import.meta.url)

/** Who signs people in; nothing where that is not set. */
export function providerFrom(settings: Settings, now: () => Date): Provider | undefined {
  const { OIDC_ISSUER: issuer, OIDC_CLIENT_ID: clientId, CONSOLE_URL: consoleUrl } = settings
  if (issuer === undefined || clientId === undefined || consoleUrl === undefined) return undefined
  const { createProvider }: typeof import('../console/provider.ts') = require('../console/provider.ts')
  return createProvider(
    {
      issuer,
      clientId,
      clientSecret: settings.OIDC_CLIENT_SECRET,
      scopes: settings.OIDC_SCOPES,
      claims: { groups: settings.OIDC_GROUPS_CLAIM, login: settings.OIDC_LOGIN_CLAIM },
      consoleUrl,
    },
    now,
  )
}
