import type { Selectable } from 'kysely'
import type { ReviewNote } from '../../record/review-note.ts'
import type { Database } from '../database.ts'
import type { ReviewNoteTable } from './tables.ts'

/** Adds a note, a question or an answer. @param trx A transaction. */
export async function addNote(trx: Database, note: Omit<ReviewNote, 'id'>): Promise<ReviewNote> {
  const row = await trx
    .insertInto('review_note')
    .values({
      review_id: note.reviewId,
      kind: note.kind,
      author: note.by,
      addressee: note.to ?? null,
      question_id: note.question ?? null,
      content: note.text,
      written_at: note.at.getTime(),
    })
    .returningAll()
    .executeTakeFirstOrThrow()
  return toNote(row)
}

/** Of a review, oldest first. */
export async function notesOf(db: Database, reviewId: number): Promise<readonly ReviewNote[]> {
  const rows = await db
    .selectFrom('review_note')
    .selectAll()
    .where('review_id', '=', reviewId)
    .orderBy('id')
    .execute()
  return rows.map(toNote)
}

function toNote(row: Selectable<ReviewNoteTable>): ReviewNote {
  return {
    id: row.id,
    reviewId: row.review_id,
    kind: row.kind,
    text: row.content,
    by: row.author,
    at: new Date(row.written_at),
    ...(row.addressee !== null && { to: row.addressee }),
    ...(row.question_id !== null && { question: row.question_id }),
  }
}
