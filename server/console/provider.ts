import * as client from 'openid-client'
import { type ClaimNames, type ReadClaims, readClaims } from './provider-claims.ts'

/** How the connector is known to a provider of OpenID Connect. */
export interface ProviderOptions {
  readonly issuer: string
  readonly clientId: string
  readonly clientSecret?: string | undefined
  readonly scopes: string
  readonly claims: ClaimNames
  /** `CONSOLE_URL`: what a request says of its own host never counts. */
  readonly consoleUrl: string
}

/** What a browser holds while somebody is at the provider. */
export interface Errand {
  readonly state: string
  readonly nonce: string
  readonly verifier: string
}

/** What came of somebody's visit at the provider. */
export type Homecoming =
  | ({ readonly kind: 'recognised'; readonly idToken: string | undefined } & ReadClaims)
  /** They did not want to, or the provider did not let them. @param code Of the provider. */
  | { readonly kind: 'refused'; readonly code: string }
  /** What came back is not what was asked for: another state or nonce, too old, a code that was used. */
  | { readonly kind: 'invalid'; readonly code: string }
  | { readonly kind: 'away'; readonly code: string }

/** The provider that signs people in. */
export interface Provider {
  /** @returns Where to send somebody, and what their browser is to hold meanwhile; nothing if the provider is away. */
  begin(): Promise<{ readonly url: string; readonly errand: Errand } | { readonly away: string }>
  /** @param query Of the address that the provider sent them to; untrusted. */
  finish(query: string, errand: Errand): Promise<Homecoming>
  /** Where to sign out there as well, if it has announced that. @param idToken That came with signing in. */
  signOutUrl(idToken: string | undefined): Promise<string | undefined>
}

/** Where the provider sends people back to, behind `CONSOLE_URL`. */
const RETURN_PATH = '/sign-in/return'
const TIMEOUT_SECONDS = 10
/** Between its clock and ours. */
const TOLERANCE_SECONDS = 30
/** So often its addresses are asked for again. */
const DISCOVERY_MS = 3_600_000

/** A provider that is asked when it is needed first; one that is away then is asked again. */
export function createProvider(options: ProviderOptions, now: () => Date): Provider {
  const redirectUri = `${options.consoleUrl}${RETURN_PATH}`
  let known: { readonly at: number; readonly config: client.Configuration } | undefined

  async function configuration(): Promise<client.Configuration> {
    const at = now().getTime()
    if (known === undefined || at - known.at > DISCOVERY_MS)
      known = { at, config: await discover(options, at) }
    return known.config
  }

  return {
    async begin() {
      try {
        const config = await configuration()
        const errand = {
          state: client.randomState(),
          nonce: client.randomNonce(),
          verifier: client.randomPKCECodeVerifier(),
        }
        const url = client.buildAuthorizationUrl(config, {
          redirect_uri: redirectUri,
          scope: options.scopes,
          state: errand.state,
          nonce: errand.nonce,
          code_challenge: await client.calculatePKCECodeChallenge(errand.verifier),
          code_challenge_method: 'S256',
        })
        return { url: url.href, errand }
      } catch (error) {
        return { away: codeOf(error) }
      }
    },

    async finish(query, errand) {
      try {
        const config = await configuration()
        const tokens = await client.authorizationCodeGrant(config, new URL(`${redirectUri}${query}`), {
          expectedState: errand.state,
          expectedNonce: errand.nonce,
          pkceCodeVerifier: errand.verifier,
          idTokenExpected: true,
        })
        return await homecoming(config, tokens, options)
      } catch (error) {
        return failure(error)
      }
    },

    async signOutUrl(idToken) {
      try {
        const config = await configuration()
        if (config.serverMetadata().end_session_endpoint === undefined) return undefined
        return client.buildEndSessionUrl(config, {
          post_logout_redirect_uri: `${options.consoleUrl}/sign-in`,
          ...(idToken !== undefined && { id_token_hint: idToken }),
        }).href
      } catch {
        // They are signed out here, whatever the provider does.
        return undefined
      }
    },
  }
}

/** @param at Of our clock, which need not be that of the machine. */
function discover(
  { issuer, clientId, clientSecret }: ProviderOptions,
  at: number,
): Promise<client.Configuration> {
  const url = new URL(issuer)
  return client.discovery(
    url,
    clientId,
    {
      [client.clockTolerance]: TOLERANCE_SECONDS,
      [client.clockSkew]: Math.round((at - Date.now()) / 1000),
    },
    clientSecret === undefined ? client.None() : client.ClientSecretBasic(clientSecret),
    {
      timeout: TIMEOUT_SECONDS,
      execute: [
        client.enableNonRepudiationChecks,
        // The settings allow that to this machine only.
        ...(url.protocol === 'http:' ? [client.allowInsecureRequests] : []),
      ],
    },
  )
}

async function homecoming(
  config: client.Configuration,
  tokens: Awaited<ReturnType<typeof client.authorizationCodeGrant>>,
  { claims: names }: ProviderOptions,
): Promise<Homecoming> {
  const claims = tokens.claims()
  if (claims === undefined) return { kind: 'invalid', code: 'no ID token' }
  const hasInfo = config.serverMetadata().userinfo_endpoint !== undefined
  const info = hasInfo ? [await client.fetchUserInfo(config, tokens.access_token, claims.sub)] : []
  const read = readClaims({ issuer: claims.iss, subject: claims.sub }, [claims, ...info], names)
  return { kind: 'recognised', idToken: tokens.id_token, ...read }
}

/** @see openid-client, "AuthorizationResponseError", "ResponseBodyError", "ClientError". */
function failure(error: unknown): Homecoming {
  if (error instanceof client.AuthorizationResponseError) return { kind: 'refused', code: error.error }
  if (error instanceof client.ResponseBodyError)
    return { kind: error.status >= 500 ? 'away' : 'invalid', code: error.error }
  const code = codeOf(error)
  return { kind: AWAY.has(code) ? 'away' : 'invalid', code }
}

/** A connection that fails is a plain `TypeError`; the rest is an answer that is no answer. */
const AWAY = new Set(['TypeError', 'OAUTH_TIMEOUT', 'OAUTH_ABORT', 'OAUTH_RESPONSE_IS_NOT_CONFORM'])

/** Names nobody, and has no token in it. */
function codeOf(error: unknown): string {
  if (!(error instanceof Error)) return 'unknown'
  return 'code' in error && typeof error.code === 'string' ? error.code : error.name
}
