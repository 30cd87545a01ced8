import { roleMay } from '../record/may-act.ts'
import type { ReviewActKind } from '../record/review-act.ts'
import { type Sentence, say } from '../record/sentence.ts'
import type { Actor } from '../record/trail.ts'
import { judgeActsByKept, judgeByKept } from '../review/judge-by-kept.ts'
import type { Database } from '../store/database.ts'
import type { ConsoleActor } from './actor.ts'

/** Somebody who acts, with what they may not do. */
export interface JudgedActor {
  readonly by: Actor
  /** Why they may not decide on that review, by what is kept of it; what is read anew is judged once more. */
  readonly forbids: (reviewId: number) => Promise<Sentence | undefined>
  /** Why they may not do something else with it; `isTheirs`: see `mayAct`. */
  readonly forbidsAct: (
    act: ReviewActKind,
    reviewId: number,
    isTheirs: boolean,
  ) => Promise<Sentence | undefined>
  /** Why they may not have a notification tried again of which no review came. */
  readonly forbidsRetry: () => Sentence | undefined
}

/** Judges an actor by their role, scope and amounts. */
export function judgedActor(db: Database, { person, by }: ConsoleActor): JudgedActor {
  const [decides, acts] = [judgeByKept(db), judgeActsByKept(db)]
  return {
    by,
    async forbids(reviewId) {
      const why = await decides(person, reviewId)
      return why && say('of review', { id: reviewId, why })
    },
    forbidsAct: (act, reviewId, isTheirs) => acts(person, act, reviewId, isTheirs),
    forbidsRetry() {
      const ruling = roleMay(person, 'retry')
      return ruling.ok ? undefined : ruling.reason
    },
  }
}
