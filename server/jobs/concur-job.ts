import { ConcurError } from '../concur/concur-error.ts'
import type { Log } from '../log.ts'
import type { Jobs } from '../store/jobs.ts'

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

/** A job that runs at once and then every so often, one run after the other. */
export interface Timer {
  /** Resolves when a run in hand has ended. */
  stop(): Promise<void>
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
  const stopping = new AbortController()
  let timer: NodeJS.Timeout | undefined
  let hasSaid = false
  let failures = 0
  // A start is a reason by itself: what was not delivered while nobody was here.
  let running = next(0)

  return {
    async stop() {
      stopping.abort()
      clearTimeout(timer)
      await running
    },
  }

  async function next(sinceMs: number): Promise<void> {
    const isDone = await tryOnce(sinceMs)
    if (stopping.signal.aborted) return
    failures = isDone ? 0 : failures + 1
    const waitMs = retryMs[Math.min(failures, retryMs.length) - 1] ?? everyMs
    timer = setTimeout(
      () => {
        running = next(isDone ? everyMs * 0.9 : 0)
      },
      Math.min(everyMs, waitMs),
    )
  }

  /** @returns False if it is to be tried again soon. */
  async function tryOnce(sinceMs: number): Promise<boolean> {
    try {
      const isOurs = await jobs.isOurs(name, sinceMs, now())
      if (!isOurs) return true
      const { isDone, facts } = await run(stopping.signal)
      hasSaid = false
      log.info(`${name}.reconciled`, { ...facts })
      return isDone
    } catch (error) {
      if (stopping.signal.aborted) return true
      if (!(error instanceof ConcurError) || error.trouble !== 'permanent') {
        log.warn(`${name}.not-read`, { error: error instanceof ConcurError ? error.message : error })
        return false
      }
      if (!hasSaid) log.error(`${name}.refused`, { error: error.message })
      hasSaid = true
      return true
    }
  }
}
