import type { Entry, ExpenseReport, Itemization } from '../report/expense-report.ts'
import { formatMoney, type Money, sumOf } from '../report/money.ts'
import type { FoundObject } from './decision.ts'

/** An entry or an itemization, with what a finding about it calls it. */
export interface NamedExpense {
  readonly expense: Entry | Itemization
  readonly object: FoundObject
}

/** An entry with its itemizations, each with what a finding about it calls it. */
export interface NamedEntry {
  readonly entry: Entry
  readonly object: FoundObject
  readonly itemizations: readonly { readonly expense: Itemization; readonly object: FoundObject }[]
}

/** What a finding about the report as a whole calls it. */
export function reportObject(report: ExpenseReport): FoundObject {
  return { type: 'Report', id: report.reportKey, label: 'report' }
}

/** The entries, counted from 1 for people, in the order of the report. */
export function entriesOf(report: ExpenseReport): readonly NamedEntry[] {
  return report.entries.map((entry, index) => {
    const place = `entry ${index + 1}`
    return {
      entry,
      object: { type: 'Entry', id: entry.entryId, label: label(place, entry) },
      itemizations: entry.itemizations.map((itemization, itemIndex) => ({
        expense: itemization,
        object: {
          type: 'Itemization',
          id: itemization.itemizationId,
          label: label(`${place}, itemization ${itemIndex + 1}`, itemization),
        },
      })),
    }
  })
}

/** Every entry, each followed by its itemizations. */
export function expensesOf(report: ExpenseReport): readonly NamedExpense[] {
  return entriesOf(report).flatMap(({ entry, object, itemizations }) =>
    [{ expense: entry, object }, itemizations].flat(),
  )
}

/** The amount that would be paid. Concur leaves it empty for an itemized entry: then it is that of its itemizations. */
export function approvedOf(expense: Entry | Itemization): Money | undefined {
  if (expense.approved || !('itemizations' in expense)) return expense.approved
  const parts = expense.itemizations.flatMap(({ approved }) => approved ?? [])
  const [first] = parts
  if (!first || parts.length < expense.itemizations.length) return undefined
  return { amount: sumOf(parts.map(({ amount }) => amount)), currency: first.currency }
}

/**
 * Whether the company would bear it. A personal expense of which nothing is approved costs the company nothing, so
 * receipts, purposes, attendees and caps do not matter for it. Where Concur does not say what is approved, it counts.
 */
export function isClaimed(expense: Entry | Itemization): boolean {
  return !expense.isPersonal || (approvedOf(expense)?.amount.gt(0) ?? true)
}

/** `entry 2, BUSMEAL 115.00 USD on 2026-05-19`, as far as Concur gave the parts. */
function label(place: string, { expenseType, posted, transactionDate }: Entry | Itemization): string {
  const amount = posted ? ` ${formatMoney(posted)}` : ''
  const day = transactionDate ? ` on ${transactionDate}` : ''
  return `${place}, ${expenseType.code}${amount}${day}`
}
