import type { History, PastExpense } from '../../server/record/history.ts'
import { type Changes, changed, money } from './build-report.ts'

/** A taxi ride of 18.50 USD on 2026-05-19 in another report of the same employee, paid by the employee. */
export function buildPastExpense(changes: Changes<PastExpense> = {}): PastExpense {
  const defaults: PastExpense = {
    reportId: '11111111111111111111',
    reportName: 'Earlier trip',
    type: 'Entry',
    isItemized: false,
    isSameEmployee: true,
    day: '2026-05-19',
    expenseType: 'TAXIX',
    posted: money('18.50'),
    isCardCharge: false,
  }
  return changed(defaults, changes)
}

/** A history of such expenses. */
export function buildHistory(...expenses: readonly Changes<PastExpense>[]): History {
  return { expenses: expenses.map(buildPastExpense) }
}
