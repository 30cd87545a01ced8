import { matching, webAddress } from './setting-forms.ts'

/** Of a provider of OpenID Connect, as its discovery document spells it. */
export const issuer = webAddress(
  'an issuer such as `https://login.example.com/realms/company`: https (http only to this machine), no login, no query',
  (url) => url.href,
)

/** Of an OpenID Connect request; without `openid` it would be none. */
export const scopes = matching(
  /^(?=.*\bopenid\b)[\w.:/-]+(?: [\w.:/-]+)*$/,
  'scopes with blanks between, `openid` among them, such as `openid profile email`',
)

/** Also of those that are addresses, as some providers have them. */
export const claimName = matching(
  /^[^\s\p{C}]{1,200}$/u,
  'the name of a claim, such as `groups` or `realm_access.roles`',
)
