import { type RawBuilder, type SqlBool, sql } from 'kysely'
import { ALERT_CAUSES, type Alert, type AlertCause, type StandingAlert } from '../../record/alert.ts'
import { readUntaken } from '../arrivals/untaken.ts'
import type { Database } from '../database.ts'
import { addMessages, type NewMessage } from '../deliveries/add-messages.ts'
import { findDeadMessages } from '../deliveries/dead-messages.ts'
import { findPollingAlerts } from '../polling/polling-alerts.ts'
import { IS_STUCK } from './figures.ts'
import { readSubscriptions, type WatchedSubscription } from './subscriptions.ts'

/** What a person is to look at, and which of it was raised already. */
export interface AlertStore {
  /**
   * What has been so since `before` or longer, and instances that are not as they must be now. Without held reports
   * that are snoozed beyond `now`.
   * @returns At most {@link MAX_FOUND} of each cause, the first by number.
   */
  find(before: Date, now: Date): Promise<readonly Alert[]>
  /** The subscriptions that are to be there, for whoever judges whether one is not as it must be. */
  subscriptions(): Promise<readonly WatchedSubscription[]>
  /** Those that were raised and have not ended, in the order in which they were. */
  standing(): Promise<readonly StandingAlert[]>
  /** Keeps them; one of a cause and a subject stands once, however many processes find it. */
  raise(alerts: readonly Alert[], now: Date): Promise<void>
  /** What tells of them stands in the queue from here on. @returns False if another process was first. */
  sent(alerts: readonly StandingAlert[], messages: readonly NewMessage[], now: Date): Promise<boolean>
  /**
   * Forgets them: should they come again, they are raised again. What tells of that stands in the queue from here on.
   * @returns False if another process was first.
   */
  end(alerts: readonly StandingAlert[], messages: readonly NewMessage[], now: Date): Promise<boolean>
}

/** Alerts of one cause that a look finds. Beyond these it is one outage, and a longer list helps nobody. */
export const MAX_FOUND = 500

/** The alerts of that database. */
export function createAlertStore(db: Database): AlertStore {
  return {
    async find(before, now) {
      return [
        ...(await heldReports(db, before, now)),
        ...(await stuckReports(db, before)),
        ...(await deadNotifications(db, before)),
        ...(await waitingNotifications(db, before)),
        ...(await waitingArrivals(db, before)),
        ...(await findPollingAlerts(db, MAX_FOUND)),
        ...(await findDeadMessages(db)),
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

    async raise(alerts, now) {
      for (const { cause, subject, since, count } of alerts) {
        await db
          .insertInto('alert')
          .values({ cause, subject, since: since.getTime(), count, raised_at: now.getTime() })
          .onConflict((conflict) => conflict.columns(['cause', 'subject']).doNothing())
          .execute()
      }
    },

    sent: (alerts, messages, now) =>
      db.transaction().execute(async (trx) => {
        const { numUpdatedRows } = await trx
          .updateTable('alert')
          .set({ sent_at: now.getTime() })
          .where('id', 'in', idsOf(alerts))
          .where('sent_at', 'is', null)
          .executeTakeFirst()
        if (numUpdatedRows === 0n) return false
        await addMessages(trx, messages, now)
        return true
      }),

    async end(alerts, messages, now) {
      if (alerts.length === 0) return false
      return db.transaction().execute(async (trx) => {
        const { numDeletedRows } = await trx
          .deleteFrom('alert')
          .where('id', 'in', idsOf(alerts))
          .executeTakeFirst()
        if (numDeletedRows === 0n) return false
        await addMessages(trx, messages, now)
        return true
      })
    },
  }
}

function idsOf(alerts: readonly StandingAlert[]): readonly number[] {
  return alerts.map(({ id }) => id)
}

/** Once for each report, which may be held at more than one visit: since the first of them. */
function heldReports(db: Database, before: Date, now: Date): Promise<readonly Alert[]> {
  const held = sql`select id, report_id, finished_at as since from review
    where result = 'held' and (snoozed_until is null or snoozed_until <= ${now.getTime()})`
  return reportsOf(db, 'report held', held, before)
}

/** Since the last of its notifications was given up. */
function stuckReports(db: Database, before: Date): Promise<readonly Alert[]> {
  const stuck = sql`
    select id, report_id, coalesce((
      select max(finished_at) from notification where notification.review_id = review.id), started_at) as since
    from review where ${IS_STUCK}`
  return reportsOf(db, 'report stuck', stuck, before)
}

/**
 * One alert for each report.
 * @param reviews Selects `id`, `report_id` and `since`. It is materialized: SQLite would otherwise go through all
 * reviews in the order of the grouping.
 */
async function reportsOf(
  db: Database,
  cause: AlertCause,
  reviews: RawBuilder<unknown>,
  before: Date,
): Promise<readonly Alert[]> {
  const { rows } = await sql<{ report_id: string; since: number }>`
    with found as materialized (${reviews})
    select report_id, min(since) as since from found where since <= ${before.getTime()}
    group by report_id order by min(id) limit ${MAX_FOUND}`.execute(db)
  return rows.map(({ report_id, since }) => single(cause, report_id, since))
}

/** Without those whose review is open: the alert about the stuck report says it already. */
async function deadNotifications(db: Database, before: Date): Promise<readonly Alert[]> {
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
async function waitingNotifications(db: Database, before: Date): Promise<readonly Alert[]> {
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

/** What is acknowledged and does not come into the inbox. */
async function waitingArrivals(db: Database, before: Date): Promise<readonly Alert[]> {
  const { count, oldestAt } = await readUntaken(db, MAX_FOUND)
  if (oldestAt === undefined || oldestAt > before) return []
  return [{ cause: 'notifications waiting', subject: 'NOT_TAKEN_OVER', since: oldestAt, count }]
}

function single(cause: AlertCause, subject: string, since: number): Alert {
  return { cause, subject, since: new Date(since), count: 1 }
}
