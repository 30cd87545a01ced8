import { type KyselyPlugin, type RawBuilder, type SqlBool, sql } from 'kysely'
import { type Database, isPostgres } from './database.ts'

// The present moment in a statement; T1 to T3 of clock.ts.

/**
 * Where nobody has looked at the clock for so long nothing is claimed (T3). Less than what is left of a lease when it is
 * renewed: a clock that leaps over the end of one cannot make it another's before somebody has looked.
 */
export const UNSEEN_MS = 7500
/** Two readings that differ by no more are of one clock that runs. */
export const STEP_MS = 2000

/**
 * The moment in milliseconds, when the statement begins; not when its transaction did, which may have waited for a lock.
 * @param now Of the machine's clock, which a database in a file goes by.
 */
export function momentIn(db: Database, now: Date): RawBuilder<number> {
  // With clock_timestamp(), which moves on within a statement, PostgreSQL would use no index.
  return goesByServer(db)
    ? sql<number>`(extract(epoch from statement_timestamp()) * 1000)::bigint`
    : sql<number>`cast(${now.getTime()} as bigint)`
}

/**
 * When a lease ends that begins now. In a file no earlier than the clock was seen: a worker may have asked what time it is
 * before the clock leapt, and write it afterwards (T4).
 */
export function leaseEnd(db: Database, now: Date, leaseMs: number): RawBuilder<number> {
  const moment = momentIn(db, now)
  return isPostgres(db)
    ? sql<number>`${moment} + ${sql.lit(leaseMs)}`
    : sql<number>`max(${moment}, coalesce((select seen_at from clock), 0)) + ${sql.lit(leaseMs)}`
}

/**
 * When something is due. Who has not looked since a leap still has the time before it, and its waits were not moved: what
 * is meant is counted from where the clock was seen (T4).
 * @param now What the caller goes by.
 * @param at When by that clock; at once if left out.
 */
export function dueTime(db: Database, now: Date, at = now): RawBuilder<number> {
  const due = sql<number>`cast(${at.getTime()} as bigint)`
  if (hasCallersTime(db)) return due
  const moment = sql`cast(${now.getTime()} as bigint)`
  return sql<number>`${due} + coalesce((select seen_at - ${moment} from clock
    where ${isElsewhere(moment)}), 0)`
}

/** Condition: the clock has not leapt since somebody looked at it last; true where nobody looks (T3). */
export function isSeen(db: Database, now: Date): RawBuilder<SqlBool> {
  return sql<SqlBool>`not exists (select 1 from clock where ${isElsewhere(momentIn(db, now))})`
}

/** Condition on `clock`: it was not seen where it would be seen if that moment were of its time. */
function isElsewhere(moment: RawBuilder<unknown>): RawBuilder<SqlBool> {
  return sql`seen_at < ${moment} - ${sql.lit(UNSEEN_MS)} or seen_at > ${moment} + ${sql.lit(STEP_MS)}`
}

/** Whether a database goes by the clock of its server. */
export function goesByServer(db: Database): boolean {
  return isPostgres(db) && !hasCallersTime(db)
}

function hasCallersTime(db: Database): boolean {
  return db.getExecutor().plugins.some((plugin) => plugin instanceof CallersTime)
}

/** The same database, where it is as late as each caller says: for who has a time of his own. */
export function withCallersTime(db: Database): Database {
  return db.withPlugin(new CallersTime())
}

/** Marks a database, and changes nothing. */
class CallersTime implements KyselyPlugin {
  transformQuery: KyselyPlugin['transformQuery'] = ({ node }) => node
  transformResult: KyselyPlugin['transformResult'] = ({ result }) => Promise.resolve(result)
}
