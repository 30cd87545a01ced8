import { Big } from 'big.js'
import { type RawBuilder, type SqlBool, sql } from 'kysely'
import {
  type DaySum,
  type HistorySlice,
  MAX_ADDENDS,
  MAX_HISTORY_ROWS,
  NOTHING_KNOWN,
  type PastSpan,
  type RuleHistory,
} from '../../record/history.ts'
import { type Database, isPostgres } from '../database.ts'
import { type ExactSumRow, selectExactSum, toExactSum } from './exact-sum.ts'
import { type FoundExpense, toPastExpense } from './past-expense-row.ts'

// What a rule asks of earlier reports, each kind of it in one statement.
//
//   H1. Of each other report counts what its last review saw, unless that sent it back: its employee has it in hand.
//   H2. No answer has more than MAX_HISTORY_ROWS rows; where there is more, it says so.

/** Whose history, and as of when. */
export interface Whose {
  readonly reportId: string
  /** As it stands in the database; empty where it is not known. */
  readonly employeeKey: string
  /** Only reviews that were opened before this one. */
  readonly before: number
}

/** The answer to one slice. */
export function querySlice(db: Database, whose: Whose, slice: HistorySlice): Promise<RuleHistory> {
  if (slice.kind === 'expenses') return ownExpenses(db, whose, slice)
  if (slice.kind === 'sums') return sums(db, whose, slice)
  if (slice.kind === 'spans') return spans(db, whose, slice)
  return slice.kind === 'same purchases' ? samePurchases(db, whose, slice) : sentBack(db, whose)
}

type Own = Extract<HistorySlice, { readonly kind: 'expenses' | 'sums' }>

/** Of the employee, in the days and of the kinds asked for; `e` is the past expense. */
function isAsked(db: Database, { employeeKey }: Whose, slice: Own): RawBuilder<SqlBool> {
  const { days, parts, expenseTypes } = slice
  const { vendorKeys, amounts } = slice.kind === 'expenses' ? slice : {}
  const conditions = [
    sql`e.employee_key = ${employeeKey}`,
    sql`(${sql.join(
      days.map(({ from, to }) => sql`e.day between ${from} and ${to}`),
      sql` or `,
    )})`,
    parts === 'entries'
      ? sql`e.object_type = 'Entry'`
      : sql`not (e.object_type = 'Entry' and e.is_itemized = 1)`,
    ...listed(db, sql`e.expense_type`, expenseTypes),
    ...listed(db, sql`e.vendor_key`, vendorKeys),
    ...listed(db, sql`e.amount`, amounts),
  ]
  return sql<SqlBool>`${sql.join(conditions, sql` and `)}`
}

/** However many there are, the statement is the same, and need not be prepared again. */
function listed(
  db: Database,
  column: RawBuilder<unknown>,
  values: readonly string[] | undefined,
): readonly RawBuilder<unknown>[] {
  if (values === undefined) return []
  return [
    isPostgres(db)
      ? sql`${column} = any(${values}::text[])`
      : sql`${column} in (select value from json_each(${JSON.stringify(values)}))`,
  ]
}

function isEmpty(slice: Own): boolean {
  const lists = [
    slice.days,
    slice.expenseTypes,
    ...(slice.kind === 'expenses' ? [slice.vendorKeys, slice.amounts] : []),
  ]
  return lists.some((list) => list?.length === 0)
}

/**
 * `found`: past expenses of other reports; `counted`: the reviews among theirs that count (H1). A statement of SQLite that
 * only reads begins with `select`.
 */
function among({ reportId, before }: Whose, condition: RawBuilder<unknown>): RawBuilder<unknown> {
  return sql`select * from (with found as materialized (
      select e.* from past_expense e where ${condition} and e.report_id <> ${reportId}),
    counted as materialized (
      select f.review_id, r.report_name
      from (select distinct report_id, review_id from found) f join review r on r.id = f.review_id
      where coalesce(r.result, '') <> 'sent back' and f.review_id = (
        select max(x.review_id) from past_expense x where x.report_id = f.report_id and x.review_id < ${before}))`
}

const COLUMNS = sql`f.id, f.report_id, c.report_name, f.object_type, f.is_itemized, f.day, f.expense_type, f.amount,
  f.currency, f.match_key, f.vendor_key, f.is_card, f.has_affidavit`

async function ownExpenses(db: Database, whose: Whose, slice: Own): Promise<RuleHistory> {
  if (isEmpty(slice)) return NOTHING_KNOWN
  const { rows } = await sql<FoundExpense>`${among(whose, isAsked(db, whose, slice))}
    select ${COLUMNS}, 1 as is_same from found f join counted c on c.review_id = f.review_id) as known
    order by id desc limit ${MAX_HISTORY_ROWS + 1}`.execute(db)
  return expensesOf(rows)
}

