import got, { RequestError } from 'got'
import type { AlertMessage } from './message.ts'

/** The alert did not arrive; the message holds no part of the address, which is a secret. */
export class AlertNotSentError extends Error {
  override readonly name = 'AlertNotSentError'
}

const TIMEOUT_MS = 10_000
const MAX_TRIES = 3

/** Where alerts go, and what tests choose. */
export interface SendOptions {
  /** `ALERT_URL`. */
  readonly url: string
  readonly signal: AbortSignal
  /** Between two tries at the most; by default 1 s, then 2 s, or what the answer asks for. */
  readonly longestWaitMs?: number
}

/**
 * Posts one alert as JSON; three tries at the most.
 * @throws {AlertNotSentError} If none was answered with a 2xx.
 */
export async function sendAlert(
  message: AlertMessage,
  { url, signal, longestWaitMs = TIMEOUT_MS }: SendOptions,
): Promise<void> {
  const answer = await post().catch((error: unknown) => {
    if (!(error instanceof RequestError)) throw error
    // Its own message may quote the address.
    throw new AlertNotSentError(
      error.response === undefined
        ? `no answer (${error.code})`
        : `the answer was ${error.response.statusCode}`,
    )
  })
  if (answer.statusCode >= 300) throw new AlertNotSentError(`the answer was ${answer.statusCode}`)

  function post() {
    return got.post(url, {
      json: message,
      headers: { 'user-agent': 'concur-connector' },
      signal,
      timeout: { request: TIMEOUT_MS },
      retry: { limit: MAX_TRIES - 1, methods: ['POST'], backoffLimit: longestWaitMs },
      followRedirect: false,
    })
  }
}
