import type { Circumstances } from '../policy/evaluate.ts'
import { historyQuestion } from '../policy/history-question.ts'
import type { Policy } from '../policy/policy.ts'
import { NO_HISTORY } from '../record/history.ts'
import type { ExpenseReport } from '../report/expense-report.ts'
import type { Database } from '../store/database.ts'
import type { PastReview } from '../store/reviews/past-reviews.ts'
import { readHistory } from '../store/reviews/report-history.ts'

/**
 * What was known beside the report when a past review was decided: what stood in the reviews before it, as far as the
 * rules of the policy ask.
 */
export async function pastCircumstances(
  db: Database,
  { id, stepName }: Pick<PastReview, 'id' | 'stepName'>,
  report: ExpenseReport,
  policy: Policy,
): Promise<Circumstances> {
  const question = historyQuestion(report, policy)
  const history = question === undefined ? NO_HISTORY : await readHistory(db, question, id)
  return { history, ...(stepName !== undefined && { stepName }) }
}
