import type { Selectable } from 'kysely'
import type { ArrivalTables } from '../arrivals/tables.ts'
import type { Schema } from '../schema.ts'

/**
 * What a column holds of people, and so what becomes of it when a person is erased.
 *
 * - `plain`: nothing; a word of ours, a date, a key of Concur's.
 * - `sealed`: nothing that can be read: a hash, or encrypted.
 * - `settings`: what an admin has set up; it is theirs to change, and a pseudonym there would break it.
 * - `text`, `json`, `bytes`, `document`: may name them. `document` is packed.
 * - `owner`, `title`, `facts`, `reading`: of a review. In a review of theirs, the owner is the pseudonym, the title is
 *   gone, the facts keep nothing but amounts and codes, and the document is gone; elsewhere these are as above.
 * - `account`, `trail`, `history`, `erasure`: see `begin` in `erase.ts`.
 */
export type Treatment =
  | 'plain'
  | 'sealed'
  | 'settings'
  | 'text'
  | 'json'
  | 'bytes'
  | 'document'
  | 'owner'
  | 'title'
  | 'facts'
  | 'reading'
  | 'account'
  | 'trail'
  | 'history'
  | 'erasure'

type Texts<Row> = {
  [Column in keyof Row & string]: Extract<Row[Column], string | Uint8Array> extends never ? never : Column
}[keyof Row & string]

/** A table, and what each of its columns of text or bytes holds of people. */
export interface Place<Columns extends string = string> {
  readonly key: string
  /** The column that names the review which a row belongs to. */
  readonly review?: string
  readonly columns: Readonly<Record<Columns, Treatment>>
}

type Places = {
  readonly [Table in Exclude<keyof Schema, keyof ArrivalTables>]: Place<Texts<Selectable<Schema[Table]>>>
}

/**
 * Every column of text or bytes that there is, but for arrivals: what is not taken over yet comes after the erasure. A
 * test compares it with the tables of both engines.
 */
