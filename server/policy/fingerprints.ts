import { hash } from 'node:crypto'
import type { Entry, ExpenseReport, Itemization } from '../report/expense-report.ts'

/** Names the employee in the history without saying who it is; `undefined` where the report does not say. */
export function employeeKey({ employee }: ExpenseReport): string | undefined {
  return employee.loginId === undefined ? undefined : fingerprint(['employee', fold(employee.loginId)])
}

/** Equal for a vendor however it is spaced or capitalised; `undefined` where the entry names none. */
export function vendorKey(expense: Entry | Itemization): string | undefined {
  const vendor = 'vendor' in expense ? fold(expense.vendor ?? '') : ''
  return vendor === '' ? undefined : fingerprint(['vendor', vendor])
}

/**
 * Equal for entries or itemizations that may be one and the same purchase, whoever claims it: same day, posted amount
 * and currency, and the same vendor where there is one, whatever the expense type.
 * @param entry Of an itemization: its vendor is the one.
 * @returns `undefined` without a day or an amount, or where the amount is zero.
 */
export function matchKey(
  expense: Entry | Itemization,
  entry: Entry | Itemization = expense,
): string | undefined {
  const { posted } = expense
  const day = expense.transactionDate ?? entry.transactionDate
  if (day === undefined || posted === undefined || posted.amount.eq(0)) return undefined
  return fingerprint(['purchase', day, posted.amount.toFixed(), posted.currency, vendorKey(entry) ?? ''])
}

/**
 * Equal for two readings of a report in which nothing has changed that its employee could have corrected. What Concur
 * counts and stamps by itself (statuses, dates of changes, exceptions, addresses) is left out.
 */
export function factsKey(report: ExpenseReport): string {
  return fingerprint([
    report.name,
    report.purpose,
    report.orgUnits,
    report.custom,
    report.entries.map(factsOf),
  ])
}

/** `Example  Vendor` and `EXAMPLE VENDOR` are the same. */
export function fold(text: string): string {
  return text.normalize('NFKC').trim().replaceAll(/\s+/g, ' ').toLowerCase()
}

function factsOf(entry: Entry): unknown {
  const { hasExceptions: _, lastModifiedAt: _modified, itemizations, ...facts } = entry
  return [facts, itemizations.map(({ lastModifiedAt: _item, ...item }) => item)]
}

function fingerprint(parts: readonly unknown[]): string {
  return hash('sha256', JSON.stringify(parts)).slice(0, 32)
}
