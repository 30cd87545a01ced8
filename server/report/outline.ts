import { Big } from 'big.js'
import { employeesOwn } from './employees-own.ts'
import type { Coded, Entry, ExpenseReport, Itemization } from './expense-report.ts'
import { formatDecimal, formatMoney, type Money } from './money.ts'
import { typeName } from './type-name.ts'

/** What people compare of two readings of one object. */
export interface Outline {
  /** Which service read it: what two of them tell cannot be compared. */
  readonly source: string
  /** Of the object as a whole. */
  readonly fields: Fields
  readonly parts: readonly OutlinePart[]
}

/** One entry, itemization or planned expense. */
export interface OutlinePart {
  /** Concur's key of it. */
  readonly key: string
  /** For people: `TAXIX 30.00 USD on 2026-05-19`. */
  readonly label: string
  readonly fields: Fields
}

/** By the name of the field. `whole` is compared, and `shown` is what a person reads of it. */
export type Fields = Readonly<Record<string, { readonly whole: string; readonly shown: string }>>

/** Longer texts are cut for people. */
const MAX_SHOWN = 80

/** What people compare of a report. What Concur stamps, derives and translates by itself is left out. */
export function reportOutline(report: ExpenseReport): Outline {
  const { name, purpose, startDate, endDate, policyKey, submittedAt, total, comments, orgUnits, custom } =
    report
  const header = { name, purpose, startDate, endDate, policyKey, submittedAt, total, comments }
  return {
    source: report.source,
    fields: fieldsOf({ ...header, ...orgUnits, ...custom }),
    parts: report.entries.flatMap((entry) => [entryPart(entry), ...entry.itemizations.map(itemizationPart)]),
  }
}

function entryPart(entry: Entry): OutlinePart {
  const {
    entryId,
    approved: _approved,
    lastModifiedAt: _at,
    itemizations: _itemizations,
    orgUnits,
    custom,
    ...facts
  } = employeesOwn(entry)
  return { key: entryId, label: partLabel(entry), fields: fieldsOf({ ...facts, ...orgUnits, ...custom }) }
}

function itemizationPart(itemization: Itemization): OutlinePart {
  const { itemizationId, approved: _approved, lastModifiedAt: _at, orgUnits, custom, ...facts } = itemization
  return {
    key: itemizationId,
    label: partLabel(itemization),
    fields: fieldsOf({ ...facts, ...orgUnits, ...custom }),
  }
}

/** `Taxi 30.00 USD on 2026-05-19`, as far as it is known. */
export function partLabel({
  expenseType,
  posted,
  transactionDate,
}: {
  readonly expenseType: Coded
  readonly posted?: Money
  readonly transactionDate?: string
}): string {
  return [
    typeName(expenseType),
    ...(posted === undefined ? [] : [formatMoney(posted)]),
    ...(transactionDate === undefined ? [] : [`on ${transactionDate.slice(0, 10)}`]),
  ].join(' ')
}

/** The fields that have a value. */
export function fieldsOf(facts: Readonly<Record<string, unknown>>): Fields {
  return Object.fromEntries(
    Object.entries(facts)
      .filter(([, value]) => value !== undefined && !(Array.isArray(value) && value.length === 0))
      .map(([name, value]) => [name, { whole: JSON.stringify(value), shown: shownOf(value) }]),
  )
}

function shownOf(value: unknown): string {
  const text = textOf(value).replaceAll(/\s+/g, ' ').trim()
  return text.length <= MAX_SHOWN ? text : `${text.slice(0, MAX_SHOWN - 1)}…`
}

function textOf(value: unknown): string {
  if (value instanceof Big) return formatDecimal(value)
  if (Array.isArray(value)) {
    const items: readonly unknown[] = value
    return items.every((item) => typeof item === 'string') ? items.join('; ') : String(items.length)
  }
  if (typeof value !== 'object' || value === null) return String(value)
  if ('amount' in value && value.amount instanceof Big) {
    const currency = 'currency' in value ? ` ${String(value.currency)}` : ''
    return `${formatDecimal(value.amount)}${currency}`
  }
  if ('code' in value) return String(value.code)
  return Object.values(value).map(textOf).join(', ')
}
