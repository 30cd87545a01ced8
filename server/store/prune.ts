import { setTimeout as sleep } from 'node:timers/promises'
import { type SqlBool, sql } from 'kysely'
import { type Database, isPostgres } from './database.ts'
import { emptyWriteAheadLog } from './personal-data/leave-file.ts'
import { prunePolicies } from './policies/policy-versions.ts'

/** How much was pruned. */
export interface Pruned {
  readonly notifications: number
  readonly quarantined: number
  /** Lines of audit trails that lost their document or the details of their call, and kept the rest. */
  readonly events: number
  /** Reviews whose facts later reviews can no longer be compared with, and that cannot be replayed. */
  readonly facts: number
  /** Callbacks and messages that arrived or were skipped, and messages that were given up. */
  readonly deliveries: number
  /** Versions of the policy that no review names, and no connector has loaded since. */
  readonly policies: number
}

const BATCH = 500
/** So long others have the database to themselves between two batches. */
const PAUSE_MS = 50
/** Of the SQLite file, given back in one transaction. */
const PAGES = 200
const DAY_MS = 86_400_000

/**
 * Deletes what was finished long ago: notifications and what is in quarantine, deliveries that arrived, which reviews were
 * decided on together, and policies that nothing names. Of reviews that ended so long ago it
 * removes the documents and the details of calls; the decision, the writes to Concur and the summary of every step
 * stay. What is unfinished stays whole, however old: also a held review, with the notification that retries it.
 * Every batch is a short transaction of its own; the space goes back to the file system where the database can.
 * @param keepDays How many days ago `long ago` is.
 * @param signal Ends it after the batch in hand; the next run goes on there.
 */
export async function pruneOnce(
  db: Database,
  keepDays: number,
  now: Date,
  signal?: AbortSignal,
): Promise<Pruned> {
  const before = now.getTime() - keepDays * DAY_MS
  const notifications = await inBatches(
    (after) => batchOf(db, 'notification', 'received_at', after, before),
    (batch) => deleteNotifications(db, batch, before),
    signal,
  )
  const quarantined = await inBatches(
    (after) => batchOf(db, 'quarantine', 'id', after),
    (batch) => deleteQuarantined(db, batch, before),
    signal,
  )
  const events = await inBatches(
    (after) => batchOf(db, 'review_event', 'at', after, before),
    (batch) => lightenEvents(db, batch, before),
    signal,
  )
  const facts = await inBatches(
    (after) => batchOf(db, 'review', 'started_at', after, before),
    (batch) => deleteFacts(db, batch, before),
    signal,
  )
  const deliveries = await inBatches(
    (after) => batchOf(db, 'delivery', 'created_at', after, before),
    (batch) => deleteDeliveries(db, batch, before),
    signal,
  )
  const policies = isStopped(signal) ? 0 : await prunePolicies(db, before)
  // One that is in use is replaced every hour.
  await db.deleteFrom('vendor_token').where('updated_at', '<=', before).execute()
  // What was decided so stands with each review.
  await db.deleteFrom('bulk_decision').where('ended_at', '<=', before).execute()
  await db.deleteFrom('told').where('at', '<=', before).where('id', '<>', 'begun').execute()
  if (!isPostgres(db)) await shrinkFile(db, signal)
  await emptyWriteAheadLog(db)
  return { notifications, quarantined, events, facts, deliveries, policies }
}

/** Rows with ids beyond `after`, up to and with `last`. */
interface Batch {
  readonly after: number
  readonly last: number
}

/** @returns How many rows were changed in all. */
async function inBatches(
  next: (after: number) => Promise<Batch | undefined>,
  change: (batch: Batch) => Promise<number>,
  signal: AbortSignal | undefined,
): Promise<number> {
  let changed = 0
  let after = 0
  while (!isStopped(signal)) {
    const batch = await next(after)
    if (batch === undefined) break
    const count = await change(batch)
    changed += count
    after = batch.last
    if (count > 0) await pause(PAUSE_MS, signal)
  }
  return changed
}

/**
 * The next rows by id: finding them costs the same however large the table is.
 * @param since Rows of which all have this later than `before` end the search, for those that follow are newer.
 */
async function batchOf(
  db: Database,
  table: 'notification' | 'quarantine' | 'review_event' | 'review' | 'delivery',
  since: 'received_at' | 'at' | 'started_at' | 'created_at' | 'id',
  after: number,
  before = Infinity,
): Promise<Batch | undefined> {
  const { rows } = await sql<{ last: number | null; oldest: number | null }>`
    select max(id) as last, min(since) as oldest from (
      select id, ${sql.ref(since)} as since from ${sql.table(table)}
      where id > ${after} order by id limit ${BATCH}) as rows_`.execute(db)
  const { last = null, oldest = null } = rows[0] ?? {}
  return last === null || oldest === null || oldest > before ? undefined : { after, last }
}

