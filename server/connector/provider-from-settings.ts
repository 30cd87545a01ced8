import type { Settings } from '../../config/settings.ts'
import { createProvider, type Provider } from '../console/provider.ts'

/** Who signs people in; nothing where that is not set. */
export function providerFrom(settings: Settings, now: () => Date): Provider | undefined {
  const { OIDC_ISSUER: issuer, OIDC_CLIENT_ID: clientId, CONSOLE_URL: consoleUrl } = settings
  if (issuer === undefined || clientId === undefined || consoleUrl === undefined) return undefined
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
