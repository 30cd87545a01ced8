import { actOnReview } from '../doors/act-on-review.ts'
import type { ActOutcome, ReviewAct } from '../record/review-act.ts'
import { say } from '../record/sentence.ts'
import { judgeByKept } from '../review/judge-by-kept.ts'
import { createReviewActs } from '../store/acts/review-acts.ts'
import type { Database } from '../store/database.ts'
import { createHumanDecisions } from '../store/decisions/human-decisions.ts'
import { createPeople } from '../store/people/people.ts'
import { createTrail } from '../store/people/trail.ts'
import type { ConsoleActor } from './actor.ts'
import { type JudgedActor, judgedActor } from './judged-actor.ts'

/** What acting needs. */
export interface ActServiceDeps {
  readonly db: Database
  readonly now: () => Date
  /** Only says what would become of it. */
  readonly isDryRun?: boolean
}

/** Does what commands, pages and programs want with a review besides deciding on it, `undo` included. */
export interface ActService {
  act(actor: ConsoleActor | JudgedActor, reviewId: number, act: ReviewAct): Promise<ActOutcome>
}

/** The acts of that database. */
export function createActService({ db, now, isDryRun = false }: ActServiceDeps): ActService {
  const [people, decides] = [createPeople(db), judgeByKept(db)]
  const shared = {
    acts: createReviewActs(db),
    decisions: createHumanDecisions(db),
    people,
    async forbidsDeciding(login: string, reviewId: number) {
      const person = await people.find(login)
      return person === undefined ? say('nobody has login', { login }) : decides(person, reviewId)
    },
    trail: createTrail(db),
    now,
    isDryRun,
  }
  return {
    act(actor, reviewId, act) {
      const { by, forbidsAct } = 'person' in actor ? judgedActor(db, actor) : actor
      return actOnReview({ ...shared, forbids: forbidsAct }, { reviewId, act, by })
    },
  }
}