async function samePurchases(
  db: Database,
  whose: Whose,
  { matchKeys, acrossEmployees }: Extract<HistorySlice, { readonly kind: 'same purchases' }>,
): Promise<RuleHistory> {
  const isOwn = sql`e.employee_key = ${whose.employeeKey}`
  const conditions = [
    ...listed(db, sql`e.match_key`, matchKeys),
    acrossEmployees ? sql`(${isOwn} or e.vendor_key is not null)` : isOwn,
  ]
  const { rows } = await sql<FoundExpense>`${among(whose, sql.join(conditions, sql` and `))},
    newest as (
      select max(f.id) as id, case when f.employee_key = ${whose.employeeKey} then 1 else 0 end as is_same
      from found f join counted c on c.review_id = f.review_id
      group by f.match_key, f.expense_type, is_same)
    select ${COLUMNS}, n.is_same
    from newest n join found f on f.id = n.id join counted c on c.review_id = f.review_id) as known
    order by id desc limit ${MAX_HISTORY_ROWS + 1}`.execute(db)
  return expensesOf(rows)
}

/** @param rows The newest first, of which the newest are kept. */
function expensesOf(rows: readonly FoundExpense[]): RuleHistory {
  const { some, isIncomplete } = bounded(rows)
  return { ...NOTHING_KNOWN, expenses: some.map(toPastExpense).toReversed(), isIncomplete }
}

interface SumRow extends ExactSumRow {
  readonly day: string
  readonly currency: string | null
  readonly addends: string | null
  /** Counts are texts on PostgreSQL. */
  readonly members: number | string
  readonly credits: number | string
  readonly affidavits: number | string
  readonly not_said: number | string
}

async function sums(db: Database, whose: Whose, slice: Own): Promise<RuleHistory> {
  if (isEmpty(slice)) return NOTHING_KNOWN
  const { rows } = await sql<SumRow>`${among(whose, isAsked(db, whose, slice))}
    select f.day, f.currency, count(*) as members, ${selectExactSum(db, sql`f.amount`)},
      case when count(*) <= ${sql.lit(MAX_ADDENDS)} then string_agg(f.amount, ' ' order by f.id) end as addends,
      sum(case when f.amount like '-%' or f.amount = '0' then 1 else 0 end) as credits,
      sum(case when f.has_affidavit = 1 then 1 else 0 end) as affidavits,
      sum(case when f.has_affidavit is null then 1 else 0 end) as not_said
    from found f join counted c on c.review_id = f.review_id
    group by f.day, f.currency) as known
    order by day desc, currency limit ${MAX_HISTORY_ROWS + 1}`.execute(db)
  const { some, isIncomplete } = bounded(rows)
  return { ...NOTHING_KNOWN, sums: some.map(toDaySum).toReversed(), isIncomplete }
}

async function spans(
  db: Database,
  whose: Whose,
  { within, from, to }: Extract<HistorySlice, { readonly kind: 'spans' }>,
): Promise<RuleHistory> {
  const isMeant = sql`e.employee_key = ${whose.employeeKey} and e.day between ${within.from} and ${within.to}`
  const { rows } = await sql<{ report_id: string; report_name: string | null; first: string; last: string }>`
    ${among(whose, isMeant)}
    select f.report_id, c.report_name, min(f.day) as first, max(f.day) as last
    from found f join counted c on c.review_id = f.review_id
    group by f.report_id, c.report_name having min(f.day) <= ${to} and max(f.day) >= ${from})
      as known
    order by last desc, report_id limit ${MAX_HISTORY_ROWS + 1}`.execute(db)
  const { some, isIncomplete } = bounded(rows)
  const met = some.map(
    ({ report_id: reportId, report_name: reportName, first, last }): PastSpan => ({
      reportId,
      ...(reportName !== null && { reportName }),
      first,
      last,
    }),
  )
  return { ...NOTHING_KNOWN, spans: met, isIncomplete }
}

async function sentBack(db: Database, { reportId, before }: Whose): Promise<RuleHistory> {
  const last = await db
    .selectFrom('review')
    .select('facts_key')
    .where('report_id', '=', reportId)
    .where('result', '=', 'sent back')
    .where('id', '<', before)
    .orderBy('id', 'desc')
    .executeTakeFirst()
  const sentBackAs = last?.facts_key ?? undefined
  return { ...NOTHING_KNOWN, ...(sentBackAs !== undefined && { sentBackAs }) }
}

/** H2 */
function bounded<Row>(rows: readonly Row[]): {
  readonly some: readonly Row[]
  readonly isIncomplete: boolean
} {
  return { some: rows.slice(0, MAX_HISTORY_ROWS), isIncomplete: rows.length > MAX_HISTORY_ROWS }
}

function toDaySum(row: SumRow): DaySum {
  return {
    day: row.day,
    ...(row.currency !== null && { currency: row.currency }),
    sum: toExactSum(row),
    ...(row.addends !== null && { amounts: row.addends.split(' ').map((amount) => new Big(amount)) }),
    parts: Number(row.members),
    credits: Number(row.credits),
    affidavits: Number(row.affidavits),
    affidavitsNotSaid: Number(row.not_said),
  }
}
