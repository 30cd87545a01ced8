import { ConnectorError } from '../connector-error.ts'

/** Stable codes for logs, tables and programs. */
export type PollErrorCode =
  /** No whole answer. */
  | 'POLL_UNREACHABLE'
  /** The vendor is in trouble, or says that it is busy. */
  | 'POLL_VENDOR_TROUBLE'
  | 'POLL_THROTTLED'
  /** The vendor takes neither our token nor a fresh one, or gives none. */
  | 'POLL_UNAUTHORIZED'
  /** Any other refusal. */
  | 'POLL_REFUSED'
  /** The answer is not what was asked for. */
  | 'POLL_UNREADABLE'
  /** More pages, or a bigger answer, than one poll may read. */
  | 'POLL_TOO_LARGE'
  | 'POLL_STOPPED'

/** A poll that did not come to its end; nothing of it counts. */
export class PollError extends ConnectorError {
  override readonly name = 'PollError'
  readonly code: PollErrorCode
  readonly retryable: boolean
  /** Not before this time, because the vendor said so. */
  readonly retryAt: Date | undefined
  readonly status: number | undefined

  /** @param message What was asked and what came; never a token, never data of a record. */
  constructor(
    code: PollErrorCode,
    message: string,
    facts: { readonly retryAt?: Date | undefined; readonly status?: number; readonly cause?: unknown } = {},
  ) {
    super(message, { cause: facts.cause })
    this.code = code
    this.retryable = code !== 'POLL_REFUSED' && code !== 'POLL_UNAUTHORIZED'
    this.retryAt = facts.retryAt
    this.status = facts.status
  }
}
