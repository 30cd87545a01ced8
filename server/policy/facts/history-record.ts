import type { HistoryQuestion, HistoryRecord, KeptExpense } from '../../record/history.ts'
import type { Entry, ExpenseReport, Itemization } from '../../report/expense-report.ts'
import { addDays } from './days.ts'
import { entriesOf, isClaimed, leavesOf } from './expenses.ts'
import { employeeKey, factsKey, matchKey, vendorKey } from './fingerprints.ts'

/** Match keys of one question; a report of more purchases is compared as far as this goes. */
const MAX_KEYS = 5000

/** What is kept of that report. Pure. */
export function historyRecordOf(report: ExpenseReport): HistoryRecord {
  const employee = employeeKey(report)
  return {
    reportId: report.reportId,
    factsKey: factsKey(report),
    ...(employee !== undefined && { employeeKey: employee }),
    expenses: entriesOf(report).flatMap(({ entry, itemizations }) =>
      [entry, ...itemizations.map((item) => item.expense)]
        // Of what is not claimed the company bears nothing.
        .filter(isClaimed)
        .map((expense) => keptExpense(expense, entry)),
    ),
  }
}

/**
 * What has to be asked about that report. Pure.
 * @param lookBackDays Before the report's earliest expense.
 */
export function historyQuestion(report: ExpenseReport, lookBackDays: number): HistoryQuestion {
  const employee = employeeKey(report)
  const days = leavesOf(report).flatMap(({ day }) => day ?? [])
  const first = days.length === 0 ? report.submittedAt?.slice(0, 10) : days.reduce((a, b) => (a < b ? a : b))
  const since = first === undefined ? undefined : addDays(first, -lookBackDays)
  const keys = historyRecordOf(report).expenses.flatMap((expense) => expense.matchKey ?? [])
  return {
    reportId: report.reportId,
    ...(employee !== undefined && { employeeKey: employee }),
    ...(since !== undefined && { since }),
    matchKeys: [...new Set(keys)].slice(0, MAX_KEYS),
  }
}

function keptExpense(expense: Entry | Itemization, entry: Entry): KeptExpense {
  const isEntry = 'entryId' in expense
  const day = (expense.transactionDate ?? entry.transactionDate)?.slice(0, 10)
  const match = matchKey(expense, entry)
  const vendor = vendorKey(entry)
  const { hasMissingReceiptDeclaration: hasAffidavit, isCreditCardCharge: isCardCharge } = entry
  return {
    type: isEntry ? 'Entry' : 'Itemization',
    isItemized: isEntry && expense.itemizations.length > 0,
    ...(day !== undefined && { day }),
    expenseType: expense.expenseType.code.toUpperCase(),
    ...(expense.posted && { amount: expense.posted.amount.toFixed(), currency: expense.posted.currency }),
    ...(match !== undefined && { matchKey: match }),
    ...(vendor !== undefined && { vendorKey: vendor }),
    ...(isCardCharge !== undefined && { isCardCharge }),
    ...(hasAffidavit !== undefined && { hasAffidavit }),
  }
}