export const PLACES: Places = {
  review: {
    key: 'id',
    review: 'id',
    columns: {
      visit_key: 'plain',
      other_visit_keys: 'plain',
      object_type: 'plain',
      report_id: 'plain',
      report_name: 'title',
      employee: 'owner',
      employee_login: 'owner',
      employee_id: 'owner',
      employee_search: 'owner',
      total: 'plain',
      total_order: 'plain',
      header: 'title',
      listing: 'plain',
      currency: 'plain',
      policy_version: 'plain',
      earlier_policy_versions: 'plain',
      mode: 'plain',
      outcome: 'plain',
      result: 'plain',
      reason: 'text',
      reason_code: 'plain',
      decision: 'json',
      decided_by: 'plain',
      assignee: 'text',
      snoozed_by: 'text',
      told_key: 'sealed',
      step_name: 'text',
      facts_key: 'sealed',
      reading_key: 'sealed',
      worker: 'plain',
    },
  },
  review_event: {
    key: 'id',
    review: 'review_id',
    columns: { kind: 'plain', summary: 'text', detail: 'json', document: 'reading' },
  },
  report_facts: { key: 'review_id', review: 'review_id', columns: { facts: 'facts' } },
  human_decision: {
    key: 'id',
    review: 'review_id',
    columns: {
      caller_key: 'text',
      caller_hash: 'sealed',
      content: 'json',
      state: 'plain',
      outcome: 'text',
      told_state: 'plain',
    },
  },
  review_rule: { key: 'id', review: 'review_id', columns: { rule: 'plain' } },
  review_note: {
    key: 'id',
    review: 'review_id',
    columns: { kind: 'plain', author: 'text', addressee: 'text', content: 'text' },
  },
  effect: {
    key: 'id',
    review: 'review_id',
    columns: { kind: 'plain', state: 'plain', content: 'json', reason: 'text' },
  },
  past_expense: {
    key: 'id',
    review: 'review_id',
    columns: {
      report_id: 'plain',
      employee_key: 'history',
      match_key: 'sealed',
      vendor_key: 'sealed',
      object_type: 'plain',
      day: 'plain',
      expense_type: 'plain',
      amount: 'plain',
      currency: 'plain',
    },
  },
  notification: {
    key: 'id',
    review: 'review_id',
    columns: {
      door: 'plain',
      external_id: 'plain',
      object_type: 'plain',
      // Of version 4: it holds the id of the user.
      object_path: 'text',
      event_type: 'plain',
      event_date_time: 'plain',
      context: 'text',
      step_code: 'plain',
      step_instance_id: 'plain',
      fold_key: 'sealed',
      raw: 'bytes',
      correlation_id: 'plain',
      state: 'plain',
      claim: 'plain',
      reason_code: 'plain',
      reason: 'text',
    },
  },
  quarantine: {
    key: 'id',
    columns: { door: 'plain', content_hash: 'sealed', content_type: 'text', raw: 'bytes', problems: 'json' },
  },
  delivery: {
    key: 'id',
    columns: {
      // Of a mail it is the address.
      line: 'text',
      resource: 'plain',
      event_id: 'plain',
      body: 'bytes',
      state: 'plain',
      claim: 'plain',
      reason: 'text',
    },
  },
  poll_ledger: {
    key: 'id',
    // The vendor's own key of a record: under another one the record would be new, and told of again.
    columns: { object_id: 'plain', updated_text: 'plain', hash: 'sealed' },
  },
  polled_resource: {
    key: 'id',
    columns: { name: 'plain', state: 'plain', problem: 'text', warnings: 'json' },
  },
  person: {
    key: 'id',
    columns: {
      login: 'account',
      name: 'account',
      email: 'account',
      employee_id: 'account',
      role: 'plain',
      scope: 'settings',
      max_amounts: 'plain',
      password: 'sealed',
      subject_hash: 'sealed',
    },
  },
  // By T2 nobody is named in a row of the trail, only beside it.
  trail: {
    key: 'id',
    columns: {
      act: 'plain',
      subject: 'plain',
      outcome: 'plain',
      detail: 'plain',
      who_hash: 'sealed',
      via_hash: 'sealed',
      whom_hash: 'sealed',
      previous_hash: 'sealed',
      hash: 'sealed',
    },
  },
  trail_name: { key: 'id', columns: { part: 'plain', name: 'trail', salt: 'sealed' } },
  session: { key: 'id', columns: { token_hash: 'sealed', way: 'plain', sealed_id_token: 'sealed' } },
  api_key: { key: 'id', columns: { name: 'settings', role: 'plain', key_hash: 'sealed' } },
  elements_key: {
    key: 'id',
    columns: { name: 'settings', user_hash: 'sealed', organization_hash: 'sealed' },
  },
  instance: {
    key: 'id',
    columns: {
      element: 'plain',
      name: 'settings',
      token_hash: 'sealed',
      file: 'settings',
      body: 'settings',
      secrets: 'sealed',
      state: 'plain',
      claim: 'plain',
      reason: 'text',
      stopped_reason: 'text',
    },
  },
  vendor_token: { key: 'id', columns: { id: 'sealed', content: 'sealed', claim: 'plain' } },
  token: { key: 'id', columns: { id: 'settings', refresh_token: 'settings', seed: 'sealed' } },
  job: { key: 'name', columns: { name: 'plain' } },
  clock: { key: 'id', columns: { leaps: 'plain' } },
  alert: { key: 'id', columns: { cause: 'plain', subject: 'plain' } },
  subscription: { key: 'id', columns: { id: 'plain', object_type: 'plain', problem: 'plain' } },
  bulk_decision: {
    key: 'id',
    columns: {
      content: 'json',
      proposed_by: 'text',
      state: 'plain',
      ended_by: 'text',
      refusals: 'json',
      form_key: 'text',
      told_state: 'plain',
    },
  },
  saved_view: { key: 'id', columns: { name: 'text', content: 'json' } },
  concur_user: {
    key: 'user_id',
    columns: {
      user_id: 'account',
      name: 'account',
      login: 'account',
      employee_id: 'account',
      email: 'account',
    },
  },
  told: { key: 'id', columns: { id: 'sealed' } },
  pseudonym_secret: { key: 'id', columns: { secret: 'settings' } },
  pseudonym: { key: 'id', columns: { name: 'plain' } },
  pseudonym_key: { key: 'id', columns: { hash: 'sealed' } },
  // Kept under the hash of its text; whom it names is for whoever writes policies to change.
  policy_version: { key: 'id', columns: { version: 'plain', name: 'settings', content: 'settings' } },
  presence: { key: 'id', columns: { id: 'sealed', login: 'text' } },
  erasure: { key: 'id', columns: { names: 'erasure', place: 'plain', counts: 'plain' } },
}

/** Treatments of what is looked through for names. */
const SEARCHED: ReadonlySet<Treatment> = new Set([
  'text',
  'json',
  'bytes',
  'document',
  'owner',
  'title',
  'facts',
  'reading',
])

/** A table to look through, and its columns that may name people. */
export interface SearchedPlace {
  readonly table: keyof Schema
  readonly key: string
  readonly review?: string
  readonly columns: readonly (readonly [column: string, treatment: Treatment])[]
}

/** Everywhere that people may be named, in a fixed order; what belongs to reviews comes first. */
export const SEARCHED_PLACES: readonly SearchedPlace[] = Object.entries<Place>(PLACES).flatMap(
  ([table, { key, review, columns }]) => {
    const searched = Object.entries(columns).filter(([, treatment]) => SEARCHED.has(treatment))
    return searched.length === 0 || !isTable(table)
      ? []
      : [{ table, key, ...(review !== undefined && { review }), columns: searched }]
  },
)

function isTable(name: string): name is keyof Schema {
  return Object.hasOwn(PLACES, name)
}
