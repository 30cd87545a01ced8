import { performance } from 'node:perf_hooks'
import type { Log } from '../log.ts'
import type { Breaker } from './breaker.ts'
import { type CallKind, ConcurError, type Trouble } from './concur-error.ts'
import { errorMessage } from './error-body.ts'
import { type HttpAnswer, type HttpClient, type HttpRequest, NoAnswerError } from './http.ts'
import { createTokenSource, type Client, type RefreshTokenStore } from './token-source.ts'

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
}

/** What a body says, or why it does not say it. */
export type Reading<Value> =
  | { readonly ok: true; readonly value: Value }
  | { readonly ok: false; readonly problem: string }

/** A 2xx answer that could be read. */
export interface ConcurReply<Value> {
  readonly status: number
  readonly value: Value
  readonly body: Uint8Array
  /** Concur's own, for SAP's support. */
  readonly correlationId?: string
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
}

/** Concur's web services, with the token, the breaker, the log and the meaning of failures taken care of. */
export interface ConcurClient {
  /**
   * @param read Makes sense of the body; a gateway may answer 200 with a page of its own, or with nothing.
   * @throws {ConcurError} For everything but a 2xx answer that can be read; its facts say what may be done.
   */
  call<Value>(call: ConcurCall, read: (body: Uint8Array) => Reading<Value>): Promise<ConcurReply<Value>>
  /** Gets a token, to see that Concur gives us one. @throws {ConcurError} If not. */
  checkToken(): Promise<void>
}

const EXCERPT = 2000
const LONGEST_RETRY_AFTER_MS = 24 * 3600 * 1000

