/**
 * A failure that the connector expects: something outside (Concur, the database, a file) did not do what was asked.
 * Anything else that is thrown is a bug. The message says what was asked and what came, with no secret and no
 * report data.
 */
export abstract class ConnectorError extends Error {
  /** Stable, for logs and programs, such as `CONCUR_RESPONSE`. */
  abstract readonly code: string
  /** Whether doing the same later may help. */
  abstract readonly retryable: boolean
}
