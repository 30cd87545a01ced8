import { type RawBuilder, type SqlBool, sql } from 'kysely'
import type { DayRange, HistorySlice } from '../../record/history.ts'
import { type Database, isPostgres } from '../database.ts'

/** Of a statement that is asked for many reports: so many texts of it there are, each prepared once. */
const RANGES = [1, 2, 4, 8, 16, 32, 64]

/** A slice of the employee's own expenses. */
export type OwnSlice = Exclude<HistorySlice, { readonly kind: 'same purchases' | 'sent back' }>

/** The days that it is about. */
export function daysOf(slice: OwnSlice): readonly DayRange[] {
  return slice.kind === 'spans' ? [slice.within] : slice.days
}

/** Whether it asks for all of its days. */
export function isWhole(slice: OwnSlice): boolean {
  return listsOf(slice).length === 0
}

/** Whether it asks for nothing, since a list in it has nothing. */
export function isEmpty(slice: OwnSlice): boolean {
  return [daysOf(slice), ...listsOf(slice).map(([, values]) => values)].some(({ length }) => length === 0)
}

/** What it asks for among the past expenses of the employee. */
export function isAsked(db: Database, slice: OwnSlice): RawBuilder<SqlBool> {
  const conditions = [
    isOfDays(daysOf(slice)),
    ...(slice.kind === 'spans' ? [] : [slice.parts === 'entries' ? IS_ENTRY : IS_AMOUNT]),
    ...listsOf(slice).map(([column, values]) => isOneOf(db, column, values)),
  ]
  return sql<SqlBool>`${sql.join(conditions, sql` and `)}`
}

const IS_ENTRY = sql`object_type = 'Entry'`
const IS_AMOUNT = sql`not (object_type = 'Entry' and is_itemized = 1)`

function listsOf(slice: OwnSlice): readonly (readonly [column: string, values: readonly string[]])[] {
  if (slice.kind === 'spans') return []
  const { vendorKeys, amounts } = slice.kind === 'expenses' ? slice : {}
  const lists = [
    ['expense_type', slice.expenseTypes],
    ['vendor_key', vendorKeys],
    ['amount', amounts],
  ] as const
  return lists.flatMap(([column, values]) => (values === undefined ? [] : [[column, values] as const]))
}

/** Whether the day of an expense is one of these. */
export function isOfDays(days: readonly DayRange[]): RawBuilder<SqlBool> {
  const count = RANGES.find((each) => each >= days.length) ?? days.length
  const last = days.slice(-1)
  const padded = [...days, ...Array.from({ length: count - days.length }, () => last).flat()]
  const conditions = padded.map(({ from, to }) => sql`day between ${from} and ${to}`)
  return sql<SqlBool>`(${sql.join(conditions, sql` or `)})`
}

/** However many there are, the statement is the same, and need not be prepared again. */
export function isOneOf(db: Database, column: string, values: readonly string[]): RawBuilder<SqlBool> {
  return isPostgres(db)
    ? sql`${sql.id(column)} = any(${values}::text[])`
    : sql`${sql.id(column)} in (select value from json_each(${JSON.stringify(values)}))`
}

/** Whether each of the days is among the others, in one range of them. */
export function covers(others: readonly DayRange[], days: readonly DayRange[]): boolean {
  return days.every(({ from, to }) => others.some((each) => each.from <= from && to <= each.to))
}
