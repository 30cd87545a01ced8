import { inEnglish, type Sentence, say } from '../../record/sentence.ts'
import { type Database, inTransaction } from '../database.ts'
import { requeueNotifications } from '../inbox/requeue.ts'
import { createTrail } from '../people/trail.ts'
import type { Doing, Refused } from './performed.ts'

/** A notification of that number, as far as it decides who may have it tried again and how. */
export interface RetriableNotification {
  readonly reviewId: number | null
  /** It carries a decision of a person. */
  readonly isDecision: boolean
}

/** Finds it; `undefined` if there is none. */
export async function findRetriable(db: Database, id: number): Promise<RetriableNotification | undefined> {
  const row = await db
    .selectFrom('notification')
    .select(['door', 'review_id'])
    .where('id', '=', id)
    .executeTakeFirst()
  return row && { reviewId: row.review_id, isDecision: row.door === 'console' }
}

/**
 * Gives a notification a fresh start that carries no decision of a person. The trail tells of it in the same
 * transaction, also of a refusal.
 */
export function retryNotification(
  db: Database,
  id: number,
  { by, now }: Pick<Doing, 'by' | 'now'>,
): Promise<{ readonly ok: true } | Refused> {
  return inTransaction(db, async (trx) => {
    const isAgain = (await requeueNotifications(trx, { ids: [id] }, now)) > 0
    const reason = isAgain ? undefined : await whyNot(trx, id)
    await createTrail(trx).append({
      at: now,
      who: by,
      act: 'inbox retry',
      subject: `notification ${id}`,
      outcome: isAgain ? 'done' : 'refused',
      ...(reason !== undefined && { detail: inEnglish(reason) }),
    })
    return reason === undefined ? { ok: true } : { ok: false, reason }
  })
}

async function whyNot(trx: Database, id: number): Promise<Sentence> {
  const row = await trx
    .selectFrom('notification')
    .select(['state', 'object_type'])
    .where('id', '=', id)
    .executeTakeFirst()
  if (row === undefined) return say('no such notification')
  if (row.state === 'claimed') return say('worked on')
  return say('type not reviewed', { type: row.object_type })
}
