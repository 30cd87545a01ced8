import { randomUUID } from 'node:crypto'
import type { Reply, SeenRequest } from './exchange.ts'
import { jsonReply } from './exchange.ts'

/** Whom the token endpoint knows. */
export interface TokenOptions {
  readonly clientId: string
  readonly clientSecret: string
  /** The first one that is valid. */
  readonly refreshToken: string
  /** Whether each refresh token can be used once. */
  readonly isRotating: boolean
  readonly lifetimeS: number
  /** What every token may be used for. */
  readonly scopes: readonly string[]
  /** What `geolocation` says: the origin where the tokens are good. */
  readonly origin: () => string
  readonly now: () => Date
}

/** Whom a token speaks for: a whole company that has connected the application, or the application itself. */
export type TokenKind = 'company' | 'app'

/** Concur's OAuth2 service. */
export interface Tokens {
  /** The only refresh token that is valid now. */
  currentRefreshToken(): string
  /** `POST /oauth2/v0/token`. */
  answer(request: SeenRequest): Reply
  /** Whose the token in the header of a call is, if it is a good one. */
  check(authorization: string | undefined): TokenKind | 'missing' | 'invalid'
  /** Makes every access token invalid at once, as an administrator can. */
  revokeAccessTokens(): void
}

/**
 * Client credentials give no refresh token.
 * @see SAP Concur, Authentication, "Response Codes" for the numbers in the errors.
 */
export function createTokens({
  clientId,
  clientSecret,
  isRotating,
  lifetimeS,
  scopes,
  origin,
  now,
  ...options
}: TokenOptions): Tokens {
  let refreshToken = options.refreshToken
  const given = new Map<string, { readonly kind: TokenKind; readonly expiresAt: number }>()

  function answer({ headers, body }: SeenRequest): Reply {
    if (headers['content-type']?.startsWith('application/x-www-form-urlencoded') !== true) {
      return refusal(400, 115, 'invalid_request', 'the body is not a form')
    }
    const form = new URLSearchParams(body)
    const problem = clientProblem(form)
    if (problem) return problem
    switch (form.get('grant_type')) {
      case null:
        return refusal(400, 65, 'invalid_request', 'grant_type is missing')
      case 'client_credentials':
        return grant('app', {})
      case 'refresh_token':
        return refresh(form.get('refresh_token'))
      default:
        return refusal(400, 60, 'invalid_grant', 'this grant is not allowed for this app')
    }
  }

  function clientProblem(form: URLSearchParams): Reply | undefined {
    if (!form.has('client_id')) return refusal(400, 62, 'invalid_request', 'client_id is missing')
    if (!form.has('client_secret')) return refusal(400, 63, 'invalid_request', 'client_secret is missing')
    if (form.get('client_id') !== clientId) return refusal(401, 61, 'invalid_client', 'client not found')
    if (form.get('client_secret') === clientSecret) return undefined
    return refusal(401, 64, 'invalid_client', 'incorrect client credentials')
  }

  function refresh(token: string | null): Reply {
    if (token === null) return refusal(400, 106, 'invalid_request', 'refresh_token is missing')
    if (token !== refreshToken) return refusal(400, 108, 'invalid_grant', 'bad or expired refresh token')
    if (isRotating) refreshToken = `refresh-${randomUUID()}`
    return grant('company', { refresh_token: refreshToken })
  }

  function grant(kind: TokenKind, more: { readonly refresh_token?: string }): Reply {
    const accessToken = `access-${randomUUID()}`
    given.set(accessToken, { kind, expiresAt: now().getTime() + lifetimeS * 1000 })
    return jsonReply({
      expires_in: String(lifetimeS),
      scope: scopes.join(' '),
      token_type: 'Bearer',
      access_token: accessToken,
      ...more,
      geolocation: origin(),
    })
  }

  return {
    answer,
    currentRefreshToken: () => refreshToken,
    check(authorization) {
      if (authorization === undefined) return 'missing'
      const token = authorization.startsWith('Bearer ') ? given.get(authorization.slice(7)) : undefined
      return token && now().getTime() < token.expiresAt ? token.kind : 'invalid'
    },
    revokeAccessTokens() {
      given.clear()
    },
  }
}

function refusal(status: number, code: number, error: string, description: string): Reply {
  return jsonReply({ code, error, error_description: description }, status)
}
