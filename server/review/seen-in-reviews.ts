import { countSeen, nothingSeen, type Seen } from '../policy/seen.ts'
import type { Database } from '../store/database.ts'
import { pastReviews } from '../store/reviews/past-reviews.ts'

/**
 * What the reports have whose reviews were decided since then, each report once for each of its reviews, as far as their
 * facts are kept.
 * @param onReview Called for each.
 */
export async function seenInReviews(db: Database, since: Date, onReview: () => void): Promise<Seen> {
  const seen = nothingSeen()
  for await (const { facts } of pastReviews(db, since)) {
    if (facts.kind === 'report') countSeen(facts.report, seen)
    onReview()
  }
  return seen
}
