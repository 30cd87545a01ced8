// Taking over: what has arrived becomes notifications, in order and exactly once.
//
//   arrivals ── a batch, one transaction ──> notifications (receive-batch.ts) | quarantine
//
//   O1. That they are taken over is said in the transaction that stores them: by a mark on SQLite, whose file of arrivals
//       another thread writes; by deleting them on PostgreSQL.
//   O2. One process at a time takes over, so that the order of arrivals is that of notifications.
//   O3. One that cannot be stored holds up none behind it: it goes into quarantine with the reason. It was acknowledged.
import { type RawBuilder, type Selectable, sql } from 'kysely'
import type { Door, Notification } from '../../notification/notification.ts'
import { type Database, isPostgres } from '../database.ts'
import { keepInQuarantine } from '../inbox/quarantine.ts'
import { receiveBatch } from '../inbox/receive-batch.ts'
import { isDuplicate, isOfOneRow, mayPassAlone } from '../row-errors.ts'
import { type Arriving, fromRow } from './arriving.ts'
import { TAKEN_OVER_TO } from './meet-arrivals.ts'
import type { ArrivalTable } from './tables.ts'
import { isUntaken } from './untaken.ts'

/** What became of an arrival. */
export interface TakenArrival {
  /** Its number among the arrivals. */
  readonly arrival: number
  readonly door: Door
  readonly result: 'stored' | 'duplicate' | 'not reviewed' | 'refused'
  /** The notification that it is now, or was folded into; nothing in quarantine. */
  readonly id?: number
}

/** What was taken over. */
export interface TakenOver {
  readonly taken: readonly TakenArrival[]
  /** Up to which number nothing is left to take over; 0 where whoever takes over deletes. */
  readonly upTo: number
}

/** At one time, so that others come to the database in between. */
const MOST = 250
const MOST_BYTES = 2_000_000

type Row = Selectable<ArrivalTable>

/**
 * Takes over what arrived first, as much as one transaction takes.
 * @param as What a notification is stored as.
 */
export async function takeOver(
  db: Database,
  as: (notification: Notification) => Notification,
  now: Date,
): Promise<TakenOver> {
  try {
    return await takeSome(db, MOST, (trx, rows) => store(trx, rows, as, now))
  } catch (error) {
    if (!mayPassAlone(error) && !isOfOne(error)) throw error
    return takeOne(db, as, now)
  }
}

async function takeOne(
  db: Database,
  as: (notification: Notification) => Notification,
  now: Date,
): Promise<TakenOver> {
  try {
    return await takeSome(db, 1, (trx, rows) => store(trx, rows, as, now))
  } catch (error) {
    // Known by its name since this moment: it will be found next time.
    if (!isOfOne(error) || isDuplicate(error)) throw error
    const problem = `it could not be stored: ${error instanceof Error ? error.message : String(error)}`
    return takeSome(db, 1, (trx, rows) => setAside(trx, rows, problem, now))
  }
}

/** What a damaged file says of an arrival may be no JSON. */
function isOfOne(error: unknown): boolean {
  return isOfOneRow(error) || error instanceof SyntaxError
}

/** O1 and O2. */
async function takeSome(
  db: Database,
  most: number,
  keep: (trx: Database, rows: readonly Row[]) => Promise<readonly TakenArrival[]>,
): Promise<TakenOver> {
  // Most look-ups find nothing, and write nothing.
  const upTo = await anyWaiting(db)
  if (typeof upTo === 'number') return { taken: [], upTo }
  return db.transaction().execute(async (trx) => {
    if (isPostgres(trx)) {
      if (!(await isOurTurn(trx))) return { taken: [], upTo: 0 }
      const { rows } = await sql<Row>`
        delete from arrival where id in (${firstIds(trx, most)}) returning *`.execute(trx)
      return {
        taken: await keep(
          trx,
          rows.toSorted((a, b) => a.id - b.id),
        ),
        upTo: 0,
      }
    }
    const { rows } = await sql<Row>`
      select * from arrival where id in (${firstIds(trx, most)}) order by id`.execute(trx)
    const last = rows.at(-1)?.id
    if (last === undefined) return { taken: [], upTo: 0 }
    const taken = await keep(trx, rows)
    await sql`insert into taken_over (file, last) select name, ${last} from origin where true
      on conflict (file) do update set last = excluded.last`.execute(trx)
    return { taken, upTo: last }
  })
}

