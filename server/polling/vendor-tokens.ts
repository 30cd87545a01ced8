import { retryAfter } from '../concur/answer-status.ts'
import { type HttpAnswer, NoAnswerError } from '../concur/http.ts'
import { isObject, parseExactJson, textOf } from './exact-json.ts'
import { PollError } from './poll-error.ts'
import type { TokenGrant, Tokens, VendorDeps } from './vendor.ts'

/** Where and how a vendor gives tokens. */
export interface TokenRequest {
  /** For messages. */
  readonly vendor: string
  readonly url: string
  readonly grant: TokenGrant
  readonly signal: AbortSignal
  /** Used when the answer names no lifetime. */
  readonly usualLifetimeS: number
}

/**
 * Asks for tokens as OAuth 2 describes it, with the application's key and secret in the form.
 * @throws {PollError} `POLL_UNAUTHORIZED` if the vendor refuses the grant; otherwise as the request failed.
 * @see RFC 6749, sections 4.1.3, 4.4.2, 5 and 6.
 */
export async function requestTokens(deps: VendorDeps, request: TokenRequest): Promise<Tokens> {
  const answer = await post(deps, request)
  const { status } = answer
  const body = parseExactJson(new TextDecoder().decode(answer.body))
  const fields = isObject(body) ? body : {}
  if (status === 429 || status >= 500) {
    const retryAt = retryAfter(answer, deps.now())
    const code = status === 429 ? 'POLL_THROTTLED' : 'POLL_VENDOR_TROUBLE'
    throw new PollError(code, `${request.vendor}: the token request was answered ${status}`, {
      status,
      retryAt,
    })
  }
  const accessToken = textOf(fields['access_token'])
  if (status !== 200 || accessToken === undefined || accessToken === '') {
    const said = textOf(fields['error_description']) ?? textOf(fields['error']) ?? 'no reason given'
    // Concur names the data centre that the user lives in.
    const home = URL.parse(textOf(fields['geolocation']) ?? '')?.origin
    const isElsewhere = home !== undefined && home !== new URL(request.url).origin
    throw new PollError(
      'POLL_UNAUTHORIZED',
      `${request.vendor} gives no token for the ${request.grant.kind} (${status}): ${said.slice(0, 200)}${isElsewhere ? `; if it belongs to ${home}, set base.url to that` : ''}`,
      { status },
    )
  }
  // Concur sends it as text.
  const lifetimeS = Number(textOf(fields['expires_in']) ?? request.usualLifetimeS)
  const expiresAt = new Date(deps.now().getTime() + (Number.isFinite(lifetimeS) ? lifetimeS : 0) * 1000)
  const refreshToken = textOf(fields['refresh_token'])
  const origin = URL.parse(textOf(fields['geolocation']) ?? '')?.origin
  return {
    accessToken,
    expiresAt,
    ...(refreshToken !== undefined && refreshToken !== '' && { refreshToken }),
    ...(origin !== undefined && { origin }),
  }
}

async function post(deps: VendorDeps, { vendor, url, grant, signal }: TokenRequest): Promise<HttpAnswer> {
  try {
    return await deps.http.send({
      method: 'POST',
      url,
      headers: { 'content-type': 'application/x-www-form-urlencoded', accept: 'application/json' },
      body: new URLSearchParams(formOf(grant, deps)).toString(),
      signal,
    })
  } catch (error) {
    if (!(error instanceof NoAnswerError)) throw error
    throw new PollError(
      error.reason === 'aborted' ? 'POLL_STOPPED' : 'POLL_UNREACHABLE',
      `${vendor}: ${error.message}`,
    )
  }
}

function formOf(grant: TokenGrant, { settings }: VendorDeps): Record<string, string> {
  const client = {
    client_id: settings['oauth.api.key'] ?? '',
    client_secret: settings['oauth.api.secret'] ?? '',
  }
  switch (grant.kind) {
    case 'refresh token':
      return { ...client, grant_type: 'refresh_token', refresh_token: grant.refreshToken }
    case 'code':
      return {
        ...client,
        grant_type: 'authorization_code',
        code: grant.code,
        redirect_uri: settings['oauth.callback.url'] ?? '',
      }
    case 'client credentials':
      return { ...client, grant_type: 'client_credentials' }
    default:
      return grant satisfies never
  }
}
