import { randomUUID } from 'node:crypto'
import { type RawBuilder, type Selectable, type SqlBool, sql } from 'kysely'
import { type Database, isPostgres } from './database.ts'
import { isSeen, leaseEnd, momentIn } from './moment.ts'
import type { Schema } from './schema.ts'

// Claiming: who works on what, across all processes that share the database. What time it is: T1 to T5 of clock.ts.
//
//   waiting ──> claimed ──> settled by the claim's holder
//                  └─ the lease has run out ──> claimed again, under another claim
//
//   C1. Of one line (the notifications of a report, the callbacks of an instance, what one receiver is told) one row at a time is under a lease
//       that holds: the earliest that is not settled, or a later one that was begun before the earlier was retried.
//   C2. A claim is a token that is new each time. Whoever writes for a row names it, so that a worker whose lease ran
//       out and was taken over changes nothing.
//   C3. A lease that has run out is its holder's until somebody claims the row: until then it can be renewed.
//   C4. Two processes that claim at the same moment get different rows, or one of them nothing.
//   C5. Looking for work writes nothing when there is none.
//   C6. What a person has decided, and may still take back, holds up nobody's news of its object.

/** A claim that is not renewed within this time is another worker's to take: soon enough after a crash. */
export const LEASE_MS = 12_000

/** The tables whose rows are worked on under a lease, and the column whose rows stand in one line, in the order of ids. */
const LINES = { notification: 'object_path', delivery: 'line', instance: 'id' } as const
/** One of those tables. */
export type ClaimedTable = keyof typeof LINES

/** Which rows may be claimed, and in what order. */
export interface Pool {
  /** SQL condition on the alias `head`. Write the state as a literal: with a parameter the partial index is not used. */
  readonly where: RawBuilder<SqlBool>
  readonly orderBy: RawBuilder<unknown>
  /** They are a dead worker's, which is counted. */
  readonly isAbandoned?: true
}

/** Who has a row. */
export interface UnderClaim {
  readonly id: number
  /** The token of the worker. */
  readonly claim: string
}

/** Those that a dead worker left. */
export function abandoned(db: Database, now: Date): Pool {
  return {
    where: sql<SqlBool>`head.state = 'claimed' and head.lease_until <= ${momentIn(db, now)}`,
    orderBy: sql`head.lease_until`,
    isAbandoned: true,
  }
}

/** Those whose time has come, the longest due first. */
export function due(db: Database, now: Date): Pool {
  return {
    where: sql<SqlBool>`head.state = 'waiting' and head.due_at <= ${momentIn(db, now)}`,
    orderBy: sql`head.due_at`,
  }
}

/**
 * Claims the first row of the pool that is the head of its line, under a lease of {@link LEASE_MS}.
 * @param now Here and below: of the common clock; where that is the server's, the statement asks it.
 */
export async function claimHead<Table extends ClaimedTable>(
  db: Database,
  table: Table,
  pool: Pool,
  now: Date,
): Promise<Selectable<Schema[Table]> | undefined> {
  const [row] = await claimHeads(db, table, pool, now, 1)
  return row
}

/** The same of up to so many lines, with one commit. @returns In no order. */
export async function claimHeads<Table extends ClaimedTable>(
  db: Database,
  table: Table,
  pool: Pool,
  now: Date,
  most: number,
): Promise<readonly Selectable<Schema[Table]>[]> {
  // Most look-ups find nothing, and only one that finds something takes SQLite's write lock (C5).
  if ((await headsOf(db, table, pool, now, 1).execute(db)).rows.length === 0) return []
  const { rows } = await claiming(db, table, pool, now, most, randomUUID()).execute(db)
  return rows
}

/** The statement that claims them under that token. */
export function claiming<Table extends ClaimedTable>(
  db: Database,
  table: Table,
  pool: Pool,
  now: Date,
  most: number,
  claim: string,
): RawBuilder<Selectable<Schema[Table]>> {
  // Materialized, or PostgreSQL may look for heads more than once.
  return sql<Selectable<Schema[Table]>>`
    update ${sql.table(table)} set state = 'claimed', claim = ${claim},
      lease_until = ${leaseEnd(db, now, LEASE_MS)}, attempts = attempts + 1,
      left_behind = left_behind + ${pool.isAbandoned === true ? 1 : 0}
    where id in (with heads as materialized (${headsOf(db, table, pool, now, most)}) select id from heads)
    returning *`
}

/** Extends the lease (C3). @returns Whether the claim still held. */
export async function renewClaim(
  db: Database,
  table: ClaimedTable,
  { id, claim }: UnderClaim,
  now: Date,
): Promise<boolean> {
  const { numAffectedRows = 0n } = await sql`
    update ${sql.table(table)} set lease_until = ${leaseEnd(db, now, LEASE_MS)}
    where id = ${id} and claim = ${claim}`.execute(db)
  return numAffectedRows > 0n
}

/** C6 */
function notTakenBack(db: Database, now: Date): RawBuilder<unknown> {
  // One that was tried is half done perhaps: what comes after it waits until that is known, as for any other.
  return sql`and not (earlier.door = 'console' and earlier.state = 'waiting' and earlier.attempts = 0
    and earlier.due_at > ${momentIn(db, now)})`
}

/** The statement that finds them; it writes nothing. */
export function headsOf(
  db: Database,
  table: ClaimedTable,
  { where, orderBy }: Pool,
  now: Date,
  most: number,
): RawBuilder<{ readonly id: number }> {
  const line = sql.raw(LINES[table])
  const rows = sql.table(table)
  return sql<{ readonly id: number }>`
    select head.id from ${rows} as head
    where not exists (
        select 1 from ${rows} as earlier
        where earlier.${line} = head.${line} and earlier.id < head.id
          and earlier.state in ('waiting', 'claimed') ${table === 'notification' ? notTakenBack(db, now) : sql``})
      -- A later one may be under way when an earlier one is retried (C1).
      and not exists (
        select 1 from ${rows} as other
        where other.${line} = head.${line} and other.id > head.id
          and other.state = 'claimed' and other.lease_until > ${momentIn(db, now)})
      and ${where}
      and ${isSeen(db, now)}
    order by ${orderBy}, head.id limit ${most} ${
      // Another process that claims at this moment takes another one (C4).
      isPostgres(db) ? sql`for update of head skip locked` : sql``
    }`
}
