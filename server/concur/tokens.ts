import type { Log } from '../log.ts'
import type { Breaker } from './breaker.ts'
import { ConcurError } from './concur-error.ts'
import type { Exchange } from './exchange.ts'
import type { HttpAnswer } from './http.ts'
import { type Client, createTokenSource, type RefreshTokenStore, type TokenSource } from './token-source.ts'

/** Told how it goes with the tokens that reviews are made with. */
export interface TokenObserver {
  /** There is an access token to review with. */
  tokenGiven(): void
  /** An attempt to get one failed. @param reason What came instead; no secret. */
  tokenRefused(reason: string): void
}

/** What tokens are got with. */
export interface TokensOptions {
  readonly apiOrigin: string
  readonly tokenUrl: string
  readonly client: Client
  readonly refreshTokens: RefreshTokenStore
  readonly breaker: Breaker
  readonly log: Log
  readonly now: () => Date
  readonly observer?: TokenObserver
}

/** Whose token it is: the company's, or the application's own, by client credentials. */
export type TokenOwner = 'company' | 'app'

/** The tokens of the company and of the application; without a refresh token there is only the application's. */
export interface Tokens {
  /** @throws {ConcurError} If there is none, or when the signal stops the wait, in which others may be too. */
  get(whose: TokenOwner, signal?: AbortSignal): Promise<string>
  /** Concur did not accept this token: the next one is a new one. */
  reject(whose: TokenOwner, token: string): void
}

/** Gets tokens by that exchange. */
export function createTokens(options: TokensOptions, exchange: Exchange): Tokens {
  const { log, observer } = options
  const foreign = new Set<string>()
  const { clientId, clientSecret, refreshToken } = options.client
  const company = sourceOf(options.client)
  const app = refreshToken === undefined ? company : sourceOf({ clientId, clientSecret })

  return {
    get: (whose, signal) => untilStopped(whose === 'app' ? tokenOf(app) : tokenOf(company), signal),
    reject: (whose, token) => (whose === 'app' ? app : company).reject(token),
  }

  function sourceOf(client: Client): TokenSource {
    return createTokenSource({
      client,
      store: options.refreshTokens,
      breaker: options.breaker,
      apiOrigin: options.apiOrigin,
      now: options.now,
      post: postForm,
      onForeignOrigin(origin) {
        if (foreign.has(origin)) return
        foreign.add(origin)
        log.warn('token.foreign', { advice: `the token belongs to ${origin}: set CONCUR_API_URL to it` })
      },
    })
  }

  async function tokenOf(source: TokenSource): Promise<string> {
    try {
      const token = await source.accessToken()
      if (source === company) observer?.tokenGiven()
      return token
    } catch (error) {
      // A pause says nothing new.
      if (source === company && error instanceof ConcurError && error.code !== 'CONCUR_PAUSED')
        observer?.tokenRefused(error.message)
      throw error
    }
  }

  function postForm(body: string): Promise<HttpAnswer> {
    const url = options.tokenUrl
    const headers = { 'content-type': 'application/x-www-form-urlencoded', accept: 'application/json' }
    return exchange({ kind: 'token', path: new URL(url).pathname }, { method: 'POST', url, headers, body })
  }
}

/** Stops waiting for a token that others wait for too. */
async function untilStopped(token: Promise<string>, signal: AbortSignal | undefined): Promise<string> {
  if (signal === undefined) return token
  const stopped = Promise.withResolvers<never>()
  const stop = () => stopped.reject(stoppedError())
  signal.addEventListener('abort', stop)
  if (signal.aborted) stop()
  try {
    return await Promise.race([token, stopped.promise])
  } finally {
    signal.removeEventListener('abort', stop)
  }
}

function stoppedError(): ConcurError {
  const facts = { code: 'CONCUR_UNREACHABLE', kind: 'token', trouble: 'transient' } as const
  return new ConcurError('the wait for a token was stopped', facts)
}
