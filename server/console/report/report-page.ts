import { employeeKey } from '../../policy/facts/fingerprints.ts'
import type { EmployeeYear } from '../../record/employee-year.ts'
import type { KeptDecision } from '../../record/human-decision.ts'
import { parseDecision } from '../../record/parse-decision.ts'
import type { Person } from '../../record/person.ts'
import type { ReadingChanges } from '../../record/reading-changes.ts'
import type { ReviewLine } from '../../record/review-line.ts'
import { openQuestions, type ReviewNote } from '../../record/review-note.ts'
import type { ReviewRecord } from '../../record/review-record.ts'
import type { Sentence } from '../../record/sentence.ts'
import type { ExpenseReport } from '../../report/expense-report.ts'
import type { TravelRequest } from '../../request/travel-request.ts'
import { judgeKept } from '../../review/judge-by-kept.ts'
import { scopeOf } from '../../review/judge-person.ts'
import { keptRequest } from '../../review/kept-facts.ts'
import type { Database } from '../../store/database.ts'
import { recentVerdicts } from '../../store/decisions/recent-verdicts.ts'
import { readReviewNumbered } from '../../store/operators/review-record.ts'
import { readReviewToShow } from '../../store/operators/review-to-show.ts'
import { employeeYear } from '../../store/reviews/employee-year.ts'
import { type AnswerView, answerOf } from './answer-of.ts'
import { composedComment } from './composed-comment.ts'
import { type DuplicateView, findDuplicates } from './duplicates.ts'
import type { Explainer, JudgedBy } from './explain-review.ts'
import { type ReasonView, reasonViews } from './reason-view.ts'
import { type ReportLines, reportLines, requestLines } from './report-lines.ts'
import { type Resubmission, readResubmission } from './resubmission.ts'
import { lastChanges, type TrailSentence, trailLines } from './trail-lines.ts'

/** What the page of a report shows. */
export interface ReportPage {
  readonly review: ReviewLine
  /** As it was kept; absent where it is not any more, and of travel requests. */
  readonly report?: ExpenseReport
  /** As it was kept; absent where it is not any more, and of reports. */
  readonly request?: TravelRequest
  readonly year?: EmployeeYear
  readonly judgedBy?: Omit<JudgedBy, 'whys'>
  readonly lines: ReportLines
  /** All of them, in their order. */
  readonly reasons: readonly ReasonView[]
  readonly duplicates: readonly DuplicateView[]
  readonly resubmission?: Resubmission
  /** Since a person decided on it, so that their decision was not carried out. */
  readonly changed?: { readonly at: Date; readonly changes: ReadingChanges }
  readonly trail: readonly TrailSentence[]
  readonly notes: readonly ReviewNote[]
  readonly openQuestions: readonly ReviewNote[]
  /** Of the last decision of a person. */
  readonly answer?: AnswerView
  /** It waits for a person, and nobody has decided on it. */
  readonly isOpen: boolean
  /** Why the reader may not decide on it. */
  readonly obstacle?: Sentence
  /** Of the reading that a decision is taken on. */
  readonly readingKey?: string
  /** For the employee, if it is sent back for all of the reasons; may be empty. */
  readonly comment: string
  /** Of that comment. */
  readonly language: string
}

/** With what a page is read. */
export interface ReadingBasis {
  readonly now: Date
  /** The field of reports that holds the cost centre, such as `custom7`. */
  readonly costCentre: string | undefined
  readonly explain: Explainer['explain']
}

const YEAR_DAYS = 365
const DAY_MS = 86_400_000

/**
 * All that the page of a report shows.
 * @param db A snapshot.
 * @param person Who reads; they see the review.
 * @returns `undefined` where there is no such review.
 */
