import { type HoldReason, holdReasons } from '../record/hold-reason.ts'
import { parseDecision } from '../record/parse-decision.ts'
import type { ReviewRecord } from '../record/review-record.ts'
import type { Database } from '../store/database.ts'
import { createHumanDecisions } from '../store/decisions/human-decisions.ts'
import { createOverview } from '../store/operators/overview.ts'
import { createTrail } from '../store/people/trail.ts'
import type { ConsoleActor } from './actor.ts'
import { inScope } from './in-scope.ts'

/** A review with what a decision on it needs. */
export interface OpenedReview extends ReviewRecord {
  /** Why it is held, as far as a person judges that; empty if it is not held. */
  readonly reasons: readonly HoldReason[]
  /** Of the reading that it is held on; a decision that names it is void once it was read anew. */
  readonly readingKey?: string
}

/** What reading needs. */
export interface ReviewServiceDeps {
  readonly db: Database
  readonly now: () => Date
}

/** Reads one review. */
export interface ReviewService {
  /**
   * The trail tells who has looked at it.
   * @returns Nothing if there is none of that number, or it is out of the scope of who asks: these cannot be told apart.
   */
  read(actor: ConsoleActor, id: number): Promise<OpenedReview | undefined>
}

/** The reviews of that database. */
export function createReviewService({ db, now }: ReviewServiceDeps): ReviewService {
  return {
    async read({ person, by }, id) {
      const [seen] = await inScope(db, person, [{ id }])
      const record = seen && (await createOverview(db).review(String(id)))
      // Otherwise it is the review of a request that has this number as its id.
      if (record === undefined || record.review.id !== id) return undefined
      await createTrail(db).append({
        at: now(),
        who: by,
        act: 'review show',
        subject: `review ${id}`,
        outcome: 'done',
      })
      const { readingKey } = (await createHumanDecisions(db).review(id)) ?? {}
      return { ...record, reasons: reasonsOf(record), ...(readingKey !== undefined && { readingKey }) }
    },
  }
}

function reasonsOf({ review: { result, reason }, decision }: ReviewRecord): readonly HoldReason[] {
  const held = result === 'held' ? parseDecision(decision) : undefined
  return held === undefined ? [] : holdReasons(held, reason)
}
