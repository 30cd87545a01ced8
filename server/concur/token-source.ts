// Access tokens of Concur, by a refresh token that Concur rotates, or by client credentials.
//
//   no token ──accessToken──> asking ──> token ──(60 s before its end, or rejected)──> no token
//                               └──────> ConcurError ──> no token
//
//   T1. However many ask, one request for a token is under way at a time.
//   T2. A token that a service has refused is not given out again; a newer one is not thrown away for it.
//   T3. A new refresh token is on disk before its access token is given out: the one before is of no use any more. While
//       it could not be written it is kept here and tried first.
//   T4. The stored refresh tokens are read for every attempt: another process may have rotated them meanwhile. Each is
//       tried once an attempt, the newest first.
//   T5. What Concur refuses is asked for again later, with longer and longer pauses (the breaker's), and never ends a
//       notification: one wrong setting would send all of them to the dead letters.

import { isOutage, retryAfter } from './answer-status.ts'
import type { Breaker } from './breaker.ts'
import { ConcurError, paused } from './concur-error.ts'
import { errorMessage, jsonObject } from './error-body.ts'
import type { HttpAnswer } from './http.ts'

/** Who we are to Concur. */
export interface Client {
  readonly clientId: string
  readonly clientSecret: string
  /** With one, the company's token is refreshed; without, the client credentials are used. */
  readonly refreshToken?: string
}

/** Where rotated refresh tokens are kept; see the inbox's RefreshTokens. */
export interface RefreshTokenStore {
  candidates(seed: string): Promise<readonly string[]>
  store(token: string, seed: string, now: Date): Promise<void>
}

/** What the token source needs. */
export interface TokenSourceDeps {
  readonly client: Client
  readonly store: RefreshTokenStore
  /** Posts a form to the token address. Rejects with a {@link ConcurError} when there is no answer. */
  readonly post: (form: string) => Promise<HttpAnswer>
  /** Admits one attempt, however many requests that takes, and hears how it went. */
  readonly breaker: Pick<Breaker, 'admit' | 'succeeded' | 'failed'>
  /** Of `CONCUR_API_URL`, to compare with the token's geolocation. */
  readonly apiOrigin: string
  readonly now: () => Date
  /** Told when a token belongs to another data centre than the one configured. */
  readonly onForeignOrigin: (origin: string) => void
}

/** Access tokens, renewed before they expire. */
export interface TokenSource {
  /** @throws {ConcurError} With code `CONCUR_TOKEN` when Concur refuses, otherwise as the request failed. */
  accessToken(): Promise<string>
  /** Concur did not accept this token: the next one is a new one. */
  reject(accessToken: string): void
}

interface Token {
  readonly accessToken: string
  readonly renewAt: number
}

/** The newest refresh token while it is not on disk (T3). */
interface Unsaved {
  token?: string
}

/** Renewed so long before the end, or at nine tenths of a short life. */
const MARGIN_MS = 60_000
/** "Company under scheduled maintenance": comes back by itself. */
const MAINTENANCE = 134
const LIVES_ELSEWHERE = 16
const BAD_REFRESH_TOKEN = 108

/**
 * Gets access tokens from Concur; however many ask, one request is made.
 * @see SAP Concur, Authentication, "Refreshing a token", "Client credentials grant", "Error codes".
 */
export function createTokenSource(deps: TokenSourceDeps): TokenSource {
  let current: Token | undefined
  let pending: Promise<Token> | undefined
  const unsaved: Unsaved = {}

  return {
    async accessToken() {
      if (current !== undefined && deps.now().getTime() < current.renewAt) return current.accessToken
      // T1
      pending ??= attempt(deps, unsaved).finally(() => {
        pending = undefined
      })
      current = await pending
      return current.accessToken
    },
    reject(accessToken) {
      // T2
      if (current?.accessToken === accessToken) current = undefined
    },
  }
}

async function attempt(deps: TokenSourceDeps, unsaved: Unsaved): Promise<Token> {
  const wait = deps.breaker.admit('token')
  if (wait !== undefined) throw paused('token', wait)
  try {
    const token = await obtain(deps, unsaved)
    deps.breaker.succeeded('token')
    return token
  } catch (error) {
    if (error instanceof ConcurError) {
      deps.breaker.failed('token', { refused: error.code === 'CONCUR_TOKEN', retryAt: error.retryAt })
    }
    throw error
  }
}

