import { setTimeout as sleep } from 'node:timers/promises'
import { type SqlBool, sql } from 'kysely'
import { type Database, inTransaction } from '../database.ts'
import { forgetUsersAskedBy } from './concur-users.ts'
import { eraseReview } from './erase-review.ts'
import { ownerOfReview } from './owners.ts'
import { pseudonymFor } from './pseudonyms.ts'

const BATCH = 50
/** So long others have the database to themselves after a review. */
const PAUSE_MS = 10

/**
 * Replaces the people in all reviews that were finished by then; one transaction each. Every employee has the same
 * pseudonym in all of them, so that what later reviews compare with stays theirs. What is held or open stays.
 * @param signal Ends it after the review in hand.
 * @returns How many reviews were changed.
 */
export async function eraseOldNames(
  db: Database,
  finishedBy: Date,
  now: () => Date,
  signal?: AbortSignal,
): Promise<number> {
  let [after, count] = [0, 0]
  for (;;) {
    if (signal?.aborted === true) break
    const rows = await named(db, finishedBy).where('id', '>', after).orderBy('id').limit(BATCH).execute()
    const last = rows.at(-1)
    if (last === undefined) break
    for (const { id } of rows) {
      if (await eraseOne(db, id, finishedBy, now())) count += 1
      await sleep(PAUSE_MS)
    }
    after = last.id
  }
  await forgetUsersAskedBy(db, finishedBy)
  // What was decided so stands with each review, and who confirmed it in the trail.
  await db.deleteFrom('bulk_decision').where('ended_at', '<=', finishedBy.getTime()).execute()
  return count
}

function named(db: Database, finishedBy: Date) {
  return (
    db
      .selectFrom('review')
      .select('id')
      // In the words of its index.
      .where(sql<SqlBool>`erased_at is null and result is not null and result <> 'held'`)
      .where('finished_at', '<=', finishedBy.getTime())
  )
}

function eraseOne(db: Database, id: number, finishedBy: Date, now: Date): Promise<boolean> {
  return inTransaction(db, async (trx) => {
    // It may have been taken up again since.
    if ((await named(trx, finishedBy).where('id', '=', id).executeTakeFirst()) === undefined) return false
    const { ids, name } = await ownerOfReview(trx, id)
    // Of one that nothing is kept of but the name that was shown, that is the id.
    const known = ids.length > 0 ? ids : name === undefined ? [] : [name]
    const pseudonym = known.length === 0 ? 'erased' : (await pseudonymFor(trx, known, now)).name
    await eraseReview(trx, id, { ids, names: name === undefined ? [] : [name] }, pseudonym, now, {})
    return true
  })
}
