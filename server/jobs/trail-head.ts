import type { Log } from '../log.ts'
import type { Trail } from '../store/people/trail.ts'
import { repeat, type Timer } from '../timers/repeat.ts'

const DAY_MS = 86_400_000

/**
 * Writes number and hash of the last row of the trail into the log, at each start and then daily, in every process: what
 * is cut off the trail later is found by them, as long as the log is kept where those who can cut it cannot write.
 */
export function startTellingTrailHead({
  trail,
  log,
}: {
  readonly trail: Pick<Trail, 'head'>
  readonly log: Log
}): Timer {
  return repeat(async () => {
    try {
      log.info('trail.head', { ...(await trail.head()) })
    } catch (error) {
      log.warn('trail.not-read', { error: error instanceof Error ? error.message : String(error) })
    }
    return DAY_MS
  }, 0)
}