/** A review that nobody has to do with any more. */
const IS_OVER = sql<SqlBool>`review.result is not null and review.result <> 'held'`

async function deleteNotifications(db: Database, { after, last }: Batch, before: number): Promise<number> {
  const { numDeletedRows } = await db
    .deleteFrom('notification')
    .where('id', '>', after)
    .where('id', '<=', last)
    .where('state', 'in', ['done', 'not reviewed'])
    .where('finished_at', '<=', before)
    .where(
      sql<SqlBool>`not exists (
        select 1 from review where review.id = notification.review_id and not (${IS_OVER}))`,
    )
    .executeTakeFirst()
  return Number(numDeletedRows)
}

async function deleteQuarantined(db: Database, { after, last }: Batch, before: number): Promise<number> {
  const { numDeletedRows } = await db
    .deleteFrom('quarantine')
    .where('id', '>', after)
    .where('id', '<=', last)
    .where('received_at', '<=', before)
    .executeTakeFirst()
  return Number(numDeletedRows)
}

async function lightenEvents(db: Database, { after, last }: Batch, before: number): Promise<number> {
  const { numUpdatedRows } = await db
    .updateTable('review_event')
    .set({
      document: null,
      // The details of a decision are its findings.
      detail: sql<string | null>`case when kind = 'call' then null else detail end`,
    })
    .where('id', '>', after)
    .where('id', '<=', last)
    .where(sql<SqlBool>`(document is not null or (kind = 'call' and detail is not null))`)
    .where(
      sql<SqlBool>`exists (
        select 1 from review
        where review.id = review_event.review_id and review.finished_at <= ${before} and ${IS_OVER})`,
    )
    .executeTakeFirst()
  return Number(numUpdatedRows)
}

async function deleteFacts(db: Database, { after, last }: Batch, before: number): Promise<number> {
  const old = db
    .selectFrom('review')
    .select('review.id')
    .where('review.id', '>', after)
    .where('review.id', '<=', last)
    .where('review.finished_at', '<=', before)
    .where(IS_OVER)
  const { numDeletedRows } = await db
    .deleteFrom('report_facts')
    .where('review_id', 'in', old)
    .executeTakeFirst()
  await db.deleteFrom('past_expense').where('review_id', 'in', old).execute()
  return Number(numDeletedRows)
}

async function deleteDeliveries(db: Database, { after, last }: Batch, before: number): Promise<number> {
  const { numDeletedRows } = await db
    .deleteFrom('delivery')
    .where('id', '>', after)
    .where('id', '<=', last)
    .where((eb) =>
      eb.or([
        eb('state', 'in', ['done', 'skipped']),
        // A message that nobody got is no news any more; a callback that was given up waits for somebody.
        eb.and([eb('state', '=', 'dead'), eb('instance_id', 'is', null)]),
      ]),
    )
    .where('finished_at', '<=', before)
    .executeTakeFirst()
  return Number(numDeletedRows)
}

/** A file that was made before this was possible (`auto_vacuum` is off in it) keeps its size and fills up again. */
async function shrinkFile(db: Database, signal: AbortSignal | undefined): Promise<void> {
  const { rows } = await sql<{ auto_vacuum: number }>`pragma auto_vacuum`.execute(db)
  if (rows[0]?.auto_vacuum !== 2) return
  while (!isStopped(signal)) {
    const free = await freePages(db)
    if (free === 0) break
    await db.transaction().execute(async (trx) => {
      // One page at a time: a statement without rows is stepped once, and a step gives one page back.
      for (let page = 0; page < Math.min(free, PAGES); page += 1)
        await sql`pragma incremental_vacuum(1)`.execute(trx)
    })
    await pause(PAUSE_MS, signal)
  }
}

async function freePages(db: Database): Promise<number> {
  const { rows } = await sql<{ freelist_count: number }>`pragma freelist_count`.execute(db)
  return rows[0]?.freelist_count ?? 0
}

function isStopped(signal: AbortSignal | undefined): boolean {
  return signal?.aborted === true
}

async function pause(ms: number, signal: AbortSignal | undefined): Promise<void> {
  await sleep(ms, undefined, { signal }).catch(() => undefined)
}
