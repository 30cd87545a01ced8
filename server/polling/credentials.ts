import { hash } from 'node:crypto'
import { z } from 'zod'
import type { VendorTokens } from '../store/polling/vendor-tokens.ts'
import { PollError } from './poll-error.ts'
import type { SecretBox } from './secret-box.ts'
import type { Credentials, TokenGrant, Tokens, Vendor, VendorDeps } from './vendor.ts'

/** What the credentials of an instance need. */
export interface CredentialsDeps {
  readonly vendor: Vendor
  readonly deps: VendorDeps
  readonly tokens: VendorTokens
  readonly box: SecretBox
  /** Ends waiting for another process. */
  readonly signal: AbortSignal
}

/** For {@link SecretBox}. */
export const TOKEN_PURPOSE = 'vendor token'

/** Renewed so long before the end. */
const MARGIN_MS = 30_000
/** Not cut when the process stops: a refresh token that is used up and whose successor nobody read is lost. */
const REQUEST_MS = 30_000
const LOOK_MS = 250
/** Another process has had its chance. */
const PATIENCE_MS = 120_000

const stored = z.object({
  accessToken: z.string(),
  refreshToken: z.string().optional(),
  expiresAt: z.number(),
  origin: z.string().optional(),
})

/**
 * The tokens of one instance. However many processes and instances use the same login, one of them gets new tokens
 * and the others wait for them; what the vendor issues is on disk before it is used.
 */
export function createCredentials(options: CredentialsDeps): Credentials {
  const { vendor, deps, tokens, box, signal } = options
  const login = loginOf(vendor, deps.settings['oauth.api.key'], vendor.firstGrant(deps.settings))
  let known: Tokens | undefined

  return {
    current: () => get(() => true),
    refresh: (refused) => get(({ accessToken }) => accessToken !== refused),
  }

  async function get(isGood: (found: Tokens) => boolean): Promise<Tokens> {
    const isUsable = (found: Tokens | undefined) =>
      found !== undefined && isGood(found) && found.expiresAt.getTime() - MARGIN_MS > deps.now().getTime()
    if (known !== undefined && isUsable(known)) return known
    const giveUpAt = deps.now().getTime() + PATIENCE_MS
    while (deps.now().getTime() < giveUpAt) {
      const found = await read()
      if (found !== undefined && isUsable(found)) {
        known = found
        return found
      }
      const claim = await tokens.claim(login, deps.now())
      if (claim === undefined) {
        await deps.sleep(LOOK_MS, signal)
        continue
      }
      try {
        // Whoever had the right before may have just saved others.
        const newest = await read()
        known = newest !== undefined && isUsable(newest) ? newest : await obtain(claim, newest)
        return known
      } finally {
        await tokens.release(login, claim)
      }
    }
    throw new PollError('POLL_VENDOR_TROUBLE', `${vendor.name}: another process gets new tokens, and is slow`)
  }

  async function read(): Promise<Tokens | undefined> {
    const sealed = await tokens.read(login)
    if (sealed === undefined) return undefined
    const { expiresAt, accessToken, refreshToken, origin } = stored.parse(
      JSON.parse(box.open(sealed, TOKEN_PURPOSE)),
    )
    return {
      accessToken,
      expiresAt: new Date(expiresAt),
      ...(refreshToken !== undefined && { refreshToken }),
      ...(origin !== undefined && { origin }),
    }
  }

  /** With what the vendor issued last, and with what the instance was given where that is of no use any more. */
  async function obtain(claim: string, newest: Tokens | undefined): Promise<Tokens> {
    const first = vendor.firstGrant(deps.settings)
    const grants: TokenGrant[] = []
    if (newest?.refreshToken !== undefined) {
      grants.push({ kind: 'refresh token', refreshToken: newest.refreshToken })
    }
    // A code works once, and it has given us what we have.
    if (first !== undefined && !(first.kind === 'code' && grants.length > 0)) grants.push(first)
    let problem: unknown
    for (const grant of grants) {
      try {
        return await request(claim, grant, newest)
      } catch (error) {
        if (!(error instanceof PollError) || error.code !== 'POLL_UNAUTHORIZED') throw error
        problem ??= error
      }
    }
    throw problem ?? new PollError('POLL_UNAUTHORIZED', `${vendor.name} needs no tokens, and none are here`)
  }

  async function request(claim: string, grant: TokenGrant, newest: Tokens | undefined): Promise<Tokens> {
    if (vendor.requestTokens === undefined) {
      throw new PollError('POLL_UNAUTHORIZED', `${vendor.name} gives no tokens`)
    }
    const given = await vendor.requestTokens(grant, deps, AbortSignal.timeout(REQUEST_MS))
    // A vendor that names no other goes on with the one that was used.
    const refreshToken =
      given.refreshToken ?? (grant.kind === 'refresh token' ? grant.refreshToken : newest?.refreshToken)
    const kept = { ...given, ...(refreshToken !== undefined && { refreshToken }) }
    const content = JSON.stringify({ ...kept, expiresAt: kept.expiresAt.getTime() })
    await tokens.save(login, claim, box.seal(content, TOKEN_PURPOSE), deps.now())
    return kept
  }
}

/** Instances with the same login share its tokens. A new grant is a new login: an administrator made it on purpose. */
export function loginOf(
  { key }: Pick<Vendor, 'key'>,
  client: string | undefined,
  grant: TokenGrant | undefined,
): string {
  return hash('sha256', JSON.stringify([key, client, grant]))
}
