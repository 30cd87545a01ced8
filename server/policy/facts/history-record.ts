import type { HistoryRecord, KeptExpense } from '../../record/history.ts'
import type { Entry, ExpenseReport, Itemization } from '../../report/expense-report.ts'
import { entriesOf, isClaimed } from './expenses.ts'
import { employeeKey, factsKey, matchKey, vendorKey } from './fingerprints.ts'

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
