import { employeeKey } from '../../../server/policy/facts/fingerprints.ts'
import type { PastExpense } from '../../../server/record/history.ts'
import type { ExpenseReport } from '../../../server/report/expense-report.ts'
import type { Database } from '../../../server/store/database.ts'
import { readSlice } from '../../../server/store/reviews/report-history.ts'

/** The entries that other reports of the employee have in May 2026. */
export async function entriesInMay(
  db: Database,
  report: ExpenseReport,
  before?: number,
): Promise<readonly PastExpense[]> {
  const days = [{ from: '2026-05-01', to: '2026-05-31' }]
  const { expenses } = await readSlice(
    db,
    whose(report),
    { kind: 'expenses', parts: 'entries', days },
    before,
  )
  return expenses
}

/** Whose history a report has. */
export function whose(report: ExpenseReport): { reportId: string; employeeKey: string } {
  return { reportId: report.reportId, employeeKey: employeeKey(report) ?? '' }
}
