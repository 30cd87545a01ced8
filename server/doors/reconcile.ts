import { type JobResult, startConcurJob } from '../jobs/concur-job.ts'
import { startElectedTimer } from '../jobs/elected-timer.ts'
import type { Jobs } from '../store/jobs.ts'
import type { Timer } from '../timers/repeat.ts'
import { type ReceiveFailedDeps, receiveFailed } from './receive-failed.ts'
import { createWaitingReceiver, type ReceiveWaitingDeps } from './receive-waiting.ts'

/** What reconciling needs. */
export interface ReconcileDeps extends ReceiveFailedDeps, Omit<ReceiveWaitingDeps, 'graceMs'> {
  readonly jobs: Jobs
  /** @returns The numbers of the reviews that go on. */
  readonly takeUpOrphans: (now: Date) => Promise<readonly number[]>
}

const MAX_GRACE_MS = 60_000

/**
 * Looks now and every so many minutes for what went past us: notifications that Concur could not deliver, reports that
 * wait there although nothing is known of them here, and reviews that nobody works on any more. Trouble with one of
 * them is no trouble for the others.
 */
export function startReconciling(deps: ReconcileDeps, everyMinutes: number): Timer {
  const everyMs = everyMinutes * 60_000
  const receiveUnknown = createWaitingReceiver({ ...deps, graceMs: Math.min(MAX_GRACE_MS, everyMs) })
  const start = (name: string, run: (signal: AbortSignal) => Promise<JobResult>) =>
    startConcurJob({ name, run, jobs: deps.jobs, log: deps.log, now: deps.now }, everyMs)
  const timers: readonly Timer[] = [
    startElectedTimer({
      name: 'orphans',
      everyMs,
      isDueAtStart: true,
      async run() {
        const taken = await deps.takeUpOrphans(deps.now())
        if (taken.length === 0) return undefined
        deps.log.warn('reviews.orphaned', { reviews: taken.join(' ') })
        deps.inbox.wake()
        return undefined
      },
      failed(error) {
        deps.log.warn('orphans.failed', { error: error instanceof Error ? error.message : String(error) })
        return undefined
      },
      jobs: deps.jobs,
      now: deps.now,
    }),
    start('failed-list', async (signal) => {
      const facts = await receiveFailed(deps, signal)
      return { facts, isDone: facts.left === 0 }
    }),
    start('waiting-list', async (signal) => ({ facts: await receiveUnknown(signal), isDone: true })),
  ]
  return {
    async stop() {
      await Promise.all(timers.map((timer) => timer.stop()))
    },
  }
}
