import { type Breaker, createBreaker } from '../../server/concur/breaker.ts'
import { type CallKind, ConcurError } from '../../server/concur/concur-error.ts'
import type { NotificationLine } from '../../server/record/notification-line.ts'
import { startWorkers, type Workers, type WorkersDeps } from '../../server/review/workers.ts'
import { type Claimed, createInbox, type Inbox } from '../../server/store/inbox/inbox.ts'
import { createOverview, type Overview } from '../../server/store/operators/overview.ts'
import { recordedLog } from '../listeners/recorded-log.ts'
import { useDatabases } from '../store/databases.ts'
import { callout, RAW } from '../store/notifications.ts'

/** Longer than the workers take to look again for work. */
export const A_WHILE_MS = 800

/** What the workers of a test work with. */
export interface WorkerBench {
  readonly inbox: Inbox
  readonly overview: Overview
  readonly breaker: Breaker
  /** May be put forward. */
  readonly clock: { aheadMs: number }
  readonly log: ReturnType<typeof recordedLog>
  readonly now: () => Date
  /** Four workers, unless told otherwise; stopped after the test. */
  readonly start: (
    review: WorkersDeps['review'],
    options?: { readonly count?: number; readonly inbox?: Inbox },
  ) => Workers
  /** A notification of each of these reports. */
  readonly receive: (...names: readonly string[]) => Promise<void>
  /** The notification that was received first. */
  readonly first: () => Promise<NotificationLine | undefined>
}

/** Call in a suite. @returns Opens a bench; called again, another process on the same database. */
export function useWorkerBenches(): () => Promise<WorkerBench> {
  const databases = useDatabases()
  const started: Workers[] = []

  afterEach(async () => {
    await Promise.all(started.splice(0).map((workers) => workers.stop(0)))
  })

  return async () => {
    const db = await databases.open()
    const inbox = createInbox(db)
    const clock = { aheadMs: 0 }
    const now = () => new Date(Date.now() + clock.aheadMs)
    const breaker = createBreaker(
      now,
      () => 0,
      () => performance.now() + clock.aheadMs,
    )
    const log = recordedLog()
    const overview = createOverview(db)
    return {
      inbox,
      overview,
      breaker,
      clock,
      log,
      now,
      start(review, options = {}) {
        const workers = startWorkers({ inbox, breaker, review, count: 4, log, now, ...options })
        started.push(workers)
        return workers
      },
      async receive(...names) {
        for (const name of names) await inbox.receive(callout(name), RAW, now())
      },
      async first() {
        const lines = await overview.notifications({ limit: 100 })
        return lines.find(({ id }) => id === 1)
      },
    }
  }
}

/** The report that a claim is about, by the name that it was received under. */
export function nameOf({ objectPath }: Claimed): string {
  return objectPath.slice(objectPath.lastIndexOf('/') + 1)
}

/** Holds reviews up until it is opened. */
export function gate() {
  const { promise, resolve } = Promise.withResolvers<void>()
  return { opened: promise, open: resolve }
}

/** Fails so often that calls of that kind are stopped. */
export function fail(breaker: Breaker, kind: CallKind): void {
  for (let failures = 0; failures < 20; failures += 1) breaker.failed(kind, {})
}

/** What a review fails with while Concur is down. */
export function outage(): ConcurError {
  const facts = { code: 'CONCUR_RESPONSE', kind: 'report', trouble: 'transient', status: 503 } as const
  return new ConcurError('Concur answered 503', facts)
}
