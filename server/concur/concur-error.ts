import { ConnectorError } from '../connector-error.ts'

/** The services of Concur that we call; trouble with one does not pause the others. */
export type CallKind =
  | 'token'
  | 'report'
  | 'exceptions'
  | 'workflow'
  | 'request'
  | 'request workflow'
  | 'failed list'
  | 'delete notification'
  | 'waiting list'
  | 'report addresses'
  | 'users'
  | 'receipt'
  | 'subscriptions'

/**
 * What kind of trouble it is, which decides what follows. `transient`: the same call may succeed later. `not found`:
 * perhaps not readable yet. `bad request`: Concur uses 400 for database deadlocks and rate limits too. `unreadable`: the
 * answer came whole, and it is about what was asked for that it cannot be read; the service is well. `permanent`: only a
 * person can help.
 */
export type Trouble = 'transient' | 'not found' | 'bad request' | 'unreadable' | 'permanent'

/** Stable codes for logs, tables and programs. */
export type ConcurErrorCode =
  | 'CONCUR_UNREACHABLE'
  | 'CONCUR_TIMEOUT'
  | 'CONCUR_RESPONSE'
  | 'CONCUR_UNREADABLE'
  | 'CONCUR_PAUSED'
  | 'CONCUR_TOKEN'
  | 'CONCUR_REFUSED'

/** The codes of an outage: what waits because of them is due as soon as Concur answers again. */
export const OUTAGE_CODES: readonly ConcurErrorCode[] = [
  'CONCUR_UNREACHABLE',
  'CONCUR_TIMEOUT',
  'CONCUR_RESPONSE',
  'CONCUR_UNREADABLE',
  'CONCUR_PAUSED',
  'CONCUR_TOKEN',
]

/** What is known of a call that did not succeed. */
export interface ConcurErrorFacts {
  readonly code: ConcurErrorCode
  readonly kind: CallKind
  readonly trouble: Trouble
  readonly status?: number
  /** Not before this time, because Concur or the breaker said so. */
  readonly retryAt?: Date
  /** Whether Concur may have carried the call out although no success was seen; reading back tells. */
  readonly mayHaveHappened?: boolean
  /** The beginning of the answer, for the record. */
  readonly reply?: string
  /** Concur's own, for SAP's support. */
  readonly correlationId?: string
  readonly cause?: unknown
}

/** A call to Concur that did not succeed. */
export class ConcurError extends ConnectorError {
  override readonly name = 'ConcurError'
  readonly code: ConcurErrorCode
  readonly kind: CallKind
  readonly trouble: Trouble
  readonly retryable: boolean
  readonly mayHaveHappened: boolean
  readonly status: number | undefined
  readonly retryAt: Date | undefined
  readonly reply: string | undefined
  readonly correlationId: string | undefined

  /** @param message What was asked and what came; never a token, never report data. */
  constructor(message: string, facts: ConcurErrorFacts) {
    super(message, { cause: facts.cause })
    this.code = facts.code
    this.kind = facts.kind
    this.trouble = facts.trouble
    this.retryable = facts.trouble !== 'permanent'
    this.mayHaveHappened = facts.mayHaveHappened ?? false
    this.status = facts.status
    this.retryAt = facts.retryAt
    this.reply = facts.reply
    this.correlationId = facts.correlationId
  }
}

/** A call that was not sent, because its kind is paused. */
export function paused(kind: CallKind, retryAt: Date): ConcurError {
  const facts = { code: 'CONCUR_PAUSED', kind, trouble: 'transient', retryAt } as const
  return new ConcurError(`calls to Concur (${kind}) are paused after failures in a row`, facts)
}
