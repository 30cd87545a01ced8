import { type ClockLeap, surelyNow } from '../record/clock-leap.ts'
import type { Database } from '../store/database.ts'
import { resumeErasures } from '../store/personal-data/erase.ts'
import { eraseOldNames } from '../store/personal-data/keep-names.ts'
import type { Timer } from '../timers/repeat.ts'
import { type DailyJob, startDailyJob } from './daily-job.ts'

const DAY_MS = 86_400_000
/** In the trail. */
const CONNECTOR = { login: 'connector' }

/**
 * Once a day, in one process of all that share the database: goes on with the erasing of people that was interrupted,
 * and replaces the people in reviews that were finished long ago.
 * @param firstMs When to look for the first time whether the day has passed.
 */
export function startKeepingNames(
  deps: Pick<DailyJob, 'jobs' | 'log' | 'now'> & {
    readonly db: Database
    /** How many days ago `long ago` is; without it, names are kept. */
    readonly keepDays: number | undefined
    /** What the clock went through unseen; nothing, if not given. */
    readonly leaps?: () => readonly ClockLeap[]
  },
  firstMs?: number,
): Timer {
  const { db, keepDays, log, now, leaps = () => [] } = deps
  return startDailyJob(
    {
      ...deps,
      name: 'names',
      async run(signal) {
        const erasures = await resumeErasures(db, CONNECTOR, now, signal)
        // T7 of clock.ts.
        const today = surelyNow(now(), leaps()).getTime()
        const before = keepDays === undefined ? undefined : new Date(today - keepDays * DAY_MS)
        const reviews = before === undefined ? 0 : await eraseOldNames(db, before, now, signal)
        log.info('names.erased', { erasures, reviews })
      },
    },
    firstMs,
  )
}
