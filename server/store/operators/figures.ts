import { type RawBuilder, type SqlBool, sql } from 'kysely'
import { readUntaken, type Untaken } from '../arrivals/untaken.ts'
import { type Database, isPostgres } from '../database.ts'
import { type PollingFigures, readPollingFigures } from '../polling/polling-figures.ts'
import { IS_ORPHANED } from '../reviews/orphans.ts'
import { readSubscriptions, type WatchedSubscription } from './subscriptions.ts'

/** How much there is of what is not finished, and of what waits for a person. */
export interface Figures {
  /** What was acknowledged and is not among the notifications yet: there it is from then on, or in quarantine. */
  readonly arrived: Untaken
  readonly waiting: number
  readonly claimed: number
  readonly dead: number
  /** When the oldest of those that wait or are worked on was received, or of those that have arrived. */
  readonly oldestWaitingAt: Date | undefined
  readonly quarantined: number
  /** Reviews that ended with a report held for a person. */
  readonly heldReports: number
  /** Reviews that are open although nothing works on them any more. */
  readonly stuckReports: number
  /** Those of them on which nobody works and for which no dead letter waits. */
  readonly orphanedReports: number
  /** Writes to Concur that are `planned`, `sent` or `unknown`. */
  readonly openEffects: Readonly<Record<string, number>>
  /** Alerts that stand, by cause. */
  readonly alerts: Readonly<Record<string, number>>
  /** Subscriptions that are to be there. */
  readonly subscriptions: readonly WatchedSubscription[]
  readonly polling: PollingFigures
}

/** SQLite answers one statement at a time: a million rows are a hundred short ones, and acknowledgements go between. */
const SQLITE_STEP = 10_000

/** A review that no notification will bring further. */
export const IS_STUCK = sql<SqlBool>`review.result is null and not exists (
  select 1 from notification
  where notification.review_id = review.id and notification.state in ('waiting', 'claimed'))`

/** Reads the figures; what is finished is not counted, so it costs as much as there is left to do. */
export async function readFigures(db: Database): Promise<Figures> {
  const arrived = await readUntaken(db)
  return {
    arrived,
    waiting: await countWhere(db, 'notification', sql`state = 'waiting'`),
    claimed: await countWhere(db, 'notification', sql`state = 'claimed'`),
    dead: await countWhere(db, 'notification', sql`state = 'dead'`),
    oldestWaitingAt: (await oldestWaitingAt(db)) ?? arrived.oldestAt,
    quarantined: await countWhere(db, 'quarantine', sql`true`),
    heldReports: await countWhere(db, 'review', sql`result = 'held'`),
    stuckReports: await countWhere(db, 'review', IS_STUCK),
    orphanedReports: await countWhere(db, 'review', IS_ORPHANED),
    openEffects: await countsBy(
      db,
      sql`select state as name, count(*) as count from effect
        where state in ('planned', 'sent', 'unknown') group by state`,
    ),
    alerts: await countsBy(db, sql`select cause as name, count(*) as count from alert group by cause`),
    subscriptions: await readSubscriptions(db),
    polling: await readPollingFigures(db),
  }
}

/** How many notifications wait, those that have arrived included. @param limit Where counting may end. */
export async function countWaiting(db: Database, limit: number): Promise<number> {
  const { count } = await readUntaken(db, limit)
  return count + (await countWhere(db, 'notification', sql`state = 'waiting'`, limit))
}

async function countWhere(
  db: Database,
  table: 'notification' | 'quarantine' | 'review',
  condition: RawBuilder<unknown>,
  limit?: number,
): Promise<number> {
  // Without an order, which PostgreSQL might bring about by sorting.
  if (isPostgres(db))
    return (
      await countOnce(
        db,
        sql`select id from ${sql.table(table)} where ${condition} ${limit === undefined ? sql`` : sql`limit ${limit}`}`,
      )
    ).count
  let total = 0
  let after = 0
  for (;;) {
    const { count, last } = await countOnce(
      db,
      sql`select id from ${sql.table(table)}
      where ${condition} and id > ${after} order by id limit ${SQLITE_STEP}`,
    )
    total += count
    if (count < SQLITE_STEP || (limit !== undefined && total >= limit)) return total
    after = last ?? after
  }
}

async function countOnce(
  db: Database,
  ids: RawBuilder<unknown>,
): Promise<{ count: number; last: number | null }> {
  const { rows } = await sql<{ count: number; last: number | null }>`
    select count(*) as count, max(id) as last from (${ids}) as counted`.execute(db)
  return rows[0] ?? { count: 0, last: null }
}

/** Numbers are given in the order of arrival. */
async function oldestWaitingAt(db: Database): Promise<Date | undefined> {
  const { rows } = await sql<{ received_at: number }>`
    select received_at from notification
    where id in (
      (select min(id) from notification where state = 'waiting'),
      (select min(id) from notification where state = 'claimed'))
    order by id limit 1`.execute(db)
  return rows[0] === undefined ? undefined : new Date(rows[0].received_at)
}

async function countsBy(db: Database, query: RawBuilder<unknown>): Promise<Readonly<Record<string, number>>> {
  const { rows } = await sql<{ name: string; count: number }>`${query}`.execute(db)
  return Object.fromEntries(rows.map(({ name, count }) => [name, count]))
}
