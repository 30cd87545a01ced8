import { type SqlBool, sql } from 'kysely'
import { type Database, inTransaction } from '../database.ts'
import { waitAgain } from '../inbox/wait-again.ts'
import { dueTime } from '../moment.ts'

// A review is open while a notification that is linked to it waits, is worked on, or was given up and waits for a
// person. Where there is none, something was lost: the server's last commits at a failover, or rows that somebody has
// deleted or restored.

/** A review on which nobody works and for which nobody waits. */
export const IS_ORPHANED = sql<SqlBool>`review.result is null and not exists (
  select 1 from notification
  where notification.review_id = review.id and notification.state in ('waiting', 'claimed', 'dead'))`

/** Taken up at a time; the next look takes the others. */
const MAX_AT_ONCE = 1000

/**
 * Has the notifications that orphaned reviews were opened for work through again.
 * @returns The numbers of these reviews. Those whose notification is gone as well are left to Concur's list of waiting
 * reports.
 */
export function takeUpOrphans(db: Database, now: Date): Promise<readonly number[]> {
  return inTransaction(db, async (trx) => {
    const { rows } = await sql<{ review: number; notification: number }>`
      select review.id as review, notification.id as notification from review
      inner join notification on notification.id = coalesce(
        (select opener.id from notification as opener where opener.id = review.notification_id
          and opener.review_id = review.id and opener.door <> 'console'),
        (select max(other.id) from notification as other
          where other.review_id = review.id and other.door <> 'console'))
      where ${IS_ORPHANED} order by review.id limit ${MAX_AT_ONCE}`.execute(trx)
    for (const { notification } of rows) {
      const one = trx.updateTable('notification').where('id', '=', notification).where('state', '=', 'done')
      await waitAgain(trx, one, {
        due_at: dueTime(trx, now),
        not_before: 0,
        attempts: 0,
        left_behind: 0,
        reason_code: 'ORPHANED',
        reason: 'its review is open, and nobody worked on it any more',
        finished_at: null,
      })
    }
    return rows.map(({ review }) => review)
  })
}
