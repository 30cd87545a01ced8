// What people do with a review besides deciding on it.
//
//   A1. An act, and its row of the trail, is one transaction; refused ones have a row too.
//   A2. Two acts on one object come one after the other, and so does a decision: all hold the lock of its reviews.
//   A3. What is so already is no second act: it is answered in the same way, and nothing is written.
import type { ActDone, ReviewAct } from '../../record/review-act.ts'
import type { ReviewNote } from '../../record/review-note.ts'
import { inEnglish, say } from '../../record/sentence.ts'
import { type Database, inTransaction, lockTexts } from '../database.ts'
import { createTrail } from '../people/trail.ts'
import { answer, ask, note } from './converse.ts'
import { lookAgain, retry } from './look-again.ts'
import { type Doing, type Performed, refused } from './performed.ts'
import { assign, snooze } from './place.ts'
import { notesOf } from './review-notes.ts'
import { standingOf, whyNotHeld } from './standing.ts'

/** An act on a review that is kept here; `undo` is one of decisions. */
export type KeptAct = Exclude<ReviewAct, { readonly kind: 'undo' }>

/** What people do with reviews; what is written here outlives the process. Whether they may, the caller has judged. */
export interface ReviewActs {
  perform(reviewId: number, act: KeptAct, doing: Doing): Promise<Performed>
  /** Of a review, oldest first. */
  notes(reviewId: number): Promise<readonly ReviewNote[]>
}

/** The acts in that database. */
export function createReviewActs(db: Database): ReviewActs {
  return {
    perform: (reviewId, act, doing) =>
      inTransaction(db, async (trx) => {
        const performed = await perform(trx, reviewId, act, doing)
        if (doing.isDryRun !== true && (!performed.ok || performed.isNew))
          await tell(trx, reviewId, act, doing, performed)
        return performed
      }),
    notes: (reviewId) => notesOf(db, reviewId),
  }
}

async function perform(trx: Database, reviewId: number, act: KeptAct, doing: Doing): Promise<Performed> {
  const seen = await standingOf(trx, reviewId)
  if (seen === undefined) return refused(say('no review'))
  await lockTexts(trx, [`reviews of ${seen.reportId}`])
  // What another has done while this waited for the lock is seen now.
  const standing = (await standingOf(trx, reviewId)) ?? seen
  switch (act.kind) {
    case 'assign':
      return assign(trx, standing, act.to, doing)
    case 'note':
      return note(trx, standing, act, doing)
    case 'ask':
      return whyNotHeld(standing) ?? ask(trx, standing, act, doing)
    case 'answer':
      return answer(trx, standing, act, doing)
    case 'snooze':
      return snooze(trx, standing, act.until, doing)
    case 'look again':
      return lookAgain(trx, standing, doing)
    case 'retry':
      return retry(trx, standing, doing)
    default:
      return act satisfies never
  }
}

/** The last statement of its transaction: others who append wait until that ends. */
async function tell(
  trx: Database,
  reviewId: number,
  act: KeptAct,
  { by, now }: Doing,
  performed: Performed,
): Promise<void> {
  const whom = performed.ok ? whomOf(performed.done) : undefined
  const detail = performed.ok ? detailOf(performed.done) : inEnglish(performed.detail ?? performed.reason)
  await createTrail(trx).append({
    at: now,
    who: by,
    act: `review ${act.kind.replaceAll(' ', '-')}`,
    subject: `review ${reviewId}`,
    outcome: performed.ok ? 'done' : 'refused',
    ...(whom !== undefined && { whom }),
    ...(detail !== undefined && { detail }),
  })
}

function whomOf(done: ActDone): string | undefined {
  if (done.kind === 'assign') return done.to
  if (done.kind === 'retry') return done.of?.by
  return 'note' in done ? done.note.to : undefined
}

function detailOf(done: ActDone): string | undefined {
  switch (done.kind) {
    case 'assign':
      return done.to === undefined ? 'to nobody' : undefined
    case 'note':
    case 'ask':
    case 'answer':
      return `${done.note.kind} ${done.note.id}`
    case 'snooze':
      return done.until === undefined ? 'it ends' : `until ${done.until.toISOString()}`
    case 'retry':
      return done.of === undefined ? 'the policy decides again' : 'the decision of a person is tried again'
    case 'look again':
    case 'undo':
      return undefined
    default:
      return done satisfies never
  }
}
