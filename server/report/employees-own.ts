import type { Entry } from './expense-report.ts'

/** What Concur keys, counts, derives, translates or stamps of an entry by itself, and what approvers decide. */
type NotTheEmployees =
  | 'spendCategory'
  | 'exchangeRate'
  | 'receiptRequired'
  | 'imageRequired'
  | 'hasExceptions'
  | 'hasAllocation'
  | 'formKey'
  | 'isExpenseRejected'

/**
 * What two readings of an entry are compared in. It takes away what does not count: a field that is new in a report is
 * then taken for the employee's own, and a report in which only that has changed is not called unchanged.
 */
export function employeesOwn(entry: Entry): Omit<Entry, NotTheEmployees> {
  const {
    spendCategory: _category,
    exchangeRate: _rate,
    receiptRequired: _receiptRequired,
    imageRequired: _imageRequired,
    hasExceptions: _exceptions,
    hasAllocation: _allocation,
    formKey: _form,
    isExpenseRejected: _rejected,
    ...own
  } = entry
  return own
}
