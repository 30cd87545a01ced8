import { mayAct } from '../record/may-act.ts'
import { mayDecide, type Ruling, type ToDecide } from '../record/may-decide.ts'
import type { Person } from '../record/person.ts'
import type { ReviewActKind } from '../record/review-act.ts'
import type { ReviewLine } from '../record/review-line.ts'
import type { Sentence } from '../record/sentence.ts'
import type { ExpenseReport } from '../report/expense-report.ts'
import { parseDecimal } from '../report/money.ts'
import type { TravelRequest } from '../request/travel-request.ts'
import type { Database } from '../store/database.ts'
import { readReviewNumbered } from '../store/operators/review-record.ts'
import { pastReviewNumbered } from '../store/reviews/past-reviews.ts'
import { isInScope } from './judge-person.ts'
import { keptRequest } from './kept-facts.ts'
import { ownerOf } from './report-status.ts'
import { requestFacts } from './travel-requests.ts'

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

/** What is kept of a review, as far as it decides who may decide; without `report` and `request` where none is kept. */
export interface Kept {
  readonly review?: Pick<ReviewLine, 'total' | 'currency'> | undefined
  readonly report?: ExpenseReport | undefined
  readonly request?: TravelRequest | undefined
}

/** Judges it by what was read already. Pure. @returns Why not; nothing if they may. */
export function judgeKept(person: Person, kept: Kept): Sentence | undefined {
  return whyNot(mayDecide(person, toDecide(person, kept)))
}

function whyNot(ruling: Ruling): Sentence | undefined {
  return ruling.ok ? undefined : ruling.reason
}

async function keptOf(db: Database, reviewId: number, person: Person): Promise<ToDecide> {
  const past = await pastReviewNumbered(db, reviewId)
  if (past?.facts.kind === 'report') return toDecide(person, { report: past.facts.report })
  const review = (await readReviewNumbered(db, reviewId))?.review
  const request =
    person.scope === undefined || past !== undefined ? undefined : await keptRequest(db, reviewId)
  return toDecide(person, { review, request })
}

/**
 * Of a travel request, and of a report by an owner whom version 4 only knows by an id, whose it is cannot be told here;
 * then the reading before anything is sent tells.
 */
function toDecide(person: Person, { review, report, request }: Kept): ToDecide {
  if (report !== undefined) {
    const { loginId, employeeId } = ownerOf(report)
    const isKnown = loginId !== undefined || employeeId !== undefined
    return {
      owner: isKnown ? { loginId, employeeId } : { isSelf: false },
      total: report.total,
      isInScope: isInScope(person, report),
    }
  }
  const amount = review === undefined || review.total === null ? undefined : parseDecimal(review.total)
  const total = amount && { amount, currency: review?.currency ?? '' }
  return {
    owner: { isSelf: false },
    total,
    isInScope: request === undefined || isInScope(person, requestFacts(request)),
  }
}
