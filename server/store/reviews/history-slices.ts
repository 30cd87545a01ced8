import { type RawBuilder, type SqlBool, sql } from 'kysely'
import { type DayRange, type HistorySlice, NOTHING_KNOWN, type RuleHistory } from '../../record/history.ts'
import type { Database } from '../database.ts'
import {
  type Asked,
  askForExpenses,
  askForPurchases,
  askForSentBack,
  askForSpans,
  askForSums,
  type Whose,
} from './slice-answers.ts'
import {
  covers,
  daysOf,
  isAsked,
  isEmpty,
  isOfDays,
  isOneOf,
  isWhole,
  type OwnSlice,
} from './slice-conditions.ts'

// What rules ask of earlier reports about one report, all of it in one statement.
//
//   H1. Of each other report counts what its last review saw, unless that sent it back: its employee has it in hand.
//   H2. No answer has more than MAX_HISTORY_ROWS rows; where there is more, it says so.
//   H3. Nothing is read but what is asked for. What is asked for of days that are asked for as a whole is looked for in
//       what is read of these, and not read again.

/** The answers to these slices, in their order. */
export async function querySlices(
  db: Database,
  whose: Whose,
  slices: readonly HistorySlice[],
): Promise<readonly RuleHistory[]> {
  const { tables, asked } = compose(db, whose, slices)
  const columns = asked.flatMap((each, index) =>
    each === undefined ? [] : sql`${each.rows} as ${sql.id(`answer_${index}`)}`,
  )
  if (columns.length === 0) return slices.map(() => NOTHING_KNOWN)
  // A statement of SQLite that only reads begins with `select`.
  const { rows } = await sql<
    Readonly<Record<string, string>>
  >`select * from (${tables} select ${sql.join(columns)})
    as answers`.execute(db)
  return asked.map((each, index) => each?.read(rows[0]?.[`answer_${index}`] ?? '[]') ?? NOTHING_KNOWN)
}

/** @returns What is asked for, in the order of the slices, and the tables that it is asked from. */
function compose(db: Database, whose: Whose, slices: readonly HistorySlice[]) {
  const isOfEmployee = sql`employee_key = ${whose.employeeKey}`
  const tables: RawBuilder<unknown>[] = []
  const read = (condition: RawBuilder<unknown>) => {
    const known = sql.id(`known_${tables.length}`)
    tables.push(tablesOf(whose, condition, tables.length))
    return known
  }
  const whole = widest(slices.filter(isOwn)).map((days) => ({
    days,
    known: read(sql`${isOfEmployee} and ${isOfDays(days)}`),
  }))
  const asked = slices.map((slice): Asked | undefined => {
    if (slice.kind === 'sent back') return askForSentBack(db, whose)
    if (slice.kind === 'same purchases') {
      return slice.matchKeys.length === 0
        ? undefined
        : askForPurchases(db, whose, read(isSame(db, slice, isOfEmployee)))
    }
    if (isEmpty(slice)) return undefined
    const condition = isAsked(db, slice)
    const wider = whole.find(({ days }) => covers(days, daysOf(slice)))
    const from =
      wider === undefined
        ? read(sql`${isOfEmployee} and ${condition}`)
        : sql`(select * from ${wider.known} where ${condition})`
    if (slice.kind === 'expenses') return askForExpenses(db, from)
    return slice.kind === 'sums' ? askForSums(db, from) : askForSpans(db, slice, from)
  })
  return { asked, tables: tables.length === 0 ? sql`` : sql`with ${sql.join(tables)}` }
}

function isOwn(slice: HistorySlice): slice is OwnSlice {
  return slice.kind !== 'same purchases' && slice.kind !== 'sent back'
}

/** The days that are asked for as a whole, without those that others of them cover. */
function widest(slices: readonly OwnSlice[]): readonly (readonly DayRange[])[] {
  let result: (readonly DayRange[])[] = []
  for (const slice of slices) {
    const days = daysOf(slice)
    if (!isWhole(slice) || isEmpty(slice) || result.some((each) => covers(each, days))) continue
    result = [...result.filter((each) => !covers(days, each)), days]
  }
  return result
}

function isSame(
  db: Database,
  { matchKeys, acrossEmployees }: Extract<HistorySlice, { readonly kind: 'same purchases' }>,
  isOfEmployee: RawBuilder<unknown>,
): RawBuilder<SqlBool> {
  const isMeant = acrossEmployees ? sql`(${isOfEmployee} or vendor_key is not null)` : isOfEmployee
  return sql<SqlBool>`${isOneOf(db, 'match_key', matchKeys)} and ${isMeant}`
}

/** The past expenses that meet the condition, and last those of them that count (H1). */
function tablesOf(
  { reportId, before }: Whose,
  condition: RawBuilder<unknown>,
  number: number,
): RawBuilder<unknown> {
  const [found, counted, known] = ['found', 'counted', 'known'].map((name) => sql.id(`${name}_${number}`))
  // Of what is found, only the last review of a report can count; it does not if it is older than the last of all.
  return sql`${found} as materialized (
      select e.* from past_expense e where ${condition} and report_id <> ${reportId} and review_id < ${before}),
    ${counted} as materialized (
      select f.review_id
      from (select report_id, max(review_id) as review_id from ${found} group by report_id) f
      join review r on r.id = f.review_id
      where coalesce(r.result, '') <> 'sent back' and f.review_id = (
        select max(x.review_id) from past_expense x where x.report_id = f.report_id and x.review_id < ${before})),
    ${known} as materialized (select * from ${found} where review_id in (select review_id from ${counted}))`
}
