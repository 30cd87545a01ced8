import { type SqlBool, sql } from 'kysely'
import { type Database, inTransaction } from '../database.ts'
import { dueTime } from '../moment.ts'
import { waitAgain } from './wait-again.ts'

/** Which notifications an operator means. */
export type Retried =
  | { readonly ids: readonly number[] }
  | { readonly all: 'dead'; readonly since?: Date | undefined }

/** See `Inbox.retry`. */
export async function requeueNotifications(db: Database, which: Retried, now: Date): Promise<number> {
  const ids = 'ids' in which ? which.ids : await deadSince(db, which.since ?? new Date(0))
  let count = 0
  for (const id of ids) {
    if (await inTransaction(db, (trx) => requeue(trx, id, now))) count += 1
  }
  return count
}

async function requeue(trx: Database, id: number, now: Date): Promise<boolean> {
  const one = trx
    .updateTable('notification')
    .where('id', '=', id)
    .where((eb) =>
      eb.or([
        eb('state', 'in', ['dead', 'done']),
        // What a person may still take back is not hastened.
        eb.and([
          eb('state', '=', 'waiting'),
          eb.not(
            eb.and([
              eb('door', '=', 'console'),
              eb('attempts', '=', 0),
              eb('is_retry', '=', 0),
              eb('due_at', '>', now.getTime()),
            ]),
          ),
        ]),
        // What stopped them may have been the settings or the policy.
        eb.and([
          eb('state', '=', 'not reviewed'),
          eb('object_type', 'in', ['EXPRPT', 'TRAVELREQ']),
          eb('object_path', '<>', ''),
        ]),
      ]),
    )
  const isWaiting = await waitAgain(trx, one, {
    due_at: dueTime(trx, now),
    not_before: 0,
    attempts: 0,
    left_behind: 0,
    is_retry: 1,
    reason_code: 'RETRIED',
    reason: 'an operator asked for another try',
    finished_at: null,
  })
  // Its review is stuck no more, also before a worker takes it up.
  if (isWaiting)
    await trx
      .updateTable('review')
      .set({ reason: null, reason_code: null })
      .where('result', 'is', null)
      .where('id', '=', (eb) => eb.selectFrom('notification').select('review_id').where('id', '=', id))
      .execute()
  return isWaiting
}

/** All that were given up since then, oldest first. */
export async function deadSince(db: Database, since: Date): Promise<readonly number[]> {
  const rows = await db
    .selectFrom('notification')
    .select('id')
    .where(sql<SqlBool>`state = 'dead'`)
    .where('finished_at', '>=', since.getTime())
    .orderBy('id')
    .execute()
  return rows.map(({ id }) => id)
}
