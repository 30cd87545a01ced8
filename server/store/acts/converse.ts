import type { ReviewAct } from '../../record/review-act.ts'
import { openQuestions, type ReviewNote } from '../../record/review-note.ts'
import { say as sentence } from '../../record/sentence.ts'
import type { Database } from '../database.ts'
import { type Doing, type Performed, type Refused, refused } from './performed.ts'
import { addNote, notesOf } from './review-notes.ts'
import type { Standing } from './standing.ts'

type Act<Kind> = Extract<ReviewAct, { readonly kind: Kind }>
/** What is to be said, before it has a number. */
type Draft = Omit<ReviewNote, 'id'>

/** Writes a note, on any review. */
export async function note(
  trx: Database,
  { reviewId }: Standing,
  { text }: Act<'note'>,
  doing: Doing,
): Promise<Performed> {
  const draft = { reviewId, kind: 'note', text, by: doing.by.login, at: doing.now } as const
  return say(trx, 'note', draft, (await notesOf(trx, reviewId)).at(-1), doing)
}

/** Asks somebody. */
export async function ask(
  trx: Database,
  { reviewId }: Standing,
  { to, text }: Act<'ask'>,
  doing: Doing,
): Promise<Performed> {
  const draft = { reviewId, kind: 'question', text, by: doing.by.login, to, at: doing.now } as const
  const last = openQuestions(await notesOf(trx, reviewId)).findLast((each) => isSame(each, draft))
  return say(trx, 'ask', draft, last, doing)
}

/** Answers a question: the one of that number, or the only one that is open. */
export async function answer(
  trx: Database,
  { reviewId }: Standing,
  { question: number, text }: Act<'answer'>,
  doing: Doing,
): Promise<Performed> {
  const notes = await notesOf(trx, reviewId)
  const found = questionMeant(notes, number, doing.by.login)
  if ('ok' in found) return found
  const { id: question, by: to } = found
  const draft = { reviewId, kind: 'answer', text, by: doing.by.login, to, question, at: doing.now } as const
  const given = notes.find((each) => each.question === question)
  if (given !== undefined && !isSame(given, draft))
    return refused(
      sentence('answered by', { id: question, by: given.by, at: given.at }),
      sentence('answered already'),
    )
  return say(trx, 'answer', draft, given, doing)
}

/**
 * The question that somebody answers; pure.
 * @param number Without it, the only open one that was put to them, or else the only open one.
 */
export function questionMeant(
  notes: readonly ReviewNote[],
  number: number | undefined,
  login: string,
): ReviewNote | Refused {
  const questions = notes.filter(({ kind }) => kind === 'question')
  if (number !== undefined) {
    const found = questions.find(({ id }) => id === number)
    return found ?? refused(sentence('no such question', { id: number }))
  }
  const open = openQuestions(notes)
  const theirs = open.filter(({ to }) => to === login)
  const meant = theirs.length > 0 ? theirs : open
  const [only] = meant
  if (only !== undefined && meant.length === 1) return only
  if (meant.length > 1) return refused(sentence('which question', { ids: meant.map(({ id }) => String(id)) }))
  // Of one that is answered they are told so; by themselves in the same words, it is no second answer.
  const theirAnswers = new Set(notes.filter(({ by }) => by === login).map(({ question }) => question))
  const answered = questions.findLast(({ id, to }) => to === login || theirAnswers.has(id))
  return answered ?? refused(sentence('no open question'))
}

/** @param known Said before: in the same words it is no second one. */
async function say(
  trx: Database,
  kind: 'note' | 'ask' | 'answer',
  draft: Draft,
  known: ReviewNote | undefined,
  { isDryRun = false }: Doing,
): Promise<Performed> {
  if (known !== undefined && isSame(known, draft))
    return { ok: true, isNew: false, done: { kind, note: known } }
  const written = isDryRun ? { ...draft, id: 0 } : await addNote(trx, draft)
  return { ok: true, isNew: true, done: { kind, note: written } }
}

function isSame(a: Omit<ReviewNote, 'id'>, b: Omit<ReviewNote, 'id'>): boolean {
  return a.kind === b.kind && a.by === b.by && a.text === b.text && a.to === b.to && a.question === b.question
}
