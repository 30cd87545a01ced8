import { createHash, randomUUID } from 'node:crypto'
import { type Insertable, type Selectable, type SqlBool, sql } from 'kysely'
import type { Notification } from '../notification/notification.ts'
import { type Database, isPostgres } from './database.ts'
import type { NotificationTable } from './schema.ts'

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

/** PostgreSQL's channel on which processes tell each other that something was stored. */
export const STORED_CHANNEL = 'connector_stored'

/**
 * Keeps notifications that arrived together, in one statement, which is one commit: the index of those that wait
 * folds identical ones, also those that another process stores at the same time.
 * @returns A receipt for each, in order; when it resolves, all are on disk.
 */
export async function receiveBatch(db: Database, arrivals: readonly Arrival[]): Promise<readonly Receipt[]> {
  try {
    return await receiveTogether(db, arrivals)
  } catch (error) {
    // Nor must a deadlock of PostgreSQL, which two batches with the same rows in opposite order can meet.
    if (!isDuplicate(error) && !String(error).includes('deadlock detected')) throw error
    // One that another process has stored under the same name meanwhile must not cost the others their place.
    const receipts: Receipt[] = []
    for (const arrival of arrivals) receipts.push(...(await receiveTogether(db, [arrival])))
    return receipts
  }
}

/** Whether a row was refused because there is one like it, in the words of either engine. */
export function isDuplicate(error: unknown): boolean {
  return error instanceof Error && /unique constraint/i.test(error.message)
}

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

/** One that waits will be read after this moment anyway; a fresh word from Concur is a reason to look now. */
async function insert(
  db: Database,
  rows: readonly Insertable<NotificationTable>[],
): Promise<ReadonlyMap<string, Stored>> {
  if (rows.length === 0) return new Map()
  const stored = await db
    .insertInto('notification')
    .values(rows)
    .onConflict((conflict) =>
      conflict
        .column('fold_key')
        .where(sql<SqlBool>`state = 'waiting'`)
        .doUpdateSet({
          times_seen: sql`notification.times_seen + excluded.times_seen`,
          last_seen_at: sql`excluded.last_seen_at`,
          due_at: sql`case when notification.due_at <= excluded.due_at then notification.due_at
            when notification.not_before > excluded.due_at then notification.not_before
            else excluded.due_at end`,
        }),
    )
    .returning(['id', 'fold_key', 'times_seen'])
    .execute()
  if (isPostgres(db)) await sql`select pg_notify(${STORED_CHANNEL}, current_schema())`.execute(db)
  return new Map(stored.map((row) => [row.fold_key, row]))
}

function toRow(
  { notification, raw, at }: Arrival,
  key: string,
  times: number,
): Insertable<NotificationTable> {
  const now = at.getTime()
  return {
    door: notification.door,
    external_id: notification.externalId ?? null,
    object_type: notification.objectType,
    object_path: notification.objectPath,
    event_type: notification.eventType ?? null,
    event_date_time: notification.eventDateTime ?? null,
    context: notification.context ?? null,
    fold_key: key,
    raw,
    correlation_id: randomUUID(),
    received_at: now,
    times_seen: times,
    last_seen_at: now,
    due_at: now,
    state: notification.notReviewed === undefined ? 'waiting' : 'not reviewed',
    reason: notification.notReviewed ?? null,
    finished_at: notification.notReviewed === undefined ? null : now,
  }
}

function foldKey({ objectType, objectUri, eventType, eventDateTime, context }: Notification): string {
  const said = JSON.stringify([objectType, objectUri, eventType, eventDateTime, context])
  return createHash('sha256').update(said).digest('hex')
}
