import type { Log } from '../log.ts'
import type { Jobs } from '../store/jobs.ts'
import type { Timer } from '../timers/repeat.ts'
import { startElectedTimer } from './elected-timer.ts'

const HOUR_MS = 3_600_000
const DAY_MS = 24 * HOUR_MS
/** After a start there is more pressing work. */
const FIRST_MS = 300_000

/** What is done once a day. */
export interface DailyJob {
  /** Among the jobs of all processes, and in the log: `NAME.failed`. */
  readonly name: string
  readonly run: (signal: AbortSignal) => Promise<void>
  readonly jobs: Jobs
  readonly log: Log
  readonly now: () => Date
}

/**
 * Runs the job once a day, in one process of all that share the database. What went wrong is tried again a day later.
 * @param firstMs When to look for the first time whether the day has passed.
 */
export function startDailyJob({ name, run, jobs, log, now }: DailyJob, firstMs = FIRST_MS): Timer {
  return startElectedTimer({
    name,
    everyMs: DAY_MS,
    // Whoever's turn it would have been may be gone: another process need not wait a day to notice.
    lookMs: HOUR_MS,
    firstMs,
    async run(signal) {
      await run(signal)
      return undefined
    },
    failed(error) {
      log.warn(`${name}.failed`, { error: error instanceof Error ? error.message : String(error) })
      return undefined
    },
    jobs,
    now,
  })
}
