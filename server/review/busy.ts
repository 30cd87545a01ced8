import type { Claimed } from '../store/inbox/inbox.ts'
import { type AttemptOutcome, again } from './retry.ts'

const BUSY_MS = 1000
const MAX_BUSY_MS = 15_000

/** Puts a notification back: another worker has its object; or another notification, which may have to wait for long. */
export function busy({ attempts }: Claimed, now: Date): AttemptOutcome {
  const delayMs = Math.min(attempts * BUSY_MS, MAX_BUSY_MS)
  return again(now, delayMs, 'BUSY', 'another worker, or another notification, has this report')
}
