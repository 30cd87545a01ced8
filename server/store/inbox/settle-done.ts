import { type SqlBool, sql } from 'kysely'
import { prepared } from '../prepared.ts'
import { UNCLAIMED } from './wait-again.ts'

interface Settling {
  readonly id: number
  readonly claim: string
  readonly now: Date
  /** The review that ends in the same commit, after it; 0 if none does. */
  readonly ending: number
}

/** Ends a notification under its claim. One that has left its review open is not done: how that ended, the server has lost. */
export const settleDone = prepared((db, { id, claim, now, ending }: Settling) =>
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
    .where(
      sql<SqlBool>`not exists (select 1 from review where review.id = notification.review_id
        and review.id <> ${ending} and review.result is null and review.worker = notification.claim)`,
    )
    .compile(),
)
