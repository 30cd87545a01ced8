import type { Jobs } from '../store/jobs.ts'
import { repeat, type Timer } from '../timers/repeat.ts'

/** What one process of all that share the database does every so often. */
export interface ElectedJob {
  /** Among the jobs of all processes, such as `alerts`. */
  readonly name: string
  /**
   * One run. Its signal is aborted when the timer is stopped.
   * @returns After how many milliseconds to run again, if that is sooner than usual.
   */
  readonly run: (signal: AbortSignal) => Promise<number | undefined>
  /** Told what a run or the election has thrown, but not while stopping. @returns As {@link run} does. */
  readonly failed: (error: unknown) => number | undefined
  readonly everyMs: number
  /** How often to look whether the time has come; as often as it comes, if not given. */
  readonly lookMs?: number
  /** When to look for the first time; at once, if not given. */
  readonly firstMs?: number
  /** A start is a reason by itself: the first run does not ask when another process has run it. */
  readonly isDueAtStart?: boolean
  readonly jobs: Jobs
  readonly now: () => Date
}

/** No timer is exact, and one that comes a little early must not lose its turn. */
const EARLY_SHARE = 0.1

/** Runs the job every so often, in one process of all that share the database: the one that looks first. */
export function startElectedTimer({
  name,
  run,
  failed,
  everyMs,
  lookMs = everyMs,
  firstMs = 0,
  isDueAtStart = false,
  jobs,
  now,
}: ElectedJob): Timer {
  const sinceMs = everyMs - EARLY_SHARE * lookMs
  let isDue = isDueAtStart

  return repeat(async (signal) => {
    const againMs = await lookOnce(signal)
    isDue = againMs !== undefined
    return Math.min(lookMs, againMs ?? lookMs)
  }, firstMs)

  async function lookOnce(signal: AbortSignal): Promise<number | undefined> {
    try {
      const isOurs = await jobs.isOurs(name, isDue ? 0 : sinceMs, now())
      return isOurs ? await run(signal) : undefined
    } catch (error) {
      return signal.aborted ? undefined : failed(error)
    }
  }
}