export async function readReportPage(
  db: Database,
  person: Person,
  reviewId: number,
  { now, costCentre, explain }: ReadingBasis,
): Promise<ReportPage | undefined> {
  const found = await readReviewToShow(db, reviewId)
  if (found === undefined) return undefined
  const { record, report, readingKey } = found
  const { review, humanDecisions = [] } = record
  const decision = parseDecision(record.decision)
  const { id, stepName } = review
  const judged =
    decision &&
    (await explain(db, { id, ...(stepName !== null && { stepName }) }, report, decision.policyVersion))
  const isHeld = review.result === 'held'
  const last = humanDecisions.at(-1)
  const basis = {
    reason: review.reason,
    isHeld,
    whys: judged?.whys ?? new Map(),
    recent: await recentVerdicts(db),
    said: last?.verdicts ?? {},
  }
  const reasons = decision === undefined ? [] : reasonViews(decision, basis)
  const request = review.objectType === 'TRAVELREQ' ? await keptRequest(db, reviewId) : undefined
  const year = await yearOf(db, report, now)
  const duplicates =
    report === undefined
      ? []
      : await findDuplicates({ db, isVisible: scopeOf(person) }, reviewId, report, reasons)
  const resubmission = report && (await readResubmission(db, review, report, decision))
  const obstacle = judgeKept(person, { review, report, request })
  const language = judged?.language ?? 'en'
  const answer = last && answerIn(record, last, now)
  // What was given up before anything was sent is decided anew or tried again.
  const isWaiting = last?.state === 'accepted' && answer?.isStopped !== true
  return {
    review,
    lines: request === undefined ? reportLines(report, reasons, costCentre) : requestLines(request, reasons),
    reasons,
    duplicates,
    ...talkOf(record),
    isOpen: isHeld && !isWaiting && decision !== undefined && readingKey !== undefined,
    comment: commentOn(reasons, language, review.objectType),
    language,
    ...(report !== undefined && { report }),
    ...(request !== undefined && { request }),
    ...(year !== undefined && { year }),
    ...(judged !== undefined && { judgedBy: withoutWhys(judged) }),
    ...(resubmission !== undefined && { resubmission }),
    ...(answer !== undefined && { answer }),
    ...(obstacle !== undefined && { obstacle }),
    ...(readingKey !== undefined && { readingKey }),
  }
}

/** What became of the last decision of a person on a review. */
export interface ReviewAnswer {
  readonly review: ReviewLine
  readonly answer: AnswerView
}

/** @param db A snapshot. @returns Nothing where nobody has decided on it. */
export async function readAnswer(
  db: Database,
  reviewId: number,
  now: Date,
): Promise<ReviewAnswer | undefined> {
  const record = await readReviewNumbered(db, reviewId)
  const last: KeptDecision | undefined = record?.humanDecisions?.at(-1)
  if (record === undefined || last === undefined) return undefined
  return { review: record.review, answer: answerIn(record, last, now) }
}

function answerIn(
  { review, notifications, effects }: ReviewRecord,
  last: KeptDecision,
  now: Date,
): AnswerView {
  const carrier = notifications.find(({ id }) => id === last.notificationId)
  return answerOf(last, effects, review, carrier, now)
}

/** Empty where there is nothing that the employee can correct: then whoever sends it back has to say what. */
function commentOn(reasons: readonly ReasonView[], language: string, objectType: string): string {
  const told = reasons.filter(({ isTrial, isForEmployee }) => isForEmployee && !isTrial)
  return told.length === 0 ? '' : composedComment(told, language, objectType)
}

async function yearOf(
  db: Database,
  report: ExpenseReport | undefined,
  now: Date,
): Promise<EmployeeYear | undefined> {
  const key = report && employeeKey(report)
  if (report === undefined || key === undefined) return undefined
  const since = new Date(now.getTime() - YEAR_DAYS * DAY_MS).toISOString().slice(0, 10)
  return employeeYear(db, { employeeKey: key, since, except: report.reportId })
}

function talkOf(record: ReviewRecord) {
  const { notes = [] } = record
  const changed = lastChanges(record)
  return {
    trail: trailLines(record),
    notes,
    openQuestions: openQuestions(notes),
    ...(changed !== undefined && { changed }),
  }
}

function withoutWhys({ whys: _whys, ...rest }: JudgedBy): Omit<JudgedBy, 'whys'> {
  return rest
}
