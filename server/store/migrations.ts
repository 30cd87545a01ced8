import { type ColumnDefinitionBuilder, type Kysely, sql } from 'kysely'
import type { Migration } from 'kysely/migration'
import { addActsOnReviews } from './acts/create-tables.ts'
import { createArrivals } from './arrivals/arrivals-migration.ts'
import { createClock } from './clock-migration.ts'
import { addBulkProgress } from './decisions/bulk-migration.ts'
import { createBulk } from './decisions/create-bulk.ts'
import { addLines } from './deliveries/lines-migration.ts'
import { createSavedViews } from './people/create-saved-views.ts'
import { createPeopleTables } from './people/create-tables.ts'
import { createSessions } from './people/sessions-migration.ts'
import { createPseudonymTables } from './personal-data/create-tables.ts'
import { createPolicyVersions } from './policies/create-table.ts'
import { createPollingTables } from './polling/create-tables.ts'
import { createPresence } from './presence/presence-migration.ts'
import { createReviewList } from './reviews/create-list.ts'
import { createQueue } from './reviews/create-queue.ts'
import { indexPastExpensesByType } from './reviews/history-migration.ts'
import { foldSearchAgain } from './reviews/search-migration.ts'
import { addTold } from './telling/told-migration.ts'
import { addUntold } from './telling/untold-migration.ts'

/** Which SQL the tables are made in: the engines differ in a few words. */
export type Engine = 'sqlite' | 'postgres'

/** Forward only; a migration that has been released is never changed. */
export function migrationsFor(engine: Engine): Record<string, Migration> {
  return {
    '001-inbox-reviews-journal': { up: (db) => createTables(db, WORDS[engine]) },
    '002-alerts': { up: (db) => createAlerts(db, WORDS[engine]) },
    '003-left-behind': { up: countLeftBehind },
    '004-history': { up: (db) => createHistory(db, WORDS[engine]) },
    '005-events': { up: addEvents },
    '007-visits': { up: addVisitKeys },
    '008-subscriptions': { up: addSubscriptions },
    '009-requests': { up: addObjectType },
    '010-polling': { up: (db) => createPollingTables(db, WORDS[engine], numberedBy(WORDS[engine].id)) },
    '011-reasons-of-reviews': { up: addReasonCode },
    '012-people': { up: (db) => createPeopleTables(db, WORDS[engine].id, numberedBy(WORDS[engine].id)) },
    '013-human-decisions': { up: (db) => addHumanDecisions(db, WORDS[engine]) },
    '014-acts-on-reviews': {
      up: (db) => addActsOnReviews(db, WORDS[engine].id, numberedBy(WORDS[engine].id)),
    },
    '015-told': {
      async up(db) {
        await addLines(db, engine, numberedBy(WORDS[engine].id))
        await addTold(db)
      },
    },
    '017-pseudonyms': {
      up: (db) => createPseudonymTables(db, WORDS[engine].id, numberedBy(WORDS[engine].id)),
    },
    '018-review-list': {
      up: (db) => createReviewList(db, WORDS[engine].id, numberedBy(WORDS[engine].id)),
    },
    '019-policy-versions': {
      async up(db) {
        await createPolicyVersions(db, WORDS[engine], numberedBy(WORDS[engine].id))
        // Evidence has the rows about each review.
        await db.schema.createIndex('trail_subject').on('trail').columns(['subject', 'id']).execute()
      },
    },
    '020-api-limits': { up: addCallerHash },
    '021-untold': { up: addUntold },
    '022-sessions': { up: (db) => createSessions(db, WORDS[engine].id, numberedBy(WORDS[engine].id)) },
    '023-saved-views': {
      up: (db) => createSavedViews(db, WORDS[engine].id, numberedBy(WORDS[engine].id)),
    },
    '024-queue': { up: createQueue },
    '025-presence': { up: createPresence },
    '026-bulk': { up: (db) => createBulk(db, WORDS[engine].id, numberedBy(WORDS[engine].id)) },
    '027-clock': { up: createClock },
    '030-bulk-progress': { up: addBulkProgress },
    '031-past-expenses-by-type': { up: indexPastExpensesByType },
    '033-folded-search': { up: foldSearchAgain },
    '034-arrivals': { up: (db) => createArrivals(db, engine) },
    // Since 033, some characters fold further.
    '035-folded-further': { up: foldSearchAgain },
  }
}

