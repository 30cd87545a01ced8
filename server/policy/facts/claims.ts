import type { HistorySlice, PastExpense } from '../../record/history.ts'
import type { Entry, ExpenseReport, Itemization } from '../../report/expense-report.ts'
import { signOf } from '../../report/money.ts'
import { rangesOfPeriods } from './day-ranges.ts'
import { entriesOf, isClaimed, type NamedEntry, type NamedLeaf } from './expenses.ts'
import { once } from './once.ts'
import type { Period } from './periods.ts'

// What an employee claims, here and in earlier reports, as rules count it. `types` are expense types in capitals;
// without them every type counts.

/** The entries as they were bought, of those types, without personal ones of which nothing is paid. */
export function claimedEntriesOf(report: ExpenseReport, types?: ReadonlySet<string>): readonly NamedEntry[] {
  return entriesOf(report).filter(({ entry }) => isClaimed(entry) && isOneOf(types, entry))
}

/** Every amount once, of those types, without personal ones of which nothing is paid. */
export function claimedLeavesOf(report: ExpenseReport, types?: ReadonlySet<string>): readonly NamedLeaf[] {
  const leaves = claimedLeaves(report)
  return types === undefined ? leaves : leaves.filter(({ expense }) => isOneOf(types, expense))
}

const claimedLeaves = once((report: ExpenseReport) => entriesOf(report).flatMap(({ claimed }) => claimed))

/** Whether it is of one of the types. */
export function isOneOf(
  types: ReadonlySet<string> | undefined,
  { expenseType }: Entry | Itemization,
): boolean {
  return types?.has(expenseType.code.toUpperCase()) ?? true
}

/** Whether money comes back. What has no amount is taken for a purchase. */
export function isCredit({ posted }: Pick<PastExpense, 'posted'>): boolean {
  return posted !== undefined && signOf(posted.amount) <= 0
}

/** The report that it stands in, for people: `Client visit in May (7C2E5A9B04D14F6E8A31)`. */
export function reportOf({ reportId, reportName }: Pick<PastExpense, 'reportId' | 'reportName'>): string {
  return reportName === undefined ? reportId : `${reportName.trim()} (${reportId})`
}

/** What a rule asks that sums or counts amounts of some types over a period, other reports included. */
export function sumsAsked(
  report: ExpenseReport,
  types: ReadonlySet<string> | undefined,
  per: Period,
): HistorySlice {
  const days = rangesOfPeriods(
    claimedLeavesOf(report, types).map(({ day }) => day),
    per,
  )
  return { kind: 'sums', parts: 'amounts', days, ...(types && { expenseTypes: [...types] }) }
}
