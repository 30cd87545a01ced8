import { mayAct } from '../record/may-act.ts'
import { mayDecide, type Ruling, type ToDecide } from '../record/may-decide.ts'
import type { Person } from '../record/person.ts'
import type { ReviewActKind } from '../record/review-act.ts'
import type { Sentence } from '../record/sentence.ts'
import { parseDecimal } from '../report/money.ts'
import type { Database } from '../store/database.ts'
import { createOverview } from '../store/operators/overview.ts'
import { pastReviewNumbered } from '../store/reviews/past-reviews.ts'
import { isInScope } from './judge-person.ts'
import { keptFacts } from './kept-facts.ts'
import { ownerOf } from './report-status.ts'

/**
 * Judges whether somebody may decide on a review by what is kept of it; what is read anew is judged once more.
 * @returns Why not; nothing if they may.
 */
export function judgeByKept(
  db: Database,
): (person: Person, reviewId: number) => Promise<Sentence | undefined> {
  return async (person, reviewId) => whyNot(mayDecide(person, await keptOf(db, reviewId, person)))
}

/** The same of what else people do with reviews. */
export function judgeActsByKept(
  db: Database,
): (
  person: Person,
  act: ReviewActKind,
  reviewId: number,
  isTheirs: boolean,
) => Promise<Sentence | undefined> {
  return async (person, act, reviewId, isTheirs) =>
    whyNot(mayAct(person, act, await keptOf(db, reviewId, person), isTheirs))
}

function whyNot(ruling: Ruling): Sentence | undefined {
  return ruling.ok ? undefined : ruling.reason
}

/**
 * What is kept of a review, as far as it decides who may decide. Of a travel request, and of a report by an owner whom
 * version 4 only knows by an id, whose it is cannot be told here; then the reading before anything is sent tells.
 */
async function keptOf(db: Database, reviewId: number, person: Person): Promise<ToDecide> {
  const past = await pastReviewNumbered(db, reviewId)
  if (past?.facts.kind === 'report') {
    const { report } = past.facts
    const { loginId, employeeId } = ownerOf(report)
    const isKnown = loginId !== undefined || employeeId !== undefined
    return {
      owner: isKnown ? { loginId, employeeId } : { isSelf: false },
      total: report.total,
      isInScope: isInScope(person, report),
    }
  }
  const review = (await createOverview(db).review(String(reviewId)))?.review
  const amount = review === undefined || review.total === null ? undefined : parseDecimal(review.total)
  const total = amount && { amount, currency: review?.currency ?? '' }
  const facts = person.scope === undefined ? undefined : await keptFacts(db, reviewId)
  return {
    owner: { isSelf: false },
    total,
    isInScope: facts === undefined || isInScope(person, facts),
  }
}
