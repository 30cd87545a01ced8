import type { TakenDecision } from '../../record/decision.ts'
import type { History, HistoryQuestion } from '../../record/history.ts'
import type { Basis, Opened, Review, ReviewEvent, ReviewReason, ReviewResult } from '../../record/review.ts'
import type { UnderClaim } from '../claim-head.ts'
import type { Database } from '../database.ts'
import type { Claimed } from '../inbox/inbox.ts'
import { settleDone } from '../inbox/settle-done.ts'
import { prepared } from '../prepared.ts'
import { orElse } from '../statement.ts'
import { together } from '../together.ts'
import { keepDecision } from './keep-decision.ts'
import { type KeptReading, keptReading } from './kept-reading.ts'
import { link } from './link.ts'
import { newestReview, note, openVisit, resume, takeOver } from './open-visit.ts'
import { readHistory } from './report-history.ts'
import { eventToKeep, keepEvent } from './review-events.ts'
import type { EndedReview, VisitToReview } from './visit-to-review.ts'
import { notOurs, ours } from './worker-of.ts'

/** The record of every review; what is written here outlives the process. */
export interface Reviews {
  /**
   * Opens or continues the review of one visit of a report, and links the notification to it. Whether the newest
   * review of the report is of this visit is decided where no other process can open one at the same time.
   * @param ended What follows where the newest review of the visit is that one; any other that has ended is left as it
   * is, and handed out as `finished`.
   * @throws {LeaseLostError} If the notification is not this worker's any more, as in all that links it.
   */
  open(claimed: Claimed, visit: VisitToReview, now: Date, ended?: EndedReview): Promise<Opened>
  /** The newest review of a report, whatever visit. */
  latest(reportId: string): Promise<Review | undefined>
  /**
   * Links the notification to a review that it changes nothing about.
   * @param alsoCalled The key of the visit as this notification tells it, where it is the visit of the review.
   */
  link(claimed: Claimed, review: Review, alsoCalled?: string): Promise<void>
  /** Links the notification to a review and, if that is not finished by now, makes it this worker's. */
  take(claimed: Claimed, review: Review, now: Date): Promise<Opened>
  /** What earlier reviews know that matters for a report. */
  history(question: HistoryQuestion): Promise<History>
  /**
   * Keeps a decision with the facts that it was taken on, the policy that judged, and its line of the trail.
   * @throws {LeaseLostError} If another worker has the review.
   */
  decided(review: Review, taken: TakenDecision, basis: Basis, now: Date): Promise<void>
  /**
   * Ends a review, with its line of the trail.
   * @param claimed What is done with it.
   * @throws {LeaseLostError} If another worker has it.
   */
  finish(
    review: Review,
    result: ReviewResult,
    reason: string | undefined,
    now: Date,
    reasonCode?: ReviewReason,
    claimed?: UnderClaim,
  ): Promise<void>
  /**
   * Goes on with a held review because a person has decided on it, or with one that such a decision has begun.
   * @returns `gone` if it is not the newest of its object any more.
   */
  resume(claimed: Claimed, reviewId: number, now: Date): Promise<Opened | { readonly kind: 'gone' }>
  /** The decision of a review, as it was kept. */
  decisionOf(reviewId: number): Promise<unknown>
  /** The reading that a review was decided on last. */
  keptReading(reviewId: number): Promise<KeptReading>
  /** How a review has ended, if it has, and who took its decision. */
  resultOf(
    reviewId: number,
  ): Promise<{ readonly result?: string; readonly reason?: string; readonly decidedBy?: string }>
  /** Leaves a review open with the reason why it does not go on. */
  stuck(review: Review, reason: string): Promise<void>
  record(review: Review, event: ReviewEvent, now: Date): Promise<void>
}

/** The reviews in that database. */
export function createReviews(db: Database): Reviews {
  return {
    open: (claimed, visit, now, ended) => openVisit(db, claimed, visit, now, ended),

    latest: (reportId) => newestReview(db, reportId),

    async link(claimed, { id }, alsoCalled) {
      await link(db, claimed, id)
      if (alsoCalled !== undefined) await db.transaction().execute((trx) => note(trx, id, alsoCalled))
    },

    take: (claimed, review, now) => db.transaction().execute((trx) => takeOver(trx, claimed, review, now)),

    history: (question) => readHistory(db, question),

    decided: (review, taken, basis, now) => keepDecision(db, review, taken, basis, now),

    async finish(review, result, reason, now, reasonCode, claimed) {
      const summary = reason === undefined ? result : `${result}: ${reason}`
      const finish = finishReview(db, {
        id: review.id,
        worker: review.worker ?? null,
        before: review.result ?? null,
        result,
        reason: reason ?? null,
        reasonCode: reasonCode ?? null,
        awaitsEmployee: result === 'sent back' ? 1 : null,
        now,
      })
      const event = await eventToKeep({ kind: 'ended', summary }, now)
      await together(db, [
        // The notification first, see link.ts.
        ...(claimed === undefined
          ? []
          : [settleDone(db, { id: claimed.id, claim: claimed.claim, now, ending: review.id })]),
        orElse(finish, notOurs),
        keepEvent(db, review.id, event),
      ])
    },

    resume: (claimed, reviewId, now) =>
      db.transaction().execute((trx) => resume(trx, claimed, reviewId, now)),

    decisionOf: (reviewId) => decisionOf(db, reviewId),
    keptReading: (reviewId) => keptReading(db, reviewId),

    async resultOf(reviewId) {
      const row = await db
        .selectFrom('review')
        .select(['result', 'reason', 'decided_by'])
        .where('id', '=', reviewId)
        .executeTakeFirst()
      const { result = null, reason = null, decided_by: decidedBy = null } = row ?? {}
      return {
        ...(result !== null && { result }),
        ...(reason !== null && { reason }),
        ...(decidedBy !== null && { decidedBy }),
      }
    },

    async stuck(review, reason) {
      const { id, worker = null, result = null } = review
      await ours(db, { id, worker, result }).set({ reason, worker: null }).executeTakeFirst()
    },

    async record(review, event, now) {
      await together(db, [keepEvent(db, review.id, await eventToKeep(event, now))])
    },
  }
}

async function decisionOf(db: Database, reviewId: number): Promise<unknown> {
  const row = await db.selectFrom('review').select('decision').where('id', '=', reviewId).executeTakeFirst()
  return row === undefined || row.decision === null ? undefined : JSON.parse(row.decision)
}

interface Ending {
  readonly id: number
  readonly worker: string | null
  readonly before: string | null
  readonly result: string
  readonly reason: string | null
  readonly reasonCode: string | null
  readonly awaitsEmployee: number | null
  readonly now: Date
}

const finishReview = prepared(
  (db, { id, worker, before, result, reason, reasonCode, awaitsEmployee, now }: Ending) =>
    ours(db, { id, worker, result: before })
      .set({
        result,
        reason,
        reason_code: reasonCode,
        finished_at: now.getTime(),
        worker: null,
        awaits_employee: awaitsEmployee,
        // Whoever wanted to look at it later has not seen what it is held for now.
        snoozed_until: null,
        snoozed_by: null,
      })
      .compile(),
)
