import { knownDecision } from '../policy/compare.ts'
import { evaluate } from '../policy/evaluate.ts'
import type { Policy } from '../policy/policy.ts'
import { count, emptyTally, type ReplayTally } from '../policy/replay-tally.ts'
import type { Database } from '../store/database.ts'
import { type PastReview, pastReviews } from '../store/reviews/past-reviews.ts'
import { pastCircumstances } from './past-circumstances.ts'

/** While the history of some is read, others are judged. */
const AT_ONCE = 16

/**
 * Applies a policy to the stored facts of past reviews, each with what was known before it, and counts what would
 * have been different. Changes nothing; the memory that it takes does not grow with the number of reviews.
 * @param since Reviews decided since then.
 * @param onReview Called after each.
 */
export async function replay(
  db: Database,
  policy: Policy,
  since: Date,
  onReview: () => void = () => undefined,
): Promise<ReplayTally> {
  const tally = emptyTally()
  let hand: PastReview[] = []
  const replayHand = async () => {
    await Promise.all(hand.map((past) => replayOne(db, policy, past, tally).then(onReview)))
    hand = []
  }
  for await (const past of pastReviews(db, since)) {
    hand.push(past)
    if (hand.length === AT_ONCE) await replayHand()
  }
  await replayHand()
  return tally
}

async function replayOne(db: Database, policy: Policy, past: PastReview, tally: ReplayTally): Promise<void> {
  tally.coverage.reviews += 1
  const before = knownDecision(past.decision)
  if (past.facts.kind !== 'report' || before === undefined) {
    if (past.facts.kind === 'pruned') tally.coverage.withoutFacts += 1
    else tally.coverage.unreadable += 1
    return
  }
  const { report } = past.facts
  const after = evaluate(report, policy, await pastCircumstances(db, past, report, policy))
  // A person saw what the policy held, and moved the report on all the same.
  const isOverridden = before.outcome === 'hold' && past.result === 'superseded'
  count(tally, { report, before, after, isOverridden })
}
