import { ConcurError } from '../concur/concur-error.ts'
import type { Log } from '../log.ts'
import type { Jobs } from '../store/jobs.ts'
import type { Timer } from '../timers/repeat.ts'
import { startElectedTimer } from './elected-timer.ts'

/** What a job is and needs. */
export interface ConcurJob {
  /** Such as `failed-list`: in the log and among the jobs of all processes. */
  readonly name: string
  /** One run; what it throws is logged. */
  readonly run: (signal: AbortSignal) => Promise<JobResult>
  /** How long to wait after trouble with Concur; then the last of them again and again. Seconds by default. */
  readonly retryMs?: readonly number[]
  readonly jobs: Jobs
  readonly log: Log
  readonly now: () => Date
}

/** What came of a run. */
export interface JobResult {
  /** False if it is to be run again soon. */
  readonly isDone: boolean
  /** For the log. */
  readonly facts: object
}

const RETRY_MS = [2000, 4000, 8000, 10_000]

/**
 * Runs the job now and every so many milliseconds, then in one process of all that share the inbox. When Concur cannot
 * be asked it is tried again soon; when the role is missing that is said once, with the role.
 */
export function startConcurJob(
  { name, run, retryMs = RETRY_MS, jobs, log, now }: ConcurJob,
  everyMs: number,
): Timer {
  let hasSaid = false
  let failures = 0

  return startElectedTimer({
    name,
    everyMs,
    // What was not delivered while nobody was here.
    isDueAtStart: true,
    async run(signal) {
      const { isDone, facts } = await run(signal)
      hasSaid = false
      log.info(`${name}.reconciled`, { ...facts })
      return isDone ? asUsual() : soon()
    },
    failed(error) {
      if (!(error instanceof ConcurError) || error.trouble !== 'permanent') {
        log.warn(`${name}.not-read`, { error: error instanceof ConcurError ? error.message : error })
        return soon()
      }
      if (!hasSaid) log.error(`${name}.refused`, { error: error.message })
      hasSaid = true
      return asUsual()
    },
    jobs,
    now,
  })

  function soon(): number {
    failures += 1
    return retryMs[Math.min(failures, retryMs.length) - 1] ?? everyMs
  }

  function asUsual(): undefined {
    failures = 0
  }
}
