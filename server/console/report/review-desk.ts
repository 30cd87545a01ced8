import { actOnReview } from '../../doors/act-on-review.ts'
import { type HandedIn, type HumanReceipt, receiveHumanDecision } from '../../doors/receive-human-decision.ts'
import type { Log } from '../../log.ts'
import type { Person } from '../../record/person.ts'
import type { ActOutcome, ReviewAct } from '../../record/review-act.ts'
import { judgeActsByKept, judgeByKept } from '../../review/judge-by-kept.ts'
import { createReviewActs } from '../../store/acts/review-acts.ts'
import type { Database } from '../../store/database.ts'
import { createHumanDecisions } from '../../store/decisions/human-decisions.ts'
import { createPeople } from '../../store/people/people.ts'
import { createTrail } from '../../store/people/trail.ts'

/** What a desk needs. */
export interface DeskDeps {
  readonly db: Database
  /** `DECISION_UNDO_SECONDS` */
  readonly undoSeconds: number
  readonly log: Log
  readonly now: () => Date
}

/** What people of the console do with reviews: through the same doors as the commands. */
export interface ReviewDesk {
  decide(person: Person, decision: Omit<HandedIn, 'by'>): Promise<HumanReceipt>
  act(person: Person, reviewId: number, act: ReviewAct): Promise<ActOutcome>
}

/** The desk of that database. */
export function createReviewDesk({ db, undoSeconds, log, now }: DeskDeps): ReviewDesk {
  const [decisions, trail, people, acts] = [
    createHumanDecisions(db),
    createTrail(db),
    createPeople(db),
    createReviewActs(db),
  ]
  const [mayDecide, mayAct] = [judgeByKept(db), judgeActsByKept(db)]
  return {
    decide: (person, decision) =>
      receiveHumanDecision(
        {
          decisions,
          forbids: (reviewId) => mayDecide(person, reviewId),
          trail,
          undoSeconds,
          log,
          now,
        },
        { ...decision, by: { login: person.login } },
      ),
    act: (person, reviewId, act) =>
      actOnReview(
        {
          acts,
          decisions,
          people,
          forbids: (kind, id, isTheirs) => mayAct(person, kind, id, isTheirs),
          async forbidsDeciding(login, id) {
            const other = await people.find(login)
            return other === undefined ? `nobody has the login ${login}` : mayDecide(other, id)
          },
          trail,
          now,
        },
        { reviewId, act, by: { login: person.login } },
      ),
  }
}
