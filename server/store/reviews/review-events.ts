import type { RawBuilder } from 'kysely'
import type { ReviewEvent } from '../../record/review.ts'
import { isPacked, pack } from '../../report/packed.ts'
import type { Database } from '../database.ts'
import { prepared } from '../prepared.ts'
import type { Statement } from '../statement.ts'

/** A line of the trail as its columns keep it. */
export interface EventToKeep {
  readonly kind: string
  readonly summary: string
  readonly detail: string | null
  readonly document: Uint8Array | null
  readonly at: Date
}

/** Makes it ready to be kept. */
export async function eventToKeep(
  { kind, summary, detail, document }: ReviewEvent,
  at: Date,
): Promise<EventToKeep> {
  return {
    kind,
    summary,
    detail: detail === undefined ? null : JSON.stringify(detail),
    document: document === undefined || isPacked(document) ? (document ?? null) : await pack(document),
    at,
  }
}

/** Keeps a line of the trail of that review. */
export function keepEvent(db: Database, reviewId: number, event: EventToKeep): Statement {
  return insertEvent(db, { reviewId, ...event })
}

const insertEvent = prepared((db, given: EventToKeep & { readonly reviewId: number }) =>
  insertingEvent(db, given.reviewId, given).compile(),
)

/** The statement that keeps it. @param reviewId May be what finds it. */
export function insertingEvent(
  db: Database,
  reviewId: number | RawBuilder<number>,
  { at, kind, summary, detail, document }: EventToKeep,
) {
  return db
    .insertInto('review_event')
    .values({ review_id: reviewId, at: at.getTime(), kind, summary, detail, document })
}
