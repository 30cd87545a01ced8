import type { Generated } from 'kysely'
import type { NotificationState } from '../../record/notification-line.ts'

/** Of what arrives. */
export interface InboxTables {
  notification: NotificationTable
  quarantine: QuarantineTable
}

/** What arrived, and what became of it. */
export interface NotificationTable {
  id: Generated<number>
  door: string
  /** Concur's own name for it; the same is never kept twice. */
  external_id: string | null
  object_type: string
  /** The notifications of one report stand in one line, worked on from its head. */
  object_path: string
  event_type: string | null
  event_date_time: string | null
  context: string | null
  /** See `Notification`. */
  step_code: string | null
  step_instance_id: string | null
  announced_at: number | null
  /** Hash of what was said: an identical notification is folded into one that is still waiting. */
  fold_key: string
  raw: Uint8Array
  /** Sent with every call to Concur that this notification causes. */
  correlation_id: string
  received_at: number
  /** How often it was received, and when last. */
  times_seen: Generated<number>
  last_seen_at: number
  state: NotificationState
  due_at: number
  /** Concur's `Retry-After`: not even a probe comes before. */
  not_before: Generated<number>
  attempts: Generated<number>
  /** How many claims ran out, one after the other: nobody lived to say how they ended. */
  left_behind: Generated<number>
  /** 1 while an operator's wish for another try is not settled. */
  is_retry: Generated<number>
  /** The token of the worker that has it, under a lease. */
  claim: string | null
  lease_until: number | null
  /** Why it waits again, is dead or was not reviewed. */
  reason_code: string | null
  reason: string | null
  review_id: number | null
  finished_at: number | null
}

/** What was authenticated and could not be understood. */
export interface QuarantineTable {
  id: Generated<number>
  door: string
  received_at: number
  times_seen: Generated<number>
  content_hash: string
  content_type: string | null
  raw: Uint8Array
  /** JSON array of texts. */
  problems: string
}
