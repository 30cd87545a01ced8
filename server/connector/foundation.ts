import type { Log } from '../log.ts'
import type { Metrics } from '../metrics/metrics.ts'
import type { WatchedPolicy } from '../policy-file/watch-policy.ts'
import type { ClockLeap } from '../record/clock-leap.ts'
import type { Database } from '../store/database.ts'
import type { Inbox } from '../store/inbox/inbox.ts'
import type { Concur } from './open-concur.ts'

/** What the parts that work stand on: it is there before them, and closed after they have stopped. */
export interface Foundation {
  readonly db: Database
  /** Counts what it receives, and leaves requests alone where the policy has no rules for them. */
  readonly inbox: Inbox
  readonly policy: Pick<WatchedPolicy, 'current'>
  readonly concur: Concur
  readonly metrics: Metrics
  readonly log: Log
  /** Of the clock that all connectors of the database go by. */
  readonly now: () => Date
  /** What that clock went through unseen. */
  readonly leaps: () => readonly ClockLeap[]
}
