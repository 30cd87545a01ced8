import type { HistoryQuestion } from '../record/history.ts'
import type { ExpenseReport } from '../report/expense-report.ts'
import { employeeKey } from './facts/fingerprints.ts'
import type { Policy } from './policy.ts'

/** What the rules of a policy ask of earlier reports about one report; `undefined` where none asks. Pure. */
export function historyQuestion(
  report: ExpenseReport,
  { rules }: Pick<Policy, 'rules'>,
): HistoryQuestion | undefined {
  const slices = rules.flatMap(({ id, asksFor }) => {
    const slice = asksFor?.(report)
    return slice === undefined ? [] : [[id, slice] as const]
  })
  if (slices.length === 0) return undefined
  const employee = employeeKey(report)
  return { reportId: report.reportId, ...(employee !== undefined && { employeeKey: employee }), slices }
}
