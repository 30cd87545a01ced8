import { hash } from 'node:crypto'
import { Big } from 'big.js'
import { employeeKeyOf } from '../../report/employee-key.ts'
import { employeesOwn } from '../../report/employees-own.ts'
import type { Attendee, Entry, ExpenseReport, Itemization } from '../../report/expense-report.ts'
import { fold, foldCase } from '../../report/fold.ts'
import { signOf } from '../../report/money.ts'

/**
 * Names the employee in the history without saying who it is; `undefined` where the report does not say. A report of
 * v4 has the user's id and no login: to the history that is somebody else.
 */
export function employeeKey({ employee, ownerUserId }: ExpenseReport): string | undefined {
  const employeeId = employee.loginId ?? ownerUserId
  return employeeId === undefined ? undefined : employeeKeyOf(employeeId)
}

/** Equal for a vendor however it is written, see `fold`; `undefined` where the entry names none. */
export function vendorKey(expense: Entry | Itemization): string | undefined {
  return vendorKeyOf(foldedVendor(expense))
}

/**
 * The keys by which a vendor is found among earlier expenses: {@link vendorKey}, and what it was for expenses that were
 * kept while accents, apostrophes and the like still made another vendor. Until those are deleted (`KEEP_DAYS`), both count.
 */
export function vendorKeys(expense: Entry | Itemization): readonly string[] {
  return foldings(expense).flatMap((vendor) => vendorKeyOf(vendor) ?? [])
}

function vendorKeyOf(vendor: string): string | undefined {
  return vendor === '' ? undefined : fingerprint(['vendor', vendor])
}

/** As the vendor is folded, and as it was before where that is different. */
function foldings(expense: Entry | Itemization): readonly string[] {
  const vendor = 'vendor' in expense ? (expense.vendor ?? '') : ''
  return [...new Set([fold(vendor), foldCase(vendor)])]
}

/** Equal where {@link vendorKey} is, and quicker; empty where the entry names no vendor. Says who it is. */
export function foldedVendor(expense: Entry | Itemization): string {
  return 'vendor' in expense ? fold(expense.vendor ?? '') : ''
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
  return matchKeyOf(expense, entry, vendorKey(entry))
}

/** The keys by which a purchase is found among earlier ones, see {@link vendorKeys}; none where there is no match key. */
export function matchKeys(
  expense: Entry | Itemization,
  entry: Entry | Itemization = expense,
): readonly string[] {
  const vendors = vendorKeys(entry)
  return (vendors.length === 0 ? [undefined] : vendors).flatMap(
    (vendor) => matchKeyOf(expense, entry, vendor) ?? [],
  )
}

function matchKeyOf(
  { posted, transactionDate }: Entry | Itemization,
  entry: Entry | Itemization,
  vendor: string | undefined,
): string | undefined {
  const day = transactionDate ?? entry.transactionDate
  if (day === undefined || posted === undefined || signOf(posted.amount) === 0) return undefined
  return fingerprint(['purchase', day, posted.amount.toFixed(), posted.currency, vendor ?? ''])
}

/** Equal for purchases of one report where {@link matchKey} is, and quicker; it says what was bought. */
export function plainMatchKey(expense: Entry | Itemization, entry: Entry | Itemization): string | undefined {
  const { posted } = expense
  const day = expense.transactionDate ?? entry.transactionDate
  if (day === undefined || posted === undefined || signOf(posted.amount) === 0) return undefined
  return `${day.trim()} ${posted.amount.toFixed()} ${posted.currency.trim()} ${foldedVendor(entry)}`
}

/**
 * Equal for two readings of a report in which nothing has changed that its employee could have corrected, whatever the
 * order that its parts come in. Left out is what Concur keys, counts, derives, translates and stamps by itself
 * (keys, statuses, dates of changes, exceptions, addresses, totals, names of codes), and what approvers decide. A
 * comment on an entry counts: it can be the explanation that was asked for.
 */
export function factsKey(report: ExpenseReport): string {
  const { name, purpose, startDate, endDate, policyKey, orgUnits, custom, entries } = report
  return fingerprint([
    { name, purpose, startDate, endDate, policyKey, orgUnits, custom },
    sorted(entries.map(factsOfEntry)),
  ])
}

function factsOfEntry(entry: Entry): unknown {
  const { entryId: _id, requestExpense, itemizations, ...expense } = employeesOwn(entry)
  return {
    ...factsOfExpense(expense),
    requestExpenseId: requestExpense?.id,
    itemizations: sorted(
      itemizations.map(({ itemizationId: _itemizationId, ...item }) => factsOfExpense(item)),
    ),
  }
}

/** Of an entry, whatever else it has as well. */
function factsOfExpense(expense: Omit<Itemization, 'itemizationId'>): object {
  const { expenseType, approved: _approved, lastModifiedAt: _at, allocations, attendees, ...facts } = expense
  return {
    ...facts,
    expenseType: expenseType.code,
    allocations: sorted(allocations.map(({ allocationId: _allocationId, ...allocation }) => allocation)),
    attendees: sorted(attendees.map(factsOfAttendee)),
  }
}

/** A person by name; by key only where the source gives no names. */
function factsOfAttendee(attendee: Attendee): unknown {
  const {
    attendeeId,
    versionNumber,
    ownerName: _owner,
    hasExceptionsPreviousYear: _exceptionsBefore,
    hasExceptionsYearToDate: _exceptions,
    totalPreviousYear: _before,
    totalYearToDate: _total,
    ...facts
  } = attendee
  const isNamed = facts.firstName !== undefined || facts.lastName !== undefined
  return isNamed ? facts : { ...facts, attendeeId, versionNumber }
}

function sorted(parts: readonly unknown[]): readonly string[] {
  return parts.map(canonical).toSorted()
}

function fingerprint(parts: readonly unknown[]): string {
  return hash('sha256', canonical(parts)).slice(0, 32)
}

/** As JSON, but neither the order of names nor blanks around text matter. */
function canonical(value: unknown): string {
  if (typeof value === 'string') return JSON.stringify(value.trim())
  if (Array.isArray(value)) return `[${value.map(canonical).join()}]`
  if (value instanceof Big) return value.toFixed()
  if (typeof value !== 'object' || value === null) return String(value)
  let text = '{'
  for (const name of Object.keys(value).toSorted()) {
    const part: unknown = Reflect.get(value, name)
    if (part !== undefined) text += `${name}:${canonical(part)},`
  }
  return `${text}}`
}