/** @returns True, or up to which number nothing is left. */
async function anyWaiting(db: Database): Promise<true | number> {
  const { rows } = await sql<{ waits: boolean | number; upTo: number }>`
    select exists (select 1 from arrival where ${isUntaken(db)}) as waits,
      ${isPostgres(db) ? sql`0` : TAKEN_OVER_TO} as "upTo"`.execute(db)
  const { waits = false, upTo = 0 } = rows[0] ?? {}
  return Boolean(waits) || upTo
}

/** O2 on a server; the lock is let go with the transaction. On SQLite there is one writer anyway. */
async function isOurTurn(trx: Database): Promise<boolean> {
  const { rows } = await sql<{ ours: boolean }>`
    select pg_try_advisory_xact_lock(hashtextextended(current_schema() || ' arrivals', 0)) as ours`.execute(
    trx,
  )
  return rows[0]?.ours === true
}

/** The first one, however large, and as many after it as have room. */
function firstIds(db: Database, most: number): RawBuilder<unknown> {
  const size = isPostgres(db) ? sql`octet_length(raw)` : sql`length(raw)`
  return sql`select id from (
      select id, sum(size) over (order by id) - size as before from (
        select id, ${size} as size from arrival where ${isUntaken(db)} order by id limit ${most}) as first) as sized
    where before < ${sql.lit(MOST_BYTES)}`
}

/** @param as What a notification is stored as. */
async function store(
  trx: Database,
  rows: readonly Row[],
  as: (notification: Notification) => Notification,
  now: Date,
): Promise<readonly TakenArrival[]> {
  const arrived = rows.map((row) => ({ arrival: row.id, ...earlier(fromRow(row), now) }))
  const notifications = arrived.flatMap((each) =>
    each.kind === 'notification' ? [{ ...each, notification: as(each.notification) }] : [],
  )
  const receipts = await receiveBatch(trx, notifications)
  const stored = notifications.map(
    ({ arrival, notification: { door, notReviewed } }, index): TakenArrival => {
      const { kind = 'duplicate', id = 0 } = receipts[index] ?? {}
      const isIdle = kind === 'stored' && notReviewed !== undefined
      return { arrival, door, result: isIdle ? 'not reviewed' : kind, id }
    },
  )
  const refused: TakenArrival[] = []
  for (const each of arrived) {
    if (each.kind === 'notification') continue
    const { arrival, door, raw, problems, at, contentType } = each
    await keepInQuarantine(trx, door, raw, problems, at, contentType)
    refused.push({ arrival, door, result: 'refused' })
  }
  return [...stored, ...refused]
}

/** O3 */
async function setAside(
  trx: Database,
  rows: readonly Row[],
  problem: string,
  now: Date,
): Promise<readonly TakenArrival[]> {
  const taken: TakenArrival[] = []
  for (const row of rows) {
    const door = doorOf(row)
    await keepInQuarantine(
      trx,
      door,
      row.raw,
      [problem],
      new Date(Math.min(row.received_at, now.getTime())),
      undefined,
    )
    taken.push({ arrival: row.id, door, result: 'refused' })
  }
  return taken
}

/** As far as that can be read: a callout is what most are. */
function doorOf({ said }: Row): Door {
  try {
    const { door }: Partial<Record<'door', Door>> = JSON.parse(said)
    return door === 'events' ? door : 'callout'
  } catch {
    return 'callout'
  }
}

/** What came before the clock was set back came no later than now: it is due at once. */
function earlier(arriving: Arriving, now: Date): Arriving {
  return arriving.at > now ? { ...arriving, at: now } : arriving
}
