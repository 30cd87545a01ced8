import { type ClockLeap, surelyNow } from '../record/clock-leap.ts'
import type { Database } from '../store/database.ts'
import { pruneOnce } from '../store/prune.ts'
import type { Timer } from '../timers/repeat.ts'
import { type DailyJob, startDailyJob } from './daily-job.ts'

/**
 * Prunes once a day, in one process of all that share the database.
 * @param firstMs When to look for the first time whether the day has passed.
 */
export function startRetention(
  deps: Pick<DailyJob, 'jobs' | 'log' | 'now'> & {
    readonly db: Database
    /** See {@link pruneOnce}. */
    readonly keepDays: number
    /** What the clock went through unseen; nothing, if not given. */
    readonly leaps?: () => readonly ClockLeap[]
  },
  firstMs?: number,
): Timer {
  const { db, keepDays, log, now, leaps = () => [] } = deps
  return startDailyJob(
    {
      ...deps,
      name: 'retention',
      async run(signal) {
        // T7 of clock.ts.
        const today = surelyNow(now(), leaps())
        log.info('retention.pruned', { ...(await pruneOnce(db, keepDays, today, signal)) })
      },
    },
    firstMs,
  )
}
