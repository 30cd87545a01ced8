import type { ProviderAccount } from '../store/people/provider-accounts.ts'

/** What a provider says of somebody whom it has recognised: untrusted but for where it comes from. */
export type Claims = Readonly<Record<string, unknown>>

/** Which claims have what. */
export interface ClaimNames {
  readonly groups: string
  readonly login: string
}

/** Who they are and in which groups, or what is missing. */
export type ReadClaims =
  | { readonly ok: true; readonly account: ProviderAccount; readonly groups: readonly string[] }
  | { readonly ok: false; readonly reason: 'no login' | 'too many groups' }

/**
 * Reads what an ID token and the user info say. Many providers have the groups in one of them only, so both count.
 * @param sources The ID token, then the user info if there is one; the first that has a claim is believed.
 */
export function readClaims(
  { issuer, subject }: { readonly issuer: string; readonly subject: string },
  sources: readonly Claims[],
  names: ClaimNames,
): ReadClaims {
  const textOf = (name: string) =>
    sources.map((claims) => claimOf(claims, name)).find((value) => typeof value === 'string' && value !== '')
  const login = textOf(names.login)
  if (typeof login !== 'string') return { ok: false, reason: 'no login' }
  const groups = sources.flatMap((claims) => textsOf(claimOf(claims, names.groups)))
  if (groups.length === 0 && sources.some((claims) => isOverage(claims, names.groups)))
    return { ok: false, reason: 'too many groups' }
  const [name = login, email] = [textOf('name'), textOf('email')]
  return {
    ok: true,
    account: {
      subject: `${issuer} ${subject}`,
      login,
      name: String(name),
      ...(isAddress(email) && { email }),
    },
    groups: [...new Set(groups)],
  }
}

/** By its name, or by names with dots between where it stands within another. */
function claimOf(claims: Claims, name: string): unknown {
  if (Object.hasOwn(claims, name)) return claims[name]
  return name.split('.').reduce((value: unknown, part) => memberOf(value, part), claims)
}

function memberOf(value: unknown, name: string): unknown {
  if (typeof value !== 'object' || value === null || !Object.hasOwn(value, name)) return undefined
  return Object.entries(value).find(([key]) => key === name)?.[1]
}

function textsOf(value: unknown): readonly string[] {
  return (Array.isArray(value) ? value : [value]).filter((each) => typeof each === 'string')
}

/**
 * Entra ID leaves the groups out where there are more than fit into a token, and says where else they could be asked for.
 * @see Microsoft identity platform, "Configure group claims", "Groups overage claim".
 */
function isOverage(claims: Claims, groups: string): boolean {
  return memberOf(claims['_claim_names'], groups) !== undefined || claims['hasgroups'] === true
}

function isAddress(value: unknown): value is string {
  return typeof value === 'string' && /^[^\s@]+@[^\s@]+$/.test(value)
}
