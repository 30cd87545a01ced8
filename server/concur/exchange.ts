import { performance } from 'node:perf_hooks'
import type { Log } from '../log.ts'
import { packLarge } from '../report/packed.ts'
import { withoutHeader } from '../xml/decode-xml.ts'
import { type CallKind, ConcurError, type ConcurErrorCode } from './concur-error.ts'
import { type HttpAnswer, type HttpClient, type HttpRequest, NoAnswerError } from './http.ts'

/** What we cut ourselves may still be under way there, like what took too long. */
const CODES: Readonly<Record<NoAnswerError['reason'], ConcurErrorCode>> = {
  unreachable: 'CONCUR_UNREACHABLE',
  timeout: 'CONCUR_TIMEOUT',
  aborted: 'CONCUR_TIMEOUT',
  'too large': 'CONCUR_UNREADABLE',
  'not unpacked': 'CONCUR_UNREADABLE',
}

/** Told of each request. */
export interface ExchangeObserver {
  /** A request has ended. @param status Absent if no whole answer came. */
  called(kind: CallKind, status: number | undefined, seconds: number): void
}

/** What one request is for, as the log has it. */
export interface Purpose {
  readonly kind: CallKind
  readonly path: string
  readonly correlationId?: string
  /** A large body is handed on packed: see {@link packLarge}. */
  readonly packsLarge?: true
}

/** Sends one request. @throws {ConcurError} If no whole answer came; any status is an answer. */
export type Exchange = (purpose: Purpose, request: HttpRequest) => Promise<HttpAnswer>

/** Requests to Concur, each with its line in the log. */
export function createExchange(deps: {
  readonly http: HttpClient
  readonly log: Log
  readonly observer?: ExchangeObserver
}): Exchange {
  const { http, log, observer } = deps
  return async ({ kind, path, correlationId, packsLarge }, request) => {
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
      const sent = await http.send(request)
      const plain = withoutHeader(sent.body, sent.headers['content-type'])
      const answer = { ...sent, body: packsLarge ? await packLarge(plain) : plain }
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
      throw noWholeAnswer(kind, error)
    }
  }
}

/** Nothing that was sent for a token can have changed a report. */
function noWholeAnswer(kind: CallKind, error: NoAnswerError): ConcurError {
  return new ConcurError(error.message, {
    code: CODES[error.reason],
    kind,
    // Not an outage: it is this one answer that is larger than any that we take.
    trouble: error.reason === 'too large' ? 'unreadable' : 'transient',
    mayHaveHappened: kind !== 'token' && error.mayHaveArrived,
    cause: error,
  })
}

/** Concur's own id of a call, for SAP's support. */
export function concurId({ headers }: HttpAnswer): string | undefined {
  const id = headers['concur-correlationid'] ?? headers['correlationid']
  return typeof id === 'string' ? id : undefined
}
