import { type SqlBool, sql } from 'kysely'
import type { Database } from '../database.ts'
import { type ToldReview, toldReview } from './untold.ts'

/** A question or an answer that the one whom it concerns was not told of. */
export interface UntoldNote {
  readonly id: number
  readonly kind: 'question' | 'answer'
  /** The login of who wrote it. */
  readonly by: string
  /** The login of who is asked; of an answer, of who asked. */
  readonly to: string
  readonly at: Date
  readonly text: string
  /** The text of the question, of an answer. */
  readonly question?: string
  readonly review: ToldReview
}

/** Written as the index is, or that is not used. */
const IS_UNTOLD = sql<SqlBool>`review_note.told_at is null and review_note.kind <> 'note'`

/** Oldest first. */
export async function untoldNotes(db: Database, limit: number): Promise<readonly UntoldNote[]> {
  const rows = await db
    .selectFrom('review_note')
    .leftJoin('review_note as question', 'question.id', 'review_note.question_id')
    .selectAll('review_note')
    .select('question.content as question')
    .where(IS_UNTOLD)
    .orderBy('review_note.id')
    .limit(limit)
    .execute()
  const found = await Promise.all(
    rows.map(async ({ id, kind, author, addressee, written_at, content, question, review_id }) => {
      const review = await toldReview(db, review_id)
      if (review === undefined || kind === 'note') return []
      const note = { id, kind, by: author, to: addressee ?? '', at: new Date(written_at), text: content }
      return [{ ...note, ...(question !== null && { question }), review }]
    }),
  )
  return found.flat()
}