interface Words {
  readonly bytes: 'blob' | 'bytea'
  readonly id: 'integer' | 'bigserial'
}

const WORDS: Readonly<Record<Engine, Words>> = {
  sqlite: { bytes: 'blob', id: 'integer' },
  postgres: { bytes: 'bytea', id: 'bigserial' },
}

async function createTables(db: Kysely<unknown>, { bytes, id }: Words): Promise<void> {
  const numbered = numberedBy(id)
  await db.schema
    .createTable('notification')
    .addColumn('id', id, numbered)
    .addColumn('door', 'text', (column) => column.notNull())
    .addColumn('external_id', 'text', (column) => column.unique())
    .addColumn('object_type', 'text', (column) => column.notNull())
    .addColumn('object_path', 'text', (column) => column.notNull())
    .addColumn('event_type', 'text')
    .addColumn('event_date_time', 'text')
    .addColumn('context', 'text')
    .addColumn('fold_key', 'text', (column) => column.notNull())
    .addColumn('raw', bytes, (column) => column.notNull())
    .addColumn('correlation_id', 'text', (column) => column.notNull())
    .addColumn('received_at', 'bigint', (column) => column.notNull())
    .addColumn('times_seen', 'integer', (column) => column.notNull().defaultTo(1))
    .addColumn('last_seen_at', 'bigint', (column) => column.notNull())
    .addColumn('state', 'text', (column) => column.notNull())
    .addColumn('due_at', 'bigint', (column) => column.notNull())
    .addColumn('not_before', 'bigint', (column) => column.notNull().defaultTo(0))
    .addColumn('attempts', 'integer', (column) => column.notNull().defaultTo(0))
    .addColumn('is_retry', 'integer', (column) => column.notNull().defaultTo(0))
    .addColumn('claim', 'text')
    .addColumn('lease_until', 'bigint')
    .addColumn('reason_code', 'text')
    .addColumn('reason', 'text')
    .addColumn('review_id', 'bigint')
    .addColumn('finished_at', 'bigint')
    .execute()
  await sql`create index notification_due on notification (due_at, id) where state = 'waiting'`.execute(db)
  await sql`create index notification_probe on notification (attempts, id) where state = 'waiting'`.execute(
    db,
  )
  await sql`create unique index notification_fold on notification (fold_key) where state = 'waiting'`.execute(
    db,
  )
  await sql`create index notification_lease on notification (lease_until) where state = 'claimed'`.execute(db)
  await sql`create index notification_line on notification (object_path, id)
    where state in ('waiting', 'claimed')`.execute(db)
  // Not one index of (state, id): SQLite would sort all that wait by their time rather than use the first of these.
  await sql`create index notification_waiting on notification (id) where state = 'waiting'`.execute(db)
  await sql`create index notification_dead on notification (id) where state = 'dead'`.execute(db)
  await sql`create index notification_review on notification (review_id)`.execute(db)

  await db.schema
    .createTable('quarantine')
    .addColumn('id', id, numbered)
    .addColumn('door', 'text', (column) => column.notNull())
    .addColumn('received_at', 'bigint', (column) => column.notNull())
    .addColumn('times_seen', 'integer', (column) => column.notNull().defaultTo(1))
    .addColumn('content_hash', 'text', (column) => column.notNull().unique())
    .addColumn('content_type', 'text')
    .addColumn('raw', bytes, (column) => column.notNull())
    .addColumn('problems', 'text', (column) => column.notNull())
    .execute()

  await db.schema
    .createTable('review')
    .addColumn('id', id, numbered)
    .addColumn('notification_id', 'bigint', (column) => column.notNull())
    .addColumn('visit_key', 'text', (column) => column.notNull())
    .addColumn('ordinal', 'integer', (column) => column.notNull())
    .addColumn('report_id', 'text', (column) => column.notNull())
    .addColumn('report_name', 'text')
    .addColumn('employee', 'text')
    .addColumn('total', 'text')
    .addColumn('currency', 'text', (column) => column.notNull())
    .addColumn('policy_version', 'text')
    .addColumn('mode', 'text', (column) => column.notNull())
    .addColumn('outcome', 'text')
    .addColumn('result', 'text')
    .addColumn('reason', 'text')
    .addColumn('decision', 'text')
    .addColumn('decided_by', 'text')
    .addColumn('worker', 'text')
    .addColumn('started_at', 'bigint', (column) => column.notNull())
    .addColumn('decided_at', 'bigint')
    .addColumn('finished_at', 'bigint')
    .addUniqueConstraint('review_visit', ['visit_key', 'ordinal'])
    .execute()
  await db.schema.createIndex('review_report').on('review').columns(['report_id', 'id']).execute()

  await db.schema
    .createTable('review_event')
    .addColumn('id', id, numbered)
    .addColumn('review_id', 'bigint', (column) => column.notNull().references('review.id'))
    .addColumn('at', 'bigint', (column) => column.notNull())
    .addColumn('kind', 'text', (column) => column.notNull())
    .addColumn('summary', 'text', (column) => column.notNull())
    .addColumn('detail', 'text')
    .addColumn('document', bytes)
    .execute()
  await db.schema.createIndex('review_event_review').on('review_event').columns(['review_id', 'id']).execute()

  await db.schema
    .createTable('effect')
    .addColumn('id', id, numbered)
    .addColumn('review_id', 'bigint', (column) => column.notNull().references('review.id'))
    .addColumn('kind', 'text', (column) => column.notNull())
    .addColumn('state', 'text', (column) => column.notNull())
    .addColumn('content', 'text', (column) => column.notNull())
    .addColumn('planned_at', 'bigint', (column) => column.notNull())
    .addColumn('sent_at', 'bigint')
    .addColumn('settled_at', 'bigint')
    .addColumn('reason', 'text')
    .execute()
  await db.schema.createIndex('effect_review').on('effect').columns(['review_id', 'id']).execute()

  await db.schema
    .createTable('token')
    .addColumn('id', 'text', (column) => column.primaryKey())
    .addColumn('refresh_token', 'text', (column) => column.notNull())
    .addColumn('seed', 'text', (column) => column.notNull())
    .addColumn('updated_at', 'bigint', (column) => column.notNull())
    .execute()

  await db.schema
    .createTable('job')
    .addColumn('name', 'text', (column) => column.primaryKey())
    .addColumn('started_at', 'bigint', (column) => column.notNull())
    .execute()
}

