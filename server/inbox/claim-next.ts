import { randomUUID } from 'node:crypto'
import { type Selectable, type SqlBool, sql } from 'kysely'
import { type Database, isPostgres } from './database.ts'
import type { NotificationTable } from './schema.ts'

/** A claim that is not renewed within this time is another worker's to take: soon enough after a crash. */
export const LEASE_MS = 12_000

/** Which notifications may be claimed, and in what order. */
type Pool = 'left behind' | 'due' | 'probe'

/**
 * Claims the first notification that a dead worker left, else the one that is due for the longest time; of each
 * report only the head of its line.
 * @param probe Take one that is not due yet instead, the least tried first, of those that wait for Concur to be back.
 */
export async function claimNext(
  db: Database,
  now: Date,
  probe: boolean,
): Promise<Selectable<NotificationTable> | undefined> {
  return (await claimFrom(db, 'left behind', now)) ?? (await claimFrom(db, probe ? 'probe' : 'due', now))
}

async function claimFrom(
  db: Database,
  pool: Pool,
  now: Date,
): Promise<Selectable<NotificationTable> | undefined> {
  // Most look-ups find nothing, and only one that finds something takes SQLite's write lock.
  if ((await headOf(db, pool, now).executeTakeFirst()) === undefined) return undefined
  return db
    .updateTable('notification')
    .set((eb) => ({
      state: 'claimed',
      claim: randomUUID(),
      lease_until: now.getTime() + LEASE_MS,
      attempts: eb('attempts', '+', 1),
      left_behind: eb('left_behind', '+', pool === 'left behind' ? 1 : 0),
    }))
    .where('id', '=', headOf(db, pool, now))
    .returningAll()
    .executeTakeFirst()
}

/** States are written into the statements: with a parameter, the indexes of one state could not be used. */
function headOf(db: Database, pool: Pool, now: Date) {
  const at = now.getTime()
  const heads = db
    .selectFrom('notification as head')
    .select('head.id')
    .where(
      sql<SqlBool>`not exists (
        select 1 from notification as earlier
        where earlier.object_path = head.object_path and earlier.id < head.id
          and earlier.state in ('waiting', 'claimed'))`,
    )
    .where(
      // A later one may be under way when an earlier one is retried.
      sql<SqlBool>`not exists (
        select 1 from notification as other
        where other.object_path = head.object_path and other.id > head.id
          and other.state = 'claimed' and other.lease_until > ${at})`,
    )
  const next = {
    'left behind': () =>
      heads
        .where(sql<SqlBool>`head.state = 'claimed' and head.lease_until <= ${at}`)
        .orderBy('head.lease_until'),
    due: () =>
      heads.where(sql<SqlBool>`head.state = 'waiting' and head.due_at <= ${at}`).orderBy('head.due_at'),
    probe: () =>
      heads
        .where(sql<SqlBool>`head.state = 'waiting' and head.not_before <= ${at}
        and (head.reason_code is null or head.reason_code like 'CONCUR_%')`)
        .orderBy('head.attempts'),
  }
  const first = next[pool]().orderBy('head.id').limit(1)
  // Another process that claims at this moment takes another one.
  return isPostgres(db) ? first.forUpdate('head').skipLocked() : first
}
