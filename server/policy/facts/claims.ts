import type { History, PastExpense } from '../../record/history.ts'
import type { Entry, ExpenseReport, Itemization } from '../../report/expense-report.ts'
import { claimedPartsOf, entriesOf, isClaimed, type NamedEntry, type NamedLeaf } from './expenses.ts'

// What an employee claims, here and in earlier reports, as rules count it. `types` are expense types in capitals;
// without them every type counts.

/** The entries as they were bought, of those types, without personal ones of which nothing is paid. */
export function claimedEntriesOf(report: ExpenseReport, types?: ReadonlySet<string>): readonly NamedEntry[] {
  return entriesOf(report).filter(({ entry }) => isClaimed(entry) && isOneOf(types, entry))
}

/** Every amount once, of those types, without personal ones of which nothing is paid. */
export function claimedLeavesOf(report: ExpenseReport, types?: ReadonlySet<string>): readonly NamedLeaf[] {
  return entriesOf(report)
    .flatMap(claimedPartsOf)
    .filter(({ expense }) => isOneOf(types, expense))
}

/** The entries of the employee's other reports. */
export function pastEntriesOf({ expenses }: History, types?: ReadonlySet<string>): readonly PastExpense[] {
  return expenses.filter(
    ({ type, isSameEmployee, expenseType }) =>
      type === 'Entry' && isSameEmployee && (types?.has(expenseType) ?? true),
  )
}

/** Every amount of the employee's other reports once. */
export function pastLeavesOf({ expenses }: History, types?: ReadonlySet<string>): readonly PastExpense[] {
  return expenses.filter(
    ({ type, isItemized, isSameEmployee, expenseType }) =>
      !(type === 'Entry' && isItemized) && isSameEmployee && (types?.has(expenseType) ?? true),
  )
}

/** Whether it is of one of the types. */
export function isOneOf(
  types: ReadonlySet<string> | undefined,
  { expenseType }: Entry | Itemization,
): boolean {
  return types?.has(expenseType.code.toUpperCase()) ?? true
}

/** Whether money comes back. What has no amount is taken for a purchase. */
export function isCredit({ posted }: Pick<PastExpense, 'posted'>): boolean {
  return posted?.amount.lte(0) ?? false
}

/** The report that it stands in, for people: `Client visit in May (7C2E5A9B04D14F6E8A31)`. */
export function reportOf({ reportId, reportName }: PastExpense): string {
  return reportName === undefined ? reportId : `${reportName.trim()} (${reportId})`
}
