import { setImmediate as nextTurn } from 'node:timers/promises'
import { type KnownDecision, knownDecision } from '../policy/compare.ts'
import { type Circumstances, evaluate } from '../policy/evaluate.ts'
import type { Policy } from '../policy/policy.ts'
import { count, emptyTally, type ReplayTally } from '../policy/replay-tally.ts'
import type { ExpenseReport } from '../report/expense-report.ts'
import type { Database } from '../store/database.ts'
import { type PastReview, pastReviews } from '../store/reviews/past-reviews.ts'
import { circumstancesOfEach } from './past-circumstances.ts'

/** Reviews whose history is asked for at once, and the entries in them. */
const AT_ONCE = 16
const MAX_ENTRIES = 2000
/** While the first of so many are judged, the database answers what is asked for the others. */
const HANDS = 3

/** A past review that can be replayed. */
interface Replayable {
  readonly past: PastReview
  readonly report: ExpenseReport
  readonly before: KnownDecision
}

/**
 * Applies a policy to the stored facts of past reviews, each with what was known before it, and counts what would
 * have been different, in the order of the reviews. Changes nothing; the memory that it takes does not grow with their
 * number.
 * @param since Reviews decided since then.
 * @param onReview Called for each.
 */
export async function replay(
  db: Database,
  policy: Policy,
  since: Date,
  onReview: () => void = () => undefined,
): Promise<ReplayTally> {
  const tally = emptyTally()
  const asked: { readonly hand: readonly Replayable[]; readonly known: Promise<readonly Circumstances[]> }[] =
    []
  const judgeFirst = async () => {
    const { hand, known } = asked.shift() ?? { hand: [], known: [] }
    const circumstances = await known
    for (const [index, each] of hand.entries()) {
      judge(each, policy, circumstances[index], tally)
      onReview()
    }
    await nextTurn()
  }
  for await (const hand of inHands(replayable(db, since, tally, onReview))) {
    const known = circumstancesOfEach(
      db,
      hand.map(({ past: { id, stepName }, report }) => ({
        id,
        report,
        ...(stepName !== undefined && { stepName }),
      })),
      policy,
    )
    // Whoever waits for it is told.
    known.catch(() => undefined)
    asked.push({ hand, known })
    if (asked.length === HANDS) await judgeFirst()
  }
  while (asked.length > 0) await judgeFirst()
  return tally
}

/** Those of which the facts and the decision can be read; of the others it is counted that they cannot. */
async function* replayable(
  db: Database,
  since: Date,
  { coverage }: ReplayTally,
  onOther: () => void,
): AsyncGenerator<Replayable> {
  for await (const past of pastReviews(db, since)) {
    coverage.reviews += 1
    const before = knownDecision(past.decision)
    if (past.facts.kind === 'report' && before !== undefined) {
      yield { past, report: past.facts.report, before }
      continue
    }
    if (past.facts.kind === 'pruned') coverage.withoutFacts += 1
    else coverage.unreadable += 1
    onOther()
  }
}

async function* inHands(reviews: AsyncIterable<Replayable>): AsyncGenerator<readonly Replayable[]> {
  let hand: Replayable[] = []
  let entries = 0
  for await (const each of reviews) {
    hand.push(each)
    entries += each.report.entries.length
    if (hand.length < AT_ONCE && entries < MAX_ENTRIES) continue
    yield hand
    hand = []
    entries = 0
  }
  if (hand.length > 0) yield hand
}

function judge(
  { past, report, before }: Replayable,
  policy: Policy,
  known: Circumstances | undefined,
  tally: ReplayTally,
): void {
  const after = evaluate(report, policy, known)
  // A person saw what the policy held, and moved the report on all the same.
  const isOverridden = before.outcome === 'hold' && past.result === 'superseded'
  count(tally, { report, before, after, isOverridden })
}
