import type { ServerResponse } from 'node:http'
import type { ReceiveResult } from '../server/doors/receive-delivery.ts'
import { answerEmpty, answerText } from '../server/listeners/answer-text.ts'
import type { Log } from '../server/log.ts'
import type { Door } from '../server/notification/notification.ts'

/** Who is told of an answer. */
export interface AcknowledgeDeps {
  readonly log: Log
  /** Told how long it took from the headers of a notification to its answer. */
  readonly acknowledged?: (seconds: number) => void
}

/**
 * Answers exactly 200 to a delivery that is on disk, or 400 to one that is in quarantine.
 * @param delivery `startedAt` is of `performance.now()`; the result goes into the log with all that stands in it.
 */
export function acknowledge(
  res: ServerResponse,
  delivery: { readonly door: Door; readonly startedAt: number; readonly result: ReceiveResult },
  { log, acknowledged }: AcknowledgeDeps,
): void {
  const { door, startedAt, result } = delivery
  if (result.kind === 'refused') answerText(res, 400, result.problems.join('\n'))
  else answerEmpty(res)
  const durationMs = performance.now() - startedAt
  acknowledged?.(durationMs / 1000)
  const { kind, ...facts } = result
  log.info('notification.acknowledged', {
    door,
    status: res.statusCode,
    result: kind,
    ...facts,
    durationMs: Math.round(durationMs),
  })
}
