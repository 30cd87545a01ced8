/** What people say about a review, for colleagues only; nothing of it is ever sent to Concur. */
export const NOTE_KINDS = ['note', 'question', 'answer'] as const
/** One of {@link NOTE_KINDS}. */
export type NoteKind = (typeof NOTE_KINDS)[number]

/** The longest note, question or answer, in characters. */
export const MAX_NOTE = 4000

/** A note, a question or an answer. */
export interface ReviewNote {
  /** In the order in which they were written, over all reviews. */
  readonly id: number
  readonly reviewId: number
  readonly kind: NoteKind
  readonly text: string
  /** The login of who wrote it. */
  readonly by: string
  readonly at: Date
  /** Of a question the login of the person who is asked, of an answer that of the person who asked. */
  readonly to?: string
  /** Of an answer: the number of its question. */
  readonly question?: number
}

/** The questions that nobody has answered yet; pure. @param notes All of the reviews that they are about. */
export function openQuestions(notes: readonly ReviewNote[]): readonly ReviewNote[] {
  const answered = new Set(notes.map(({ question }) => question))
  return notes.filter(({ kind, id }) => kind === 'question' && !answered.has(id))
}