/** Alerts, and what finds their causes among a million rows. */
async function createAlerts(db: Kysely<unknown>, { id }: Words): Promise<void> {
  await db.schema
    .createTable('alert')
    .addColumn('id', id, numberedBy(id))
    .addColumn('cause', 'text', (column) => column.notNull())
    .addColumn('subject', 'text', (column) => column.notNull())
    .addColumn('since', 'bigint', (column) => column.notNull())
    .addColumn('count', 'integer', (column) => column.notNull())
    .addColumn('raised_at', 'bigint', (column) => column.notNull())
    .addColumn('sent_at', 'bigint')
    .addUniqueConstraint('alert_cause', ['cause', 'subject'])
    .execute()
  await sql`create index review_held on review (id) where result = 'held'`.execute(db)
  await sql`create index review_open on review (id) where result is null`.execute(db)
  await sql`create index effect_open on effect (state) where state in ('planned', 'sent', 'unknown')`.execute(
    db,
  )
}

/** One stop that several services announce is one visit, whatever each calls it. */
async function addVisitKeys(db: Kysely<unknown>): Promise<void> {
  await db.schema.alterTable('review').addColumn('other_visit_keys', 'text').execute()
}

/** Travel requests are reviewed too; all reviews before were of reports. */
async function addObjectType(db: Kysely<unknown>): Promise<void> {
  await db.schema
    .alterTable('review')
    .addColumn('object_type', 'text', (column) => column.notNull().defaultTo('EXPRPT'))
    .execute()
}

/** So that a report that ends the process which works on it is not claimed without end. */
async function countLeftBehind(db: Kysely<unknown>): Promise<void> {
  await db.schema
    .alterTable('notification')
    .addColumn('left_behind', 'integer', (column) => column.notNull().defaultTo(0))
    .execute()
}

