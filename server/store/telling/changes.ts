import { type ReadingChanges, readingChanges } from '../../record/reading-changes.ts'
import type { Database } from '../database.ts'

/** What had changed when a decision of a person was not carried out, between these times. */
export async function changesWhile(
  db: Database,
  reviewId: number,
  from: number,
  to: number,
): Promise<ReadingChanges | undefined> {
  const row = await changesOf(db, reviewId).where('at', '>=', from).where('at', '<=', to).executeTakeFirst()
  return row && changesIn(row.detail)
}

/** What had changed where a review is held again because of that; nothing once it was read anew. */
export async function changesHeldFor(db: Database, reviewId: number): Promise<ReadingChanges | undefined> {
  const row = await changesOf(db, reviewId)
    .where('id', '>', (eb) =>
      eb
        .selectFrom('review_event')
        .select((inner) => inner.fn.coalesce(inner.fn.max('id'), inner.lit(0)).as('id'))
        .where('review_id', '=', reviewId)
        .where('kind', '=', 'read'),
    )
    .executeTakeFirst()
  return row && changesIn(row.detail)
}

function changesOf(db: Database, reviewId: number) {
  return db
    .selectFrom('review_event')
    .select('detail')
    .where('review_id', '=', reviewId)
    .where('kind', '=', 'changed')
    .orderBy('id', 'desc')
    .limit(1)
}

function changesIn(detail: string | null): ReadingChanges | undefined {
  const read = readingChanges.safeParse(detail === null ? undefined : JSON.parse(detail))
  return read.success ? read.data : undefined
}
