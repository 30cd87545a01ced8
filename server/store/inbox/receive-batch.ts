// How notifications get into the inbox: many share one statement and one commit, and what is said again while it
// waits is folded into the row that waits.
//
//                  ┌─> stored      a row of its own, `waiting` or `not reviewed`
//   arrivals ──────┼─> duplicate   counted in the row that waits and says the same
//   (one commit)   └─> duplicate   of a row that has the name Concur gave it: nothing is written
//
//   R1. A receipt is given after the commit, never before: Concur does not send again what was acknowledged.
//   R2. Only a row that waits is folded into. Once it is claimed its object may have been read already, so the same
//       words are news, and a row of their own.
//   R3. What has a name of Concur's is kept once, wherever its row stands.
//   R4. Arrivals of one batch do not depend on each other: when the statement fails because of one, each is tried alone.
//       Here for what will succeed then; what cannot be kept at all fails alone where it is taken over (take-over.ts).
//   R5. Folding makes the row that waits due now, unless Concur has asked for patience (`not_before`); never later.
import { hash, randomUUID } from 'node:crypto'
import { type Insertable, type Selectable, sql } from 'kysely'
import type { Notification } from '../../notification/notification.ts'
import { type Database, isPostgres } from '../database.ts'
import { mayPassAlone } from '../row-errors.ts'
import { storable } from '../storable-text.ts'
import type { NotificationTable } from './tables.ts'

/**
 * What `receive` did. `duplicate`: folded into an identical notification that is still waiting, or known by the
 * name that Concur gave it.
 */
export interface Receipt {
  readonly kind: 'stored' | 'duplicate'
  readonly id: number
}

/** A notification on its way into the inbox. */
export interface Arrival {
  readonly notification: Notification
  /** The bytes it came in. */
  readonly raw: Uint8Array
  readonly at: Date
}

/**
 * Keeps notifications that arrived together; an index folds identical ones also when two processes store them at the
 * same time.
 * @returns A receipt for each, in order; when it resolves, all are on disk (R1).
 */
export async function receiveBatch(db: Database, arrivals: readonly Arrival[]): Promise<readonly Receipt[]> {
  try {
    return await receiveTogether(db, arrivals)
  } catch (error) {
    // PostgreSQL does nothing more in a transaction in which a statement has failed.
    if (!mayPassAlone(error) || (isPostgres(db) && db.isTransaction)) throw error
    const receipts: Receipt[] = []
    for (const arrival of arrivals) receipts.push(...(await receiveTogether(db, [arrival])))
    return receipts
  }
}

/** Those whose name is known (R3) are left out; those that say the same are one row, seen as often as they came. */
async function receiveTogether(db: Database, arrivals: readonly Arrival[]): Promise<readonly Receipt[]> {
  const known = await knownByName(db, arrivals)
  const gathered = new Map<string, { readonly arrival: Arrival; times: number }>()
  const keys = arrivals.map((arrival) => {
    const key = foldKey(arrival.notification)
    const same = gathered.get(key)
    if (known.has(arrival.notification.externalId ?? '')) return key
    if (same === undefined) gathered.set(key, { arrival, times: 1 })
    else same.times += 1
    return key
  })
  const stored = await insert(
    db,
    Array.from(gathered, ([key, { arrival, times }]) => toRow(arrival, key, times)),
  )
  const seen = new Set<string>()
  return arrivals.map(({ notification: { externalId } }, index) => {
    const key = keys[index] ?? ''
    const knownId = known.get(externalId ?? '')
    if (knownId !== undefined) return { kind: 'duplicate', id: knownId }
    const row = stored.get(key)
    const isNew = row !== undefined && row.times_seen === gathered.get(key)?.times && !seen.has(key)
    seen.add(key)
    return { kind: isNew ? 'stored' : 'duplicate', id: row?.id ?? 0 }
  })
}

async function knownByName(db: Database, arrivals: readonly Arrival[]): Promise<ReadonlyMap<string, number>> {
  const names = arrivals.flatMap(({ notification: { externalId } }) =>
    externalId === undefined ? [] : [externalId],
  )
  if (names.length === 0) return new Map()
  const rows = await db
    .selectFrom('notification')
    .select(['id', 'external_id'])
    .where('external_id', 'in', names)
    .execute()
  return new Map(rows.map(({ id, external_id }) => [external_id ?? '', id]))
}