/** A client of the tenant that the options name. */
export function createConcurClient(options: ConcurClientOptions): ConcurClient {
  const { apiOrigin, breaker, log, now } = options
  const tokens = createTokenSource({
    client: options.client,
    store: options.refreshTokens,
    apiOrigin,
    now,
    post: (form) =>
      guarded({ kind: 'token', method: 'POST', path: new URL(options.tokenUrl).pathname }, () =>
        options.http.send({
          method: 'POST',
          url: options.tokenUrl,
          headers: { 'content-type': 'application/x-www-form-urlencoded', accept: 'application/json' },
          body: form,
        }),
      ),
    onForeignOrigin: (origin) =>
      log.warn('token.foreign', { advice: `the token belongs to ${origin}: set CONCUR_API_URL to it` }),
  })

  return {
    call: async (call, read) => {
      const first = await attempt(call)
      // Concur's services answer 401 or 403 for a token that has expired or was revoked (HTTP Status Codes).
      const answer = first.status === 401 || first.status === 403 ? await attempt(call) : first
      return reply(call, answer, read)
    },
    checkToken: async () => {
      await accessToken()
    },
  }

  async function accessToken(): Promise<string> {
    try {
      const token = await tokens.accessToken()
      breaker.succeeded('token')
      return token
    } catch (error) {
      if (error instanceof ConcurError && error.code === 'CONCUR_TOKEN')
        breaker.failed('token', { refused: true })
      throw error
    }
  }

  async function attempt(call: ConcurCall): Promise<HttpAnswer> {
    const token = await accessToken()
    const answer = await guarded(call, () =>
      options.http.send({
        method: call.method,
        url: apiOrigin + call.path,
        headers: {
          authorization: `Bearer ${token}`,
          accept: 'application/xml',
          'concur-correlationid': call.correlationId,
          ...(call.xml !== undefined && { 'content-type': 'application/xml' }),
        },
        ...(call.xml !== undefined && { body: call.xml }),
        signal: call.signal,
      }),
    )
    if (answer.status === 401 || answer.status === 403) tokens.reject(token)
    return answer
  }

  /** The breaker before, the log after, and no answer turned into an error of ours. */
  async function guarded(
    call: Pick<ConcurCall, 'kind' | 'method' | 'path'> & Partial<ConcurCall>,
    send: () => Promise<HttpAnswer>,
  ): Promise<HttpAnswer> {
    const { kind, method, path, correlationId } = call
    const wait = breaker.admit(kind)
    if (wait !== undefined) {
      throw new ConcurError(`calls to Concur (${kind}) are paused after failures in a row`, {
        code: 'CONCUR_PAUSED',
        kind,
        trouble: 'transient',
        retryAt: wait,
      })
    }
    const started = performance.now()
    const facts = () => ({
      kind,
      method,
      path,
      correlationId,
      durationMs: Math.round(performance.now() - started),
    })
    try {
      const answer = await send()
      const retryAt = retryAfter(answer, now())
      if (isOutage(answer.status)) breaker.failed(kind, { retryAt })
      else if (answer.status >= 400 && kind !== 'token') breaker.succeeded(kind)
      log.info('concur.call', { ...facts(), status: answer.status, concurCorrelationId: concurId(answer) })
      return answer
    } catch (error) {
      if (!(error instanceof NoAnswerError)) throw error
      if (error.reason !== 'aborted') breaker.failed(kind, {})
      log.warn('concur.call', { ...facts(), error: error.message })
      throw new ConcurError(error.message, {
        code: error.reason === 'timeout' ? 'CONCUR_TIMEOUT' : 'CONCUR_UNREACHABLE',
        kind,
        trouble: 'transient',
        mayHaveHappened: error.mayHaveArrived,
        cause: error,
      })
    }
  }

  function reply<Value>(
    call: ConcurCall,
    answer: HttpAnswer,
    read: (body: Uint8Array) => Reading<Value>,
  ): ConcurReply<Value> {
    const correlationId = concurId(answer)
    if (answer.status >= 200 && answer.status < 300) {
      const reading = read(answer.body)
      if (!reading.ok) {
        breaker.failed(call.kind, {})
        throw unreadable(call.kind, answer, reading.problem)
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
    const message = errorMessage(answer.body) ?? 'no message'
    const retryAt = retryAfter(answer, now())
    throw new ConcurError(
      `${call.kind}: Concur answered ${answer.status}: ${message}${advice(call.kind, answer.status)} (correlation id ${correlationId ?? 'none'})`,
      {
        code: isOutage(answer.status) ? 'CONCUR_RESPONSE' : 'CONCUR_REFUSED',
        kind: call.kind,
        trouble: troubleOf(answer.status),
        status: answer.status,
        mayHaveHappened: answer.status >= 500 || (answer.status >= 300 && answer.status < 400),
        reply: new TextDecoder().decode(answer.body.subarray(0, EXCERPT)),
        ...(retryAt !== undefined && { retryAt }),
      },
    )
  }
}

function unreadable(kind: CallKind, { status, body }: HttpAnswer, problem: string): ConcurError {
  return new ConcurError(`${kind}: Concur answered ${status} with something else: ${problem}`, {
    code: 'CONCUR_UNREADABLE',
    kind,
    trouble: 'transient',
    status,
    mayHaveHappened: true,
    reply: new TextDecoder().decode(body.subarray(0, EXCERPT)),
  })
}

/** The service is in trouble, rather than our request. */
function isOutage(status: number): boolean {
  return status >= 500 || status === 429 || status === 408 || (status >= 300 && status < 400)
}

function troubleOf(status: number): Trouble {
  if (isOutage(status) || status === 409) return 'transient'
  if (status === 404) return 'not found'
  return status === 400 ? 'bad request' : 'permanent'
}

/** What an administrator can do about it. */
function advice(kind: CallKind, status: number): string {
  if (status !== 401 && status !== 403) return ''
  const scope = kind === 'failed list' || kind === 'delete notification' ? 'NOTIF' : 'EXPRPT'
  return ` - the token's user needs the role Web Services Administrator (Company Administrator; Can Administer in Standard) and the application the scope ${scope}`
}

function retryAfter({ status, headers }: HttpAnswer, now: Date): Date | undefined {
  const value = headers['retry-after']
  if (typeof value !== 'string' || !isOutage(status)) return undefined
  const at = /^\d+$/.test(value.trim()) ? now.getTime() + Number(value) * 1000 : Date.parse(value)
  if (!Number.isFinite(at) || at <= now.getTime()) return undefined
  return new Date(Math.min(at, now.getTime() + LONGEST_RETRY_AFTER_MS))
}

function concurId({ headers }: HttpAnswer): string | undefined {
  const id = headers['concur-correlationid'] ?? headers['correlationid']
  return typeof id === 'string' ? id : undefined
}
