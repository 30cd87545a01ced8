import type { Generated } from 'kysely'
import type { NoteKind } from '../../record/review-note.ts'

/** Of what people do with a review besides deciding. */
export interface ActTables {
  review_note: ReviewNoteTable
}

/** What people say about a review, see `ReviewNote`. */
export interface ReviewNoteTable {
  id: Generated<number>
  review_id: number
  kind: NoteKind
  /** Logins. */
  author: string
  addressee: string | null
  question_id: number | null
  content: string
  written_at: number
  /** When who is asked, or gets the answer, was told. */
  told_at: number | null
}
