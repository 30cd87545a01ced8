import { type JobResult, startConcurJob } from '../jobs/concur-job.ts'
import type { Jobs } from '../store/jobs.ts'
import type { Timer } from '../timers/repeat.ts'
import { type ReceiveFailedDeps, receiveFailed } from './receive-failed.ts'
import { createWaitingReceiver, type ReceiveWaitingDeps } from './receive-waiting.ts'

/** What reconciling needs. */
export interface ReconcileDeps extends ReceiveFailedDeps, Omit<ReceiveWaitingDeps, 'graceMs'> {
  readonly jobs: Jobs
}

const MAX_GRACE_MS = 60_000

/**
 * Asks Concur now and every so many minutes for what went past us: notifications that it could not deliver, and
 * reports that wait although nothing is known of them here. Trouble with one list is no trouble for the other.
 */
export function startReconciling(deps: ReconcileDeps, everyMinutes: number): Timer {
  const everyMs = everyMinutes * 60_000
  const receiveUnknown = createWaitingReceiver({ ...deps, graceMs: Math.min(MAX_GRACE_MS, everyMs) })
  const start = (name: string, run: (signal: AbortSignal) => Promise<JobResult>) =>
    startConcurJob({ name, run, jobs: deps.jobs, log: deps.log, now: deps.now }, everyMs)
  const timers = [
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