async function obtain(deps: TokenSourceDeps, unsaved: Unsaved): Promise<Token> {
  const { clientId, clientSecret, refreshToken: seed } = deps.client
  const credentials = { client_id: clientId, client_secret: clientSecret }
  if (seed === undefined) {
    const answer = await deps.post(form({ ...credentials, grant_type: 'client_credentials' }))
    return (await read(deps, answer)).token
  }
  const tried = new Set<string>()
  let answered = 'the refresh token is bad or expired'
  for (;;) {
    // T4
    const candidates = [unsaved.token, ...(await deps.store.candidates(seed))]
    const candidate = candidates.find((each) => each !== undefined && !tried.has(each))
    if (candidate === undefined) throw refused(answered, 'CONCUR_REFRESH_TOKEN')
    tried.add(candidate)
    const answer = await deps.post(
      form({ ...credentials, grant_type: 'refresh_token', refresh_token: candidate }),
    )
    if (isBadRefreshToken(answer)) {
      answered = errorMessage(answer.body) ?? answered
      continue
    }
    const { token, refreshToken } = await read(deps, answer)
    if (refreshToken !== undefined) {
      // T3
      unsaved.token = refreshToken
      await deps.store.store(refreshToken, seed, deps.now())
    }
    delete unsaved.token
    return token
  }
}

function isBadRefreshToken({ status, body }: HttpAnswer): boolean {
  if (status < 400 || status >= 500) return false
  const error = jsonObject(new TextDecoder().decode(body))
  return Number(error?.['code']) === BAD_REFRESH_TOKEN || error?.['error'] === 'invalid_grant'
}

async function read(deps: TokenSourceDeps, { status, headers, body }: HttpAnswer) {
  const answer = jsonObject(new TextDecoder().decode(body))
  if (status !== 200) throw tokenError(deps, { status, headers, body }, answer)
  const accessToken = answer?.['access_token']
  if (typeof accessToken !== 'string' || accessToken === '') {
    throw new ConcurError('the token request was answered 200 without an access token', {
      code: 'CONCUR_UNREADABLE',
      kind: 'token',
      trouble: 'transient',
      status,
    })
  }
  const geolocation = originOf(answer?.['geolocation'])
  if (geolocation !== undefined && !isSameBase(geolocation, deps.apiOrigin)) deps.onForeignOrigin(geolocation)
  const lifeMs = Number(answer?.['expires_in'] ?? 3600) * 1000
  const lasts = Number.isFinite(lifeMs) ? Math.max(lifeMs - MARGIN_MS, lifeMs * 0.9) : 0
  const refreshToken = answer?.['refresh_token']
  return {
    token: { accessToken, renewAt: deps.now().getTime() + lasts },
    refreshToken: typeof refreshToken === 'string' && refreshToken !== '' ? refreshToken : undefined,
  }
}

function tokenError(
  deps: TokenSourceDeps,
  { status, headers, body }: HttpAnswer,
  answer: Readonly<Record<string, unknown>> | undefined,
): ConcurError {
  const code = Number(answer?.['code'])
  const message = errorMessage(body) ?? 'no message'
  if (code === LIVES_ELSEWHERE) {
    const origin = originOf(answer?.['geolocation']) ?? 'another data centre'
    return refused(`the token lives at ${origin}: set CONCUR_API_URL to it`, 'CONCUR_API_URL')
  }
  if (!isOutage(status) && code !== MAINTENANCE) {
    return refused(message, 'CONCUR_CLIENT_ID, CONCUR_CLIENT_SECRET and CONCUR_REFRESH_TOKEN')
  }
  const retryAt = retryAfter({ status, headers, body }, deps.now())
  return new ConcurError(`the token request was answered ${status}: ${message}`, {
    code: 'CONCUR_RESPONSE',
    kind: 'token',
    trouble: 'transient',
    status,
    ...(retryAt !== undefined && { retryAt }),
  })
}

/** T5: waits rather than gives up. */
function refused(message: string, settings: string): ConcurError {
  return new ConcurError(`Concur gives no token: ${message} (check ${settings})`, {
    code: 'CONCUR_TOKEN',
    kind: 'token',
    trouble: 'transient',
  })
}

/** A data centre has two names; the one with `www-` does not ask for client certificates (Base URIs). */
function isSameBase(one: string, other: string): boolean {
  return one.replace('//www-', '//') === other.replace('//www-', '//')
}

function originOf(value: unknown): string | undefined {
  return typeof value === 'string' && URL.canParse(value) ? new URL(value).origin : undefined
}

function form(fields: Readonly<Record<string, string>>): string {
  return new URLSearchParams(fields).toString()
}