type Stored = Pick<Selectable<NotificationTable>, 'id' | 'fold_key' | 'times_seen'>

const TEXTS = [
  'door',
  'external_id',
  'object_type',
  'object_path',
  'event_type',
  'event_date_time',
  'context',
  'step_code',
  'step_instance_id',
  'fold_key',
  'correlation_id',
  'state',
  'reason',
] as const
const NUMBERS = [
  'received_at',
  'times_seen',
  'last_seen_at',
  'due_at',
  'finished_at',
  'announced_at',
] as const
const COLUMNS = [...TEXTS, ...NUMBERS] as const
/** How a row is read out of an array `value`: its columns in order, then where its bytes begin and how many they are. */
const VALUES = [
  ...TEXTS.map((_, index) => `value ->> ${index}`),
  ...NUMBERS.map((_, index) => `cast(value ->> ${TEXTS.length + index} as bigint)`),
]
const BYTES = [COLUMNS.length, COLUMNS.length + 1].map((index) => `cast(value ->> ${index} as integer)`)

/**
 * One statement whose text is always the same, for any number of rows, so that it is prepared once: they come as one
 * JSON text, their bytes as one stretch of bytes. The condition of its conflict is R2, what it does then R5.
 */
async function insert(db: Database, rows: readonly ReceivedRow[]): Promise<ReadonlyMap<string, Stored>> {
  if (rows.length === 0) return new Map()
  let end = 0
  const json = JSON.stringify(
    rows.map((row) => {
      const start = end + 1
      end += row.raw.length
      return [...COLUMNS.map((column) => keepable(row[column])), start, row.raw.length]
    }),
  )
  const bytes = Buffer.concat(rows.map(({ raw }) => raw))
  const { source, content } = isPostgres(db)
    ? { source: sql`jsonb_array_elements(${json}::jsonb)`, content: sql`${bytes}::bytea` }
    : { source: sql`json_each(${json})`, content: sql`${bytes}` }
  const stored = await sql<Stored>`
    insert into notification (${sql.raw(COLUMNS.join(', '))}, raw)
    select ${sql.raw(VALUES.join(', '))}, substr(${content}, ${sql.raw(BYTES.join(', '))}) from ${source} where true
    on conflict (fold_key) where state = 'waiting' do update set
      times_seen = notification.times_seen + excluded.times_seen,
      last_seen_at = excluded.last_seen_at,
      due_at = case when notification.due_at <= excluded.due_at then notification.due_at
        when notification.not_before > excluded.due_at then notification.not_before
        else excluded.due_at end
    returning id, fold_key, times_seen`.execute(db)
  return new Map(stored.rows.map((row) => [row.fold_key, row]))
}

/** Escaped in JSON, half of a character is no text for PostgreSQL, and U+0000 none either. */
function keepable(value: unknown): unknown {
  return typeof value === 'string' ? storable(value.toWellFormed()) : value
}

type ReceivedRow = Required<
  Pick<Insertable<NotificationTable>, (typeof COLUMNS)[number]> & { readonly raw: Uint8Array }
>

function toRow({ notification, raw, at }: Arrival, key: string, times: number): ReceivedRow {
  const now = at.getTime()
  return {
    door: notification.door,
    external_id: notification.externalId ?? null,
    object_type: notification.objectType,
    object_path: notification.objectPath,
    event_type: notification.eventType ?? null,
    event_date_time: notification.eventDateTime ?? null,
    context: notification.context ?? null,
    step_code: notification.stepCode ?? null,
    step_instance_id: notification.stepInstanceId ?? null,
    announced_at: notification.announcedAt?.getTime() ?? null,
    fold_key: key,
    raw,
    correlation_id: notification.correlationId ?? randomUUID(),
    received_at: now,
    times_seen: times,
    last_seen_at: now,
    due_at: now,
    state: notification.notReviewed === undefined ? 'waiting' : 'not reviewed',
    reason: notification.notReviewed ?? null,
    finished_at: notification.notReviewed === undefined ? null : now,
  }
}

/** What is the same for two notifications that say the same; an event has a name, by which alone it is known again. */
function foldKey(notification: Notification): string {
  const { door, externalId, objectType, objectUri, eventType, eventDateTime, context } = notification
  // Each decision of a person is one of its own.
  const isNamed = door === 'events' || door === 'console'
  const said = isNamed ? [externalId] : [objectType, objectUri, eventType, eventDateTime, context]
  return hash('sha256', JSON.stringify(said))
}
