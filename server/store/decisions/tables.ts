import type { Generated } from 'kysely'

/** Of what people decide. */
export interface DecisionTables {
  human_decision: HumanDecisionTable
  bulk_decision: BulkDecisionTable
}

/** What a person decided on a held review, see `HumanDecision`. */
export interface HumanDecisionTable {
  id: Generated<number>
  review_id: number
  notification_id: number
  /** Of the caller's, who may hand the same in twice. */
  caller_key: string | null
  /** Of all that was handed in under that key. */
  caller_hash: string | null
  /** JSON. */
  content: string
  state: string
  /** Why it was not carried out, or what became of it. */
  outcome: string | null
  accepted_at: number
  due_at: number
  ended_at: number | null
  /** The state that people were told last. */
  told_state: string | null
}

/** A decision on several reviews, see `KeptBulk`. */
export interface BulkDecisionTable {
  id: Generated<number>
  /** JSON, see `BulkContent`. */
  content: string
  proposed_by: string
  proposed_at: number
  state: string
  ended_by: string | null
  ended_at: number | null
  /** JSON, see `BulkRefusals`. */
  refusals: string | null
  /** Of the form that it came by: begins with the login. The same form sent twice is one decision. */
  form_key: string | null
  /** The state that people were told of. */
  told_state: string | null
}
