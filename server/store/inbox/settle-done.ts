import { type SqlBool, sql } from 'kysely'
import { prepared } from '../prepared.ts'
import { UNCLAIMED } from './wait-again.ts'

/** Its review, if it had one to work on. */
const HAS_ENDED = sql<SqlBool>`not exists (select 1 from review
  where review.id = notification.review_id and review.result is null and review.worker = notification.claim)`

/** Ends a notification under its claim. One that has left its review open is not done: how that ended, the server has lost. */
export const settleDone = prepared(
  (db, { id, claim, now }: { readonly id: number; readonly claim: string; readonly now: Date }) =>
    db
      .updateTable('notification')
      .set({
        ...UNCLAIMED,
        state: 'done',
        left_behind: 0,
        is_retry: 0,
        reason_code: null,
        reason: null,
        finished_at: now.getTime(),
      })
      .where('id', '=', id)
      .where('claim', '=', claim)
      .where(HAS_ENDED)
      .compile(),
)
