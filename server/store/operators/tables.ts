import type { Generated } from 'kysely'

/** Of what operators see. */
export interface OperatorTables {
  alert: AlertTable
  subscription: SubscriptionTable
}

/** Something that waits for a person, of which was told; removed when it has ended. */
export interface AlertTable {
  id: Generated<number>
  cause: string
  /** What it is about, once for each cause. */
  subject: string
  since: number
  count: number
  raised_at: number
  /** When it was posted to the operator's address; absent while that has not succeeded. */
  sent_at: number | null
}

/** A subscription at Concur that is to be there, see `WatchedSubscription`. */
export interface SubscriptionTable {
  id: string
  expected_since: number
  checked_at: number | null
  /** Since when it is there without a break, as far as was looked. */
  seen_since: number | null
  /** Of the notifications that its events become. */
  object_type: string | null
  problem: string | null
  problem_since: number | null
}
