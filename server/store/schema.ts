import type { Generated } from 'kysely'
import type { DeliveryState } from '../record/delivery-line.ts'
import type { InstanceState } from '../record/instance-line.ts'
import type { NotificationState } from '../record/notification-line.ts'
import type { Role } from '../record/person.ts'
import type { NoteKind } from '../record/review-note.ts'
import type { SignInWay } from '../record/session.ts'
import type { TrailEntry } from '../record/trail.ts'

/** The tables, one interface each; times are milliseconds since 1970 UTC. */
export interface Schema {
  notification: NotificationTable
  quarantine: QuarantineTable
  review: ReviewTable
  review_rule: ReviewRuleTable
  review_event: ReviewEventTable
  human_decision: HumanDecisionTable
  review_note: ReviewNoteTable
  report_facts: ReportFactsTable
  past_expense: PastExpenseTable
  effect: EffectTable
  token: TokenTable
  job: JobTable
  alert: AlertTable
  elements_key: ElementsKeyTable
  instance: InstanceTable
  polled_resource: PolledResourceTable
  poll_ledger: PollLedgerTable
  delivery: DeliveryTable
  vendor_token: VendorTokenTable
  subscription: SubscriptionTable
  person: PersonTable
  api_key: ApiKeyTable
  trail: TrailTable
  trail_name: TrailNameTable
  told: ToldTable
  pseudonym_secret: PseudonymSecretTable
  pseudonym: PseudonymTable
  pseudonym_key: PseudonymKeyTable
  erasure: ErasureTable
  concur_user: ConcurUserTable
  policy_version: PolicyVersionTable
  saved_view: SavedViewTable
  bulk_decision: BulkDecisionTable
  session: SessionTable
  presence: PresenceTable
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

/** What people were told once, where nothing else says so: a digest, a second reminder. */
export interface ToldTable {
  id: string
  at: number
}

/** What people say about a review, see `ReviewNote`. */
export interface ReviewNoteTable {
  id: Generated<number>
  review_id: number
  kind: NoteKind
  /** Logins. */
  author: string
  addressee: string | null
  question_id: number | null
  content: string
  written_at: number
  /** When who is asked, or gets the answer, was told. */
  told_at: number | null
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
  /** A gzipped document, such as the report as it was read. */
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

/** The refresh token that Concur issued last. */
export interface TokenTable {
  /** The token address and the client it belongs to. */
  id: string
  refresh_token: string
  /** Hash of the configured refresh token that this one descends from. */
  seed: string
  updated_at: number
}

/** A job that one process of all does every so often. */
export interface JobTable {
  name: string
  started_at: number
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

/** A pair of secrets that lets a program at the instances API; only their hashes are kept. */
export interface ElementsKeyTable {
  id: Generated<number>
  name: string
  user_hash: string
  organization_hash: string
  created_at: number
  revoked_at: number | null
}

/** A vendor's account whose resources are polled, one after the other, by one process at a time. */
export interface InstanceTable {
  id: Generated<number>
  element: string
  name: string
  /** Hash of its token; absent where a file declares it. */
  token_hash: string | null
  /** The name of the file that declares it. */
  file: string | null
  /** The body as given, as JSON, without its secrets. */
  body: string
  /** Those, encrypted. */
  secrets: string
  created_at: number
  updated_at: number
  state: InstanceState
  /** When it is to be polled next. */
  due_at: number
  claim: string | null
  lease_until: number | null
  /** Polls, all in all. */
  attempts: Generated<number>
  left_behind: Generated<number>
  /** Why it is disabled. */
  reason: string | null
  disabled_at: number | null
  /** Why its deliveries wait for somebody, and since when. */
  stopped_reason: string | null
  stopped_at: number | null
}

/** How far a resource of an instance has been read. */
export interface PolledResourceTable {
  id: Generated<number>
  instance_id: number
  name: string
  /** JSON: the state that the next poll goes on from. */
  state: string
  /** Failed polls in a row. */
  failures: Generated<number>
  /** Since when the vendor has asked for patience, and has not been read since. */
  patience_since: number | null
  polled_at: number | null
  succeeded_at: number | null
  /** What was wrong at the last poll. */
  problem: string | null
  /** JSON array of texts: what is wrong with what was read. */
  warnings: Generated<string>
}

/** What a resource has given already: the last version of each record, and of late ones all. */
export interface PollLedgerTable {
  id: Generated<number>
  resource_id: number
  object_id: string
  /** 1 for the first event of the record; 0 if it was only found. */
  sequence: number
  /** The vendor's text of the date of the change. */
  updated_text: string
  /** Of the content. */
  hash: string
  /** When the record changed; 0 where the vendor does not say. */
  changed_at: number
}

/** A callback for the URL of an instance, or a message that tells people something. */
export interface DeliveryTable {
  id: Generated<number>
  /** Where it goes: `instance:3`, `mail:ada@example.com`. Those of one line are sent one after the other. */
  line: string
  /** Of a callback. */
  instance_id: number | null
  /** What was polled; of a message, what it is about. */
  resource: string
  /** Of the notification: the same at every attempt. */
  event_id: string
  /** Sent as they are, at every attempt. */
  body: Uint8Array
  /** How many changes it tells of. */
  events: number
  created_at: number
  state: DeliveryState
  due_at: number
  claim: string | null
  lease_until: number | null
  attempts: Generated<number>
  left_behind: Generated<number>
  /** Why it waits again or is dead. */
  reason: string | null
  finished_at: number | null
  /** Of a message: when it is sent for the last time. */
  give_up_at: number | null
}

/** The tokens that a vendor issued last, for all instances that have the same login there. */
export interface VendorTokenTable {
  /** Hash of the login. */
  id: string
  /** Encrypted JSON. */
  content: string
  updated_at: number
  /** Who is getting new ones. */
  claim: string | null
  lease_until: number | null
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

/** Who looks at reports or decides on them, see `Person`. */
export interface PersonTable {
  id: Generated<number>
  login: string
  name: string
  email: string | null
  employee_id: string | null
  role: Role
  /** JSON: see `Person`. */
  scope: string | null
  /** JSON: see `Person`. */
  max_amounts: string | null
  /** Hash with its parameters and salt, see `hashPassword`. */
  password: string | null
  is_emergency: Generated<number>
  /** Of who they are to the provider that signs people in, see `ProviderAccount`. */
  subject_hash: string | null
  created_at: number
}

/** What a program acts with. */
export interface ApiKeyTable {
  id: Generated<number>
  name: string
  role: Role
  key_hash: string
  created_at: number
  revoked_at: number | null
}

/** What was done and asked for, each row chained to the one before it; only ever added to. */
export interface TrailTable {
  /** From 1, without a gap. */
  id: number
  at: number
  act: string
  subject: string
  outcome: TrailEntry['outcome']
  detail: string | null
  /** Salted hashes of the names of this row. */
  who_hash: string
  via_hash: string | null
  whom_hash: string | null
  /** Of the row before it. */
  previous_hash: string
  /** Of all of this row, `previous_hash` included. */
  hash: string
}

/** The names of the trail, apart from it because they can be erased. */
export interface TrailNameTable {
  id: Generated<number>
  trail_id: number
  part: 'who' | 'via' | 'whom'
  /** A pseudonym if it was erased. */
  name: string
  /** `null` if the name was erased. */
  salt: string | null
}

/** What the hashes of `pseudonym_key` are made with: one row, once there is a pseudonym. */
export interface PseudonymSecretTable {
  id: number
  secret: string
}

/** What stands in the place of a person who was erased. */
export interface PseudonymTable {
  id: Generated<number>
  name: string
  made_at: number
}

/** Keyed hashes of the ids of that person, by which new reports of theirs are known. */
export interface PseudonymKeyTable {
  id: Generated<number>
  pseudonym_id: number
  hash: string
}

/** The erasing of a person, and how far it is. */
export interface ErasureTable {
  id: Generated<number>
  pseudonym_id: number
  /** JSON: see `Names`. Only until it is finished. */
  names: string | null
  /** The table that is looked through, and the key of its last row that was; absent before the first. */
  place: string | null
  after: Generated<number>
  /** JSON: how many rows were changed, by table. */
  counts: string
  begun_at: number
  finished_at: number | null
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

/** A policy that was in use, see `PolicySource`. */
export interface PolicyVersionTable {
  id: Generated<number>
  version: string
  name: string
  /** Gzipped JSON: its text, and its lists. */
  content: Uint8Array
  kept_at: number
  /** When a connector was started with it, or changed to it, last. */
  loaded_at: number
}

/** A view of the queue that a person has made. */
export interface SavedViewTable {
  id: Generated<number>
  /** Numbers of people are given once. */
  person_id: number
  name: string
  /** JSON: what it is narrowed to, as it was typed. */
  content: string
  created_at: number
}

/** Somebody who has signed in at the console, see `Session`. */
export interface SessionTable {
  id: Generated<number>
  token_hash: string
  person_id: number
  way: SignInWay
  /** Of the provider, encrypted with what the browser holds. */
  sealed_id_token: string | null
  started_at: number
  /** When a request of theirs came last, to the minute. */
  seen_at: number
}

/** Who has which review open. */
export interface PresenceTable {
  id: string
  review_id: number
  login: string
  since: number
  seen_at: number
}

/** A decision on several reviews that needs a second person, see `KeptBulk`. */
export interface BulkDecisionTable {
  id: Generated<number>
  /** JSON, see `BulkContent`. */
  content: string
  proposed_by: string
  proposed_at: number
  state: string
  ended_by: string | null
  ended_at: number | null
}
