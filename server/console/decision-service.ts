import { type HandedIn, type HumanReceipt, receiveHumanDecision } from '../doors/receive-human-decision.ts'
import type { Log } from '../log.ts'
import type { KeptDecision } from '../record/human-decision.ts'
import type { Database } from '../store/database.ts'
import { createHumanDecisions } from '../store/decisions/human-decisions.ts'
import { createTrail } from '../store/people/trail.ts'
import type { ConsoleActor } from './actor.ts'
import { inScope } from './in-scope.ts'
import { judgedActor } from './judged-actor.ts'

/** What deciding needs. */
export interface DecisionServiceDeps {
  readonly db: Database
  /** `DECISION_UNDO_SECONDS` */
  readonly undoSeconds: number
  readonly log: Log
  readonly now: () => Date
}

/** Takes what commands, pages and programs decide: all of them are judged here, and go through the one door. */
export interface DecisionService {
  decide(actor: ConsoleActor, handedIn: Omit<HandedIn, 'by'>): Promise<HumanReceipt>
  /** The decision of that number, and how far it is; nothing if it is on a report out of the scope of who asks. */
  find(actor: ConsoleActor, id: number): Promise<KeptDecision | undefined>
}

/** The decisions of that database. */
export function createDecisionService({ db, undoSeconds, log, now }: DecisionServiceDeps): DecisionService {
  const [decisions, trail] = [createHumanDecisions(db), createTrail(db)]
  return {
    decide(actor, handedIn) {
      const { by, forbids } = judgedActor(db, actor)
      return receiveHumanDecision({ decisions, forbids, trail, undoSeconds, log, now }, { ...handedIn, by })
    },
    async find({ person }, id) {
      const decision = await decisions.find(id)
      if (decision === undefined) return undefined
      const [seen] = await inScope(db, person, [{ id: decision.reviewId }])
      return seen && decision
    },
  }
}
