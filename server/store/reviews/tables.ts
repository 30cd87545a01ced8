import type { Generated } from 'kysely'

/** Of reviews and what they keep. */
export interface ReviewTables {
  review: ReviewTable
  review_rule: ReviewRuleTable
  review_event: ReviewEventTable
  report_facts: ReportFactsTable
  past_expense: PastExpenseTable
  effect: EffectTable
  concur_user: ConcurUserTable
}

/** One visit of one report to one external validation step. */
export interface ReviewTable {
  id: Generated<number>
  notification_id: number
  /** Identifies the visit; `ordinal` tells visits apart that Concur does not. */
  visit_key: string
  /** What other services call the same visit: JSON array of keys. */
  other_visit_keys: string | null
  ordinal: number
  /** `EXPRPT` or `TRAVELREQ`. */
  object_type: Generated<string>
  /** Of the report; of a travel request, what pages show of it. */
  report_id: string
  report_name: string | null
  employee: string | null
  employee_login: string | null
  /** The company's own. */
  employee_id: string | null
  /** Folded: name, login and id, a line each. */
  employee_search: string | null
  total: string | null
  /** Sorts as the total does, see `decimalOrder`. */
  total_order: string | null
  /** JSON: what a scope picks by, and the fields that a company has given a meaning of its own, see `Listing`. */
  header: string | null
  /** JSON: the rest of `Listing`. */
  listing: string | null
  /** 1 while it was sent back and its employee has not submitted it again. */
  awaits_employee: number | null
  currency: string
  policy_version: string | null
  /** Those that judged it before, with a blank between them. */
  earlier_policy_versions: string | null
  mode: string
  /** What the policy asks for. */
  outcome: string | null
  /** How it ended; absent while it is open. */
  result: string | null
  reason: string | null
  /** Why it is held or only observed, where that is no rule of the policy: `INCOMPLETE`. */
  reason_code: string | null
  /** The decision as JSON. */
  decision: string | null
  decided_by: string | null
  /** The workflow step as Concur named it; absent where nothing announced the report. */
  step_name: string | null
  /** See `factsKey`. */
  facts_key: string | null
  /** Of the reading that was decided on last, see `readingKey`. */
  reading_key: string | null
  /** The login of the person who is to look at it. */
  assignee: string | null
  /** Until then it is left out of what waits for people. */
  snoozed_until: number | null
  /** The login of the person who wanted that. */
  snoozed_by: string | null
  /** The claim of the notification whose worker has this review. */
  worker: string | null
  /** Of the reading that people were told last that it is held on. */
  told_key: string | null
  /** The end of the snooze that people were told last is over. */
  told_until: number | null
  started_at: number
  decided_at: number | null
  finished_at: number | null
  /** When the people in it were replaced by pseudonyms; absent while it names them, or again names them. */
  erased_at: number | null
}

/** A rule that the decision of a review rests on, see `rulesIn`. */
export interface ReviewRuleTable {
  id: Generated<number>
  review_id: number
  rule: string
}

/** The audit trail of a review: every reading, decision, call and reply. */
export interface ReviewEventTable {
  id: Generated<number>
  review_id: number
  at: number
  kind: string
  summary: string
  /** JSON. */
  detail: string | null
  /** A packed document, such as the report as it was read. */
  document: Uint8Array | null
}

/** The report that a review was decided on, for replaying it with another policy. */
export interface ReportFactsTable {
  review_id: number
  /** Of the form in which `facts` is written. */
  version: number
  /** Gzipped JSON. */
  facts: Uint8Array
}

/** What later reviews compare with: an entry or itemization of a report that was decided on. */
export interface PastExpenseTable {
  id: Generated<number>
  review_id: number
  report_id: string
  /** See `employeeKey`, `matchKey` and `vendorKey`. */
  employee_key: string | null
  match_key: string | null
  vendor_key: string | null
  object_type: string
  /** 1 for an entry whose itemizations have rows of their own. */
  is_itemized: number
  /** `YYYY-MM-DD` */
  day: string | null
  expense_type: string
  /** Posted; an exact decimal. */
  amount: string | null
  currency: string | null
  is_card: number
  has_affidavit: number | null
}

/** The journal: a write to Concur, known here before it is sent. */
export interface EffectTable {
  id: Generated<number>
  review_id: number
  kind: string
  state: string
  /** JSON, see the journal. */
  content: string
  planned_at: number
  sent_at: number | null
  settled_at: number | null
  reason: string | null
}

/** Whom Concur's id of a user stands for; all absent where Concur knows nobody by it. */
export interface ConcurUserTable {
  user_id: string
  name: string | null
  login: string | null
  employee_id: string | null
  email: string | null
  asked_at: number
}
