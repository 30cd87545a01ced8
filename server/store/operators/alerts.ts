import { type RawBuilder, type SqlBool, sql } from 'kysely'
import type { Database } from '../database.ts'
import { findPollingAlerts } from '../polling/polling-alerts.ts'
import { IS_STUCK } from './figures.ts'
import { readSubscriptions, type WatchedSubscription } from './subscriptions.ts'

/** Why somebody is to look. */
export const ALERT_CAUSES = [
  'report held',
  'report stuck',
  'notification dead',
  'notifications waiting',
  'subscription missing',
  'subscription misdirected',
  'subscription filtered',
  'subscription without company',
  'subscription unchecked',
  'subscription silent',
  'instance disabled',
  'deliveries stopped',
] as const
/** One of {@link ALERT_CAUSES}. */
export type AlertCause = (typeof ALERT_CAUSES)[number]

/** Something that waits for too long. */
export interface Finding {
  readonly cause: AlertCause
  /** The id of a report or a subscription, the number of a notification or an instance, or the code of the reason why notifications wait. */
  readonly subject: string
  readonly since: Date
  /** How many notifications wait, or that many at the least; 1 for the other causes. */
  readonly count: number
}

/** A finding of which was told. */
export interface StandingAlert extends Finding {
  readonly id: number
  readonly isSent: boolean
}

/** What waits for too long, and of which of it was told. */
export interface AlertStore {
  /**
   * What has been so since `before` or longer, and instances that are not as they must be now.
   * @returns At most {@link MAX_FOUND} of each cause, the first by number.
   */
  find(before: Date): Promise<readonly Finding[]>
  /** The subscriptions that are to be there, for whoever judges whether one is not as it must be. */
  subscriptions(): Promise<readonly WatchedSubscription[]>
  standing(): Promise<readonly StandingAlert[]>
  raise(findings: readonly Finding[], now: Date): Promise<void>
  sent(alerts: readonly StandingAlert[], now: Date): Promise<void>
  /** Forgets them: should they come again, they are raised again. */
  end(alerts: readonly StandingAlert[]): Promise<void>
}

/** Whoever has more of one cause has one problem, not many. */
export const MAX_FOUND = 500

/** The alerts of that database. */
export function createAlertStore(db: Database): AlertStore {
  return {
    async find(before) {
      return [
        ...(await heldReports(db, before)),
        ...(await stuckReports(db, before)),
        ...(await deadNotifications(db, before)),
        ...(await waitingNotifications(db, before)),
        ...(await findPollingAlerts(db, MAX_FOUND)).map((finding) => ({ ...finding, count: 1 })),
      ]
    },

    subscriptions: () => readSubscriptions(db),

    async standing() {
      const rows = await db.selectFrom('alert').selectAll().orderBy('id').execute()
      return rows.flatMap(({ id, cause, subject, since, count, sent_at }) => {
        const known = ALERT_CAUSES.find((one) => one === cause)
        if (known === undefined) return []
        return [{ id, cause: known, subject, since: new Date(since), count, isSent: sent_at !== null }]
      })
    },

    async raise(findings, now) {
      for (const { cause, subject, since, count } of findings) {
        await db
          .insertInto('alert')
          .values({ cause, subject, since: since.getTime(), count, raised_at: now.getTime() })
          .onConflict((conflict) => conflict.columns(['cause', 'subject']).doNothing())
          .execute()
      }
    },

    async sent(alerts, now) {
      for (const { id } of alerts) {
        await db.updateTable('alert').set({ sent_at: now.getTime() }).where('id', '=', id).execute()
      }
    },

    async end(alerts) {
      for (const { id } of alerts) await db.deleteFrom('alert').where('id', '=', id).execute()
    },
  }
}

/** A report may be held at more than one visit. */
function heldReports(db: Database, before: Date): Promise<readonly Finding[]> {
  const held = sql`select id, report_id, finished_at as since from review where result = 'held'`
  return reportsOf(db, 'report held', held, before)
}

/** Since the last of its notifications was given up. */
function stuckReports(db: Database, before: Date): Promise<readonly Finding[]> {
  const stuck = sql`
    select id, report_id, coalesce((
      select max(finished_at) from notification where notification.review_id = review.id), started_at) as since
    from review where ${IS_STUCK}`
  return reportsOf(db, 'report stuck', stuck, before)
}

/** Materialized, or SQLite goes through all reviews in the order of the grouping. */
async function reportsOf(
  db: Database,
  cause: AlertCause,
  reviews: RawBuilder<unknown>,
  before: Date,
): Promise<readonly Finding[]> {
  const { rows } = await sql<{ report_id: string; since: number }>`
    with found as materialized (${reviews})
    select report_id, min(since) as since from found where since <= ${before.getTime()}
    group by report_id order by min(id) limit ${MAX_FOUND}`.execute(db)
  return rows.map(({ report_id, since }) => single(cause, report_id, since))
}

/** Without those that a stuck report speaks for. */
async function deadNotifications(db: Database, before: Date): Promise<readonly Finding[]> {
  const rows = await db
    .selectFrom('notification')
    .select(['id', 'finished_at'])
    .where(sql<SqlBool>`state = 'dead'`)
    .where('finished_at', '<=', before.getTime())
    .where(
      sql<SqlBool>`not exists (
        select 1 from review where review.id = notification.review_id and review.result is null)`,
    )
    .orderBy('id')
    .limit(MAX_FOUND)
    .execute()
  return rows.map(({ id, finished_at }) => single('notification dead', String(id), finished_at ?? 0))
}

/**
 * By the reason why they wait: an outage is one cause, however many wait for its end. Those that an operator has just
 * retried have an old date and a new start.
 */
async function waitingNotifications(db: Database, before: Date): Promise<readonly Finding[]> {
  const { rows } = await sql<{ subject: string; since: number; count: number }>`
    select reason_code as subject, min(received_at) as since, count(*) as count from (
      select received_at, case
          when reason_code is null then 'NOT_TRIED'
          when reason_code like 'CONCUR!_%' escape '!' then 'CONCUR'
          else reason_code end as reason_code
      from notification
      where state = 'waiting' and (reason_code is null or reason_code <> 'RETRIED')
      order by id limit ${MAX_FOUND}) as first
    where received_at <= ${before.getTime()} group by reason_code`.execute(db)
  return rows.map(({ subject, since, count }) => ({
    cause: 'notifications waiting',
    subject,
    since: new Date(since),
    count,
  }))
}

function single(cause: AlertCause, subject: string, since: number): Finding {
  return { cause, subject, since: new Date(since), count: 1 }
}
