import { performance } from 'node:perf_hooks'
import type { Log } from '../log.ts'
import { withoutHeader } from '../xml/decode-xml.ts'
import { isOutage, retryAfter } from './answer-status.ts'
import type { Breaker } from './breaker.ts'
import { type CallKind, ConcurError, type ConcurErrorCode, paused } from './concur-error.ts'
import { type HttpAnswer, type HttpClient, type HttpRequest, NoAnswerError } from './http.ts'
import { excerptOf, mayBeOfTheToken, refusedAnswer } from './refused-answer.ts'
import { type Client, createTokenSource, type RefreshTokenStore, type TokenSource } from './token-source.ts'

/** What all calls have that one notification causes. */
export interface CallContext {
  /** A UUID. */
  readonly correlationId: string
  /** Cuts the call. */
  readonly signal?: AbortSignal | undefined
}

/** A call to one of Concur's services. */
export interface ConcurCall extends CallContext {
  readonly kind: CallKind
  readonly method: HttpRequest['method']
  /** Sent byte for byte to the configured origin. */
  readonly path: string
  readonly xml?: string
  /** A JSON text to send instead. */
  readonly json?: string
  /** What the answer is to be; XML by default. */
  readonly accept?: 'application/json'
  /**
   * Whose token it is made with: the application's own, by client credentials, or the company's by default. Without a
   * refresh token there is only the application's.
   */
  readonly token?: 'app'
  /** What the application must have been granted, for the advice when a service of version 4 refuses. */
  readonly scope?: string
}

/** What a body says, or why it does not say it. */
export type Reading<Value> =
  | { readonly ok: true; readonly value: Value }
  | {
      readonly ok: false
      /** With the place. */
      readonly problem: string
      /**
       * It is what was asked for, and there to its end: the service is well, and reading it again will not help much.
       * Absent for half an answer, and for what is no answer of Concur's at all, such as a gateway's page: an outage.
       */
      readonly isWhole?: true
    }

/** A 2xx answer that could be read. */
export interface ConcurReply<Value> {
  readonly status: number
  readonly value: Value
  readonly body: Uint8Array
  /** Concur's own, for SAP's support. */
  readonly correlationId?: string
}

/** Told of what goes on, for metrics and health. */
export interface ConcurObserver {
  /** A request has ended. @param status Absent if no whole answer came. */
  called(kind: CallKind, status: number | undefined, seconds: number): void
  /** There is an access token to review with. */
  tokenGiven(): void
  /** An attempt to get one failed. @param reason What came instead; no secret. */
  tokenRefused(reason: string): void
}

/** What the client needs. */
export interface ConcurClientOptions {
  readonly apiOrigin: string
  readonly tokenUrl: string
  readonly client: Client
  readonly refreshTokens: RefreshTokenStore
  readonly http: HttpClient
  readonly breaker: Breaker
  readonly log: Log
  readonly now: () => Date
  readonly observer?: ConcurObserver
}

/** Concur's web services, with the token, the breaker, the log and the meaning of failures taken care of. */
export interface ConcurClient {
  /**
   * @param read Makes sense of the body of a 2xx answer; a gateway may answer 200 with a page of its own, or with nothing.
   * @throws {ConcurError} For everything but a 2xx answer that can be read; its facts say what may be done.
   */
  call<Value>(
    call: ConcurCall,
    read: (body: Uint8Array, status: number) => Reading<Value> | Promise<Reading<Value>>,
  ): Promise<ConcurReply<Value>>
  /** Gets a token, to see that Concur gives us one. @throws {ConcurError} If not. */
  checkToken(): Promise<void>
}

/** What we cut ourselves may still be under way there, like what took too long. */
const CODES: Readonly<Record<NoAnswerError['reason'], ConcurErrorCode>> = {
  unreachable: 'CONCUR_UNREACHABLE',
  timeout: 'CONCUR_TIMEOUT',
  aborted: 'CONCUR_TIMEOUT',
  'too large': 'CONCUR_UNREADABLE',
  'not unpacked': 'CONCUR_UNREADABLE',
}

