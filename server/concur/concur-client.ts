import { beginningOf } from '../report/packed.ts'
import { isOutage, retryAfter } from './answer-status.ts'
import { type CallKind, ConcurError, paused } from './concur-error.ts'
import { concurId, createExchange, type ExchangeObserver } from './exchange.ts'
import type { HttpAnswer, HttpClient, HttpRequest } from './http.ts'
import { excerptOf, mayBeOfTheToken, refusedAnswer } from './refused-answer.ts'
import { createTokens, type TokenObserver, type TokensOptions } from './tokens.ts'

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
  /** A large answer is handed to `read` and back as `packLarge` makes it. */
  readonly packsLarge?: true
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
export interface ConcurObserver extends ExchangeObserver, TokenObserver {}

/** What the client needs. */
export interface ConcurClientOptions extends TokensOptions {
  readonly http: HttpClient
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

/** A client of the tenant that the options name. */
export function createConcurClient(options: ConcurClientOptions): ConcurClient {
  const { apiOrigin, breaker, now } = options
  const exchange = createExchange(options)
  const tokens = createTokens(options, exchange)

  return {
    call: async (call, read) => {
      const { token: whose = 'company', signal } = call
      const token = await tokens.get(whose, signal)
      const first = await attempt(call, token)
      if (!mayBeOfTheToken(first.status, excerptOf(first.body))) return reply(call, first, read)
      // What Concur's services answer for a token that has expired or was revoked (HTTP Status Codes).
      tokens.reject(whose, token)
      return reply(call, await attempt(call, await tokens.get(whose, signal)), read)
    },
    checkToken: async () => {
      await tokens.get('company')
    },
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
    reply: excerptOf(beginningOf(body)),
  })
}
