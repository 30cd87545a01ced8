import type { Circumstances } from '../policy/evaluate.ts'
import { historyQuestion } from '../policy/history-question.ts'
import type { Policy } from '../policy/policy.ts'
import { NO_HISTORY } from '../record/history.ts'
import type { ExpenseReport } from '../report/expense-report.ts'
import type { Database } from '../store/database.ts'
import type { PastReview } from '../store/reviews/past-reviews.ts'
import { readHistories } from '../store/reviews/report-history.ts'

/** A review, as far as it says what else was known. */
type Review = Pick<PastReview, 'id' | 'stepName'>

/**
 * What was known beside the report when a past review was decided: what stood in the reviews before it, as far as the
 * rules of the policy ask.
 */
export async function pastCircumstances(
  db: Database,
  review: Review,
  report: ExpenseReport,
  policy: Policy,
): Promise<Circumstances> {
  const [circumstances = {}] = await circumstancesOfEach(db, [{ ...review, report }], policy)
  return circumstances
}

/** The same for several reviews, in their order. */
export async function circumstancesOfEach(
  db: Database,
  reviews: readonly (Review & { readonly report: ExpenseReport })[],
  policy: Policy,
): Promise<readonly Circumstances[]> {
  const asked = reviews.map(({ id, report }) => ({
    question: historyQuestion(report, policy) ?? { reportId: report.reportId, slices: [] },
    before: id,
  }))
  const histories = await readHistories(db, asked)
  return reviews.map(({ stepName }, index) => ({
    history: histories[index] ?? NO_HISTORY,
    ...(stepName !== undefined && { stepName }),
  }))
}