/** A client of the tenant that the options name. */
export function createConcurClient(options: ConcurClientOptions): ConcurClient {
  const { apiOrigin, breaker, log, now, observer } = options
  const foreign = new Set<string>()
  const { clientId, clientSecret, refreshToken } = options.client
  const tokens = tokensOf(options.client)
  const appTokens = refreshToken === undefined ? tokens : tokensOf({ clientId, clientSecret })

  return {
    call: async (call, read) => {
      const source = call.token === 'app' ? appTokens : tokens
      const token = await untilStopped(accessToken(source), call.signal)
      const first = await attempt(call, token)
      if (!mayBeOfTheToken(first)) return reply(call, first, read)
      // What Concur's services answer for a token that has expired or was revoked (HTTP Status Codes).
      source.reject(token)
      const fresh = await untilStopped(accessToken(source), call.signal)
      return reply(call, await attempt(call, fresh), read)
    },
    checkToken: async () => {
      await accessToken(tokens)
    },
  }

  function tokensOf(client: Client): TokenSource {
    return createTokenSource({
      client,
      store: options.refreshTokens,
      breaker,
      apiOrigin,
      now,
      post: postTokenForm,
      onForeignOrigin(origin) {
        if (foreign.has(origin)) return
        foreign.add(origin)
        log.warn('token.foreign', { advice: `the token belongs to ${origin}: set CONCUR_API_URL to it` })
      },
    })
  }

  async function accessToken(source: TokenSource): Promise<string> {
    try {
      const token = await source.accessToken()
      if (source === tokens) observer?.tokenGiven()
      return token
    } catch (error) {
      // A pause says nothing new.
      if (source === tokens && error instanceof ConcurError && error.code !== 'CONCUR_PAUSED')
        observer?.tokenRefused(error.message)
      throw error
    }
  }

  function postTokenForm(body: string): Promise<HttpAnswer> {
    const { pathname } = new URL(options.tokenUrl)
    const headers = { 'content-type': 'application/x-www-form-urlencoded', accept: 'application/json' }
    return exchange(
      { kind: 'token', path: pathname },
      { method: 'POST', url: options.tokenUrl, headers, body },
    )
  }

  async function attempt(call: ConcurCall, token: string): Promise<HttpAnswer> {
    const { kind, method, path, xml, json, accept = 'application/xml', correlationId, signal } = call
    const body = json ?? xml
    const wait = breaker.admit(kind)
    if (wait !== undefined) throw paused(kind, wait)
    try {
      const answer = await exchange(call, {
        method,
        url: apiOrigin + path,
        headers: {
          authorization: `Bearer ${token}`,
          accept,
          'concur-correlationid': correlationId,
          ...(body !== undefined && {
            'content-type': json === undefined ? 'application/xml' : 'application/json',
          }),
        },
        ...(body !== undefined && { body }),
        signal,
      })
      if (isOutage(answer.status)) breaker.failed(kind, { retryAt: retryAfter(answer, now()) })
      // A 2xx is praised when it has been read: a gateway may answer 200 with a page of its own.
      else if (answer.status >= 400) breaker.succeeded(kind)
      return answer
    } catch (error) {
      if (error instanceof ConcurError && signal?.aborted !== true) {
        if (error.trouble === 'unreadable') breaker.succeeded(kind)
        else breaker.failed(kind, {})
      }
      throw error
    }
  }

  /** Sends and logs. Nothing that was sent for a token can have changed a report. */
  async function exchange(
    call: Pick<ConcurCall, 'kind' | 'path'> & Partial<ConcurCall>,
    request: HttpRequest,
  ): Promise<HttpAnswer> {
    const { kind, path, correlationId } = call
    const started = performance.now()
    const facts = () => ({
      kind,
      method: request.method,
      // A query may name a person.
      path: path.split('?', 1)[0],
      correlationId,
      durationMs: Math.round(performance.now() - started),
    })
    try {
      const sent = await options.http.send(request)
      const answer = { ...sent, body: withoutHeader(sent.body, sent.headers['content-type']) }
      observer?.called(kind, answer.status, (performance.now() - started) / 1000)
      const { 'x-api-warn': warning, sunset } = answer.headers
      log.info('concur.call', {
        ...facts(),
        status: answer.status,
        concurCorrelationId: concurId(answer),
        // Concur is going to take the service away (release notes of March 2026).
        ...(warning !== undefined && { warning }),
        ...(sunset !== undefined && { sunset }),
      })
      return answer
    } catch (error) {
      if (!(error instanceof NoAnswerError)) throw error
      observer?.called(kind, undefined, (performance.now() - started) / 1000)
      log.warn('concur.call', { ...facts(), error: error.message })
      throw new ConcurError(error.message, {
        code: CODES[error.reason],
        kind,
        // Not an outage: it is this one answer that is larger than any that we take.
        trouble: error.reason === 'too large' ? 'unreadable' : 'transient',
        mayHaveHappened: kind !== 'token' && error.mayHaveArrived,
        cause: error,
      })
    }
  }

  async function reply<Value>(
    call: ConcurCall,
    answer: HttpAnswer,
    read: (body: Uint8Array, status: number) => Reading<Value> | Promise<Reading<Value>>,
  ): Promise<ConcurReply<Value>> {
    const correlationId = concurId(answer)
    if (answer.status >= 200 && answer.status < 300) {
      const reading = await read(answer.body, answer.status)
      if (!reading.ok) {
        if (reading.isWhole) breaker.succeeded(call.kind)
        else breaker.failed(call.kind, {})
        throw unreadable(call.kind, answer, reading.problem, reading.isWhole ?? false)
      }
      breaker.succeeded(call.kind)
      const { value } = reading
      return {
        status: answer.status,
        value,
        body: answer.body,
        ...(correlationId !== undefined && { correlationId }),
      }
    }
    throw refusedAnswer(call, answer, correlationId, now())
  }
}

/** Of a 2xx answer that could not be read. @param isWhole See {@link Reading}. */
export function unreadable(
  kind: CallKind,
  { status, body }: Pick<HttpAnswer, 'status' | 'body'>,
  problem: string,
  isWhole: boolean,
): ConcurError {
  return new ConcurError(`${kind}: Concur answered ${status} with something unexpected: ${problem}`, {
    code: 'CONCUR_UNREADABLE',
    kind,
    trouble: isWhole ? 'unreadable' : 'transient',
    status,
    mayHaveHappened: true,
    reply: excerptOf(body),
  })
}

function concurId({ headers }: HttpAnswer): string | undefined {
  const id = headers['concur-correlationid'] ?? headers['correlationid']
  return typeof id === 'string' ? id : undefined
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