/** The facts of a report for replaying its review, and what later reviews compare with. */
async function createHistory(db: Kysely<unknown>, { bytes, id }: Words): Promise<void> {
  await db.schema.alterTable('review').addColumn('step_name', 'text').execute()
  await db.schema.alterTable('review').addColumn('facts_key', 'text').execute()
  await db.schema
    .createTable('report_facts')
    .addColumn('review_id', 'bigint', (column) => column.primaryKey().references('review.id'))
    .addColumn('version', 'integer', (column) => column.notNull())
    .addColumn('facts', bytes, (column) => column.notNull())
    .execute()
  await db.schema
    .createTable('past_expense')
    .addColumn('id', id, numberedBy(id))
    .addColumn('review_id', 'bigint', (column) => column.notNull().references('review.id'))
    .addColumn('report_id', 'text', (column) => column.notNull())
    .addColumn('employee_key', 'text')
    .addColumn('match_key', 'text')
    .addColumn('vendor_key', 'text')
    .addColumn('object_type', 'text', (column) => column.notNull())
    .addColumn('is_itemized', 'integer', (column) => column.notNull())
    .addColumn('day', 'text')
    .addColumn('expense_type', 'text', (column) => column.notNull())
    .addColumn('amount', 'text')
    .addColumn('currency', 'text')
    .addColumn('is_card', 'integer', (column) => column.notNull())
    .addColumn('has_affidavit', 'integer')
    .execute()
  const index = (name: string, columns: string[]) =>
    db.schema.createIndex(name).on('past_expense').columns(columns).execute()
  await index('past_expense_review', ['review_id'])
  await index('past_expense_report', ['report_id', 'review_id'])
  await index('past_expense_employee', ['employee_key', 'day'])
  await index('past_expense_match', ['match_key'])
}

/** What an event says of the stop, and a callout does not. */
async function addEvents(db: Kysely<unknown>): Promise<void> {
  await db.schema.alterTable('notification').addColumn('step_code', 'text').execute()
  await db.schema.alterTable('notification').addColumn('step_instance_id', 'text').execute()
  await db.schema.alterTable('notification').addColumn('announced_at', 'bigint').execute()
}

/** Subscriptions that are to be there; when an event came last; and through which doors stops were announced. */
async function addSubscriptions(db: Kysely<unknown>): Promise<void> {
  await db.schema
    .createTable('subscription')
    .addColumn('id', 'text', (column) => column.primaryKey())
    .addColumn('expected_since', 'bigint', (column) => column.notNull())
    .addColumn('checked_at', 'bigint')
    .addColumn('seen_since', 'bigint')
    .addColumn('object_type', 'text')
    .addColumn('problem', 'text')
    .addColumn('problem_since', 'bigint')
    .execute()
  await sql`create index notification_events on notification (object_type, received_at) where door = 'events'`.execute(
    db,
  )
  await db.schema.createIndex('review_started').on('review').columns(['started_at']).execute()
}

/** Of what is held because it was not seen whole. */
async function addReasonCode(db: Kysely<unknown>): Promise<void> {
  await db.schema.alterTable('review').addColumn('reason_code', 'text').execute()
}

/** What people decide, and the reading that a review was decided on. */
async function addHumanDecisions(db: Kysely<unknown>, { id }: Words): Promise<void> {
  await db.schema.alterTable('review').addColumn('reading_key', 'text').execute()
  await db.schema
    .createTable('human_decision')
    .addColumn('id', id, numberedBy(id))
    .addColumn('review_id', 'bigint', (column) => column.notNull().references('review.id'))
    .addColumn('notification_id', 'bigint', (column) => column.notNull())
    .addColumn('caller_key', 'text')
    .addColumn('content', 'text', (column) => column.notNull())
    .addColumn('state', 'text', (column) => column.notNull())
    .addColumn('outcome', 'text')
    .addColumn('accepted_at', 'bigint', (column) => column.notNull())
    .addColumn('due_at', 'bigint', (column) => column.notNull())
    .addColumn('ended_at', 'bigint')
    .execute()
  await db.schema.createIndex('human_decision_review').on('human_decision').columns(['review_id']).execute()
  await db.schema
    .createIndex('human_decision_notification')
    .on('human_decision')
    .columns(['notification_id'])
    .execute()
  // D2, whatever the processes do at the same moment.
  await sql`create unique index human_decision_accepted on human_decision (review_id) where state = 'accepted'`.execute(
    db,
  )
}

/** What a caller's key stands for; it is theirs for good, whatever it was about. */
async function addCallerHash(db: Kysely<unknown>): Promise<void> {
  await db.schema.alterTable('human_decision').addColumn('caller_hash', 'text').execute()
  await sql`create unique index human_decision_caller on human_decision (caller_key) where caller_hash is not null`.execute(
    db,
  )
}

/** SQLite gives numbers of deleted rows out again unless it is told not to. */
function numberedBy(id: Words['id']) {
  return (column: ColumnDefinitionBuilder) =>
    id === 'integer' ? column.primaryKey().autoIncrement() : column.primaryKey()
}
