import type { Log } from '../log.ts'
import type { Database } from '../store/database.ts'
import type { Jobs } from '../store/jobs.ts'
import { resumeErasures } from '../store/personal-data/erase.ts'
import { eraseOldNames } from '../store/personal-data/keep-names.ts'
import type { Timer } from '../timers/repeat.ts'
import { startElectedTimer } from './elected-timer.ts'

const HOUR_MS = 3_600_000
const DAY_MS = 24 * HOUR_MS
/** After a start there is more pressing work. */
const FIRST_MS = 300_000
/** In the trail. */
const CONNECTOR = { login: 'connector' }

/**
 * Once a day, in one process of all that share the database: goes on with the erasing of people that was interrupted,
 * and replaces the people in reviews that were finished long ago.
 * @param firstMs When to look for the first time whether the day has passed.
 */
export function startKeepingNames(
  deps: {
    readonly db: Database
    /** How many days ago `long ago` is; without it, names are kept. */
    readonly keepDays: number | undefined
    readonly jobs: Jobs
    readonly log: Log
    readonly now: () => Date
  },
  firstMs = FIRST_MS,
): Timer {
  const { db, keepDays, jobs, log, now } = deps
  return startElectedTimer({
    name: 'names',
    everyMs: DAY_MS,
    lookMs: HOUR_MS,
    firstMs,
    async run(signal) {
      const erasures = await resumeErasures(db, CONNECTOR, now, signal)
      const before = keepDays === undefined ? undefined : new Date(now().getTime() - keepDays * DAY_MS)
      const reviews = before === undefined ? 0 : await eraseOldNames(db, before, now, signal)
      log.info('names.erased', { erasures, reviews })
      return undefined
    },
    failed(error) {
      log.warn('names.failed', { error: error instanceof Error ? error.message : String(error) })
      return undefined
    },
    jobs,
    now,
  })
}
