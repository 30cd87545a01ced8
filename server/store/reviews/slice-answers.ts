import { Big } from 'big.js'
import { type RawBuilder, sql } from 'kysely'
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

/** Whose history, and as of when. */
export interface Whose {
  readonly reportId: string
  /** As it stands in the database; empty where it is not known. */
  readonly employeeKey: string
  /** Only reviews that were opened before this one. */
  readonly before: number
}

/** A part of a statement, and what its answer means. */
export interface Asked {
  /** One text: rows as JSON, which goes from thread to thread, or over the network, as a whole. */
  readonly rows: RawBuilder<unknown>
  readonly read: (rows: string) => RuleHistory
}

/** H2: one more than an answer may have. */
const LIMIT = sql.lit(MAX_HISTORY_ROWS + 1)

/** @param from Past expenses that count, see H1 of `history-slices`: those that are asked for. */
export function askForExpenses(db: Database, from: RawBuilder<unknown>): Asked {
  const newest = sql`select k.*, 1 as is_same from ${from} k order by k.id desc limit ${LIMIT}`
  return { rows: expenseRows(db, newest), read: readExpenses }
}

/** @param from As for expenses; of all employees. */
export function askForPurchases(db: Database, { employeeKey }: Whose, from: RawBuilder<unknown>): Asked {
  const newest = sql`select k.*, n.is_same from (
      select max(id) as id, case when employee_key = ${employeeKey} then 1 else 0 end as is_same
      from ${from} k group by match_key, expense_type, is_same order by max(id) desc limit ${LIMIT}) n
    join ${from} k on k.id = n.id`
  return { rows: expenseRows(db, newest), read: readExpenses }
}

/** @param expenses The newest. */
function expenseRows(db: Database, expenses: RawBuilder<unknown>): RawBuilder<unknown> {
  return asJson(
    db,
    sql`k.report_id, r.report_name, k.is_same, k.object_type, k.is_itemized, k.day, k.expense_type, k.amount, k.currency,
      k.match_key, k.vendor_key, k.is_card, k.has_affidavit`,
    sql`(${expenses}) k join review r on r.id = k.review_id`,
    sql`k.id desc`,
  )
}

function readExpenses(text: string): RuleHistory {
  const rows: readonly FoundExpense[] = JSON.parse(text)
  const { some, isIncomplete } = bounded(rows)
  return { ...NOTHING_KNOWN, expenses: some.map(toPastExpense).toReversed(), isIncomplete }
}

type SumRow = readonly [
  day: string,
  currency: string | null,
  members: number,
  addends: string | null,
  credits: number,
  affidavits: number,
  notSaid: number,
  ...ExactSumRow,
]

/** @param from As for expenses. */
export function askForSums(db: Database, from: RawBuilder<unknown>): Asked {
  const sums = sql`select day, currency, count(*) as members, ${selectExactSum(db, sql`amount`)},
      case when count(*) <= ${sql.lit(MAX_ADDENDS)} then string_agg(amount, ' ' order by id) end as addends,
      sum(case when amount like '-%' or amount = '0' then 1 else 0 end) as credits,
      sum(case when has_affidavit = 1 then 1 else 0 end) as affidavits,
      sum(case when has_affidavit is null then 1 else 0 end) as not_said
    from ${from} k group by day, currency order by day desc, currency limit ${LIMIT}`
  return {
    rows: asJson(
      db,
      sql`day, currency, members, addends, credits, affidavits, not_said, whole, parts, others`,
      sql`(${sums}) s`,
      sql`day desc, currency`,
    ),
    read(text) {
      const rows: readonly SumRow[] = JSON.parse(text)
      const { some, isIncomplete } = bounded(rows)
      return { ...NOTHING_KNOWN, sums: some.map(toDaySum).toReversed(), isIncomplete }
    },
  }
}

function toDaySum([
  day,
  currency,
  parts,
  addends,
  credits,
  affidavits,
  affidavitsNotSaid,
  ...sum
]: SumRow): DaySum {
  return {
    day,
    ...(currency !== null && { currency }),
    sum: toExactSum(sum),
    ...(addends !== null && { amounts: addends.split(' ').map((amount) => new Big(amount)) }),
    parts,
    credits,
    affidavits,
    affidavitsNotSaid,
  }
}

type SpanRow = readonly [reportId: string, reportName: string | null, first: string, last: string]

/** @param from As for expenses. */
export function askForSpans(
  db: Database,
  { from: first, to: last }: Extract<HistorySlice, { readonly kind: 'spans' }>,
  from: RawBuilder<unknown>,
): Asked {
  const spans = sql`select review_id, min(report_id) as report_id, min(day) as first, max(day) as last
    from ${from} k group by review_id having min(day) <= ${last} and max(day) >= ${first}
    order by last desc, report_id limit ${LIMIT}`
  return {
    rows: asJson(
      db,
      sql`s.report_id, r.report_name, s.first, s.last`,
      sql`(${spans}) s join review r on r.id = s.review_id`,
      sql`s.last desc, s.report_id`,
    ),
    read(text) {
      const rows: readonly SpanRow[] = JSON.parse(text)
      const { some, isIncomplete } = bounded(rows)
      return { ...NOTHING_KNOWN, spans: some.map(toSpan), isIncomplete }
    },
  }
}

function toSpan([reportId, reportName, first, last]: SpanRow): PastSpan {
  return { reportId, ...(reportName !== null && { reportName }), first, last }
}

/** Asks for the last time that the report itself was sent back. */
export function askForSentBack(db: Database, { reportId, before }: Whose): Asked {
  const last = sql`select facts_key from review
    where report_id = ${reportId} and result = 'sent back' and id < ${before} order by id desc limit 1`
  return {
    rows: asJson(db, sql`facts_key`, sql`(${last}) b`, sql`facts_key`),
    read(text) {
      const rows: readonly (readonly [string | null])[] = JSON.parse(text)
      const [sentBackAs] = rows[0] ?? []
      return { ...NOTHING_KNOWN, ...(typeof sentBackAs === 'string' && { sentBackAs }) }
    },
  }
}

function asJson(
  db: Database,
  columns: RawBuilder<unknown>,
  from: RawBuilder<unknown>,
  order: RawBuilder<unknown>,
): RawBuilder<unknown> {
  return isPostgres(db)
    ? sql`(select cast(json_agg(json_build_array(${columns}) order by ${order}) as text) from ${from})`
    : sql`(select json_group_array(json_array(${columns}) order by ${order}) from ${from})`
}

/** H2 */
function bounded<Row>(rows: readonly Row[]): {
  readonly some: readonly Row[]
  readonly isIncomplete: boolean
} {
  return { some: rows.slice(0, MAX_HISTORY_ROWS), isIncomplete: rows.length > MAX_HISTORY_ROWS }
}
