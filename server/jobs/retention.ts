import type { Log } from '../log.ts'
import type { Database } from '../store/database.ts'
import type { Jobs } from '../store/jobs.ts'
import { pruneOnce } from '../store/prune.ts'
import type { Timer } from '../timers/repeat.ts'
import { startElectedTimer } from './elected-timer.ts'

const HOUR_MS = 3_600_000
const DAY_MS = 24 * HOUR_MS
/** After a start there is more pressing work. */
const FIRST_MS = 300_000

/**
 * Prunes once a day, in one process of all that share the database. What went wrong is tried again a day later.
 * @param firstMs When to look for the first time whether the day has passed.
 */
export function startRetention(
  deps: {
    readonly db: Database
    /** See {@link pruneOnce}. */
    readonly keepDays: number
    readonly jobs: Jobs
    readonly log: Log
    readonly now: () => Date
  },
  firstMs = FIRST_MS,
): Timer {
  const { db, keepDays, jobs, log, now } = deps
  return startElectedTimer({
    name: 'retention',
    everyMs: DAY_MS,
    // Whoever's turn it would have been may be gone: another process need not wait a day to notice.
    lookMs: HOUR_MS,
    firstMs,
    async run(signal) {
      log.info('retention.pruned', { ...(await pruneOnce(db, keepDays, now(), signal)) })
      return undefined
    },
    failed(error) {
      log.warn('retention.failed', { error: error instanceof Error ? error.message : String(error) })
      return undefined
    },
    jobs,
    now,
  })
}
