import { type Insertable, type SqlBool, sql } from 'kysely'
import type {
  History,
  HistoryQuestion,
  HistoryRecord,
  KeptExpense,
  PastExpense,
} from '../../record/history.ts'
import { parseDecimal } from '../../report/money.ts'
import { FACTS_VERSION } from '../../report/report-facts.ts'
import type { Database } from '../database.ts'
import { historyKey } from '../personal-data/pseudonyms.ts'
import type { PastExpenseTable } from './tables.ts'

/** In `is_card`, which is never null: the source of the report did not say whether it was a card charge. */
const NOT_TOLD = 2

/** Rows of one statement; each has some ten parameters. */
const BATCH = 500

/**
 * Keeps the facts of a report, and what later reviews compare with, in place of what an earlier decision of this
 * review kept.
 * @param facts As `packFacts` made them of the report.
 */
export async function keepFacts(
  trx: Database,
  reviewId: number,
  facts: Uint8Array,
  historyRecord: HistoryRecord,
): Promise<void> {
  await trx
    .insertInto('report_facts')
    .values({ review_id: reviewId, version: FACTS_VERSION, facts })
    .onConflict((conflict) => conflict.column('review_id').doUpdateSet({ version: FACTS_VERSION, facts }))
    .execute()
  await trx.deleteFrom('past_expense').where('review_id', '=', reviewId).execute()
  const { employeeKey } = historyRecord
  // P2
  const key = employeeKey === undefined ? null : await historyKey(trx, employeeKey)
  const rows = historyRecord.expenses.map((expense) => rowOf(reviewId, historyRecord.reportId, key, expense))
  for (let start = 0; start < rows.length; start += BATCH) {
    await trx
      .insertInto('past_expense')
      .values(rows.slice(start, start + BATCH))
      .execute()
  }
}

/**
 * What earlier reviews know that matters for a report, in one statement.
 * @param before Only reviews that were opened before this one; for replaying a past review.
 */
export async function readHistory(
  db: Database,
  question: HistoryQuestion,
  before = Number.MAX_SAFE_INTEGER,
): Promise<History> {
  const { employeeKey } = question
  const known = employeeKey === undefined ? {} : { employeeKey: await historyKey(db, employeeKey) }
  const rows = await queryHistory(db, { ...question, ...known }, before)
  const sentBackAs = rows.find(({ kind }) => kind === 'sent back')?.facts_key ?? undefined
  const expenses = new Map(
    rows.filter(({ kind }) => kind === 'expense').map((row) => [row.id, toPastExpense(row)]),
  )
  return { expenses: [...expenses.values()], ...(sentBackAs !== undefined && { sentBackAs }) }
}

const NO_TEXT = sql`cast(null as text)`
const NO_NUMBER = sql`cast(null as integer)`

/** A thousand colleagues may have paid the same fee on the same day: the newest of them will do. */
const MAX_MATCHES = 1000

/** A row of the one statement; the columns of the other kind are null. */
interface HistoryRow {
  readonly kind: 'expense' | 'sent back'
  readonly id: number | null
  readonly facts_key: string | null
  readonly report_id: string
  readonly report_name: string | null
  readonly is_same: number | boolean | null
  readonly object_type: string | null
  readonly is_itemized: number | null
  readonly day: string | null
  readonly expense_type: string | null
  readonly amount: string | null
  readonly currency: string | null
  readonly match_key: string | null
  readonly vendor_key: string | null
  readonly is_card: number | null
  readonly has_affidavit: number | null
}

async function queryHistory(
  db: Database,
  { reportId, employeeKey = '', since = '9999-12-31', matchKeys }: HistoryQuestion,
  before: number,
): Promise<readonly HistoryRow[]> {
  const columns = sql`e.id, ${NO_TEXT} as facts_key, e.report_id, r.report_name, e.object_type, e.is_itemized, e.day,
    e.expense_type, e.amount, e.currency, e.match_key, e.vendor_key, e.is_card, e.has_affidavit`
  // Of each other report what its last review saw, unless that sent it back: its employee has it in hand.
  const others = sql<SqlBool>`e.report_id <> ${reportId} and coalesce(r.result, '') <> 'sent back'
    and e.review_id = (select max(x.review_id) from past_expense x
      where x.report_id = e.report_id and x.review_id < ${before})`
  const from = sql`from past_expense e join review r on r.id = e.review_id`
  const matching =
    matchKeys.length === 0
      ? sql``
      : sql`union all
    select * from (
      select 'expense' as kind, case when e.employee_key = ${employeeKey} then 1 else 0 end as is_same, ${columns} ${from}
      where e.match_key in (${sql.join(matchKeys)}) and ${others} order by e.id desc limit ${MAX_MATCHES}) as matching`
  const { rows } = await sql<HistoryRow>`
    select 'expense' as kind, 1 as is_same, ${columns} ${from}
      where e.employee_key = ${employeeKey} and e.day >= ${since} and ${others}
    ${matching}
    union all
    select * from (select 'sent back' as kind, ${NO_NUMBER} as is_same, cast(null as bigint) as id, last.facts_key,
        last.report_id, ${NO_TEXT} as report_name, ${NO_TEXT} as object_type, ${NO_NUMBER} as is_itemized,
        ${NO_TEXT} as day, ${NO_TEXT} as expense_type, ${NO_TEXT} as amount, ${NO_TEXT} as currency,
        ${NO_TEXT} as match_key, ${NO_TEXT} as vendor_key, ${NO_NUMBER} as is_card, ${NO_NUMBER} as has_affidavit
      from review last
      where last.report_id = ${reportId} and last.result = 'sent back' and last.id < ${before}
      order by last.id desc limit 1) as sent_back`.execute(db)
  return rows
}

function rowOf(
  reviewId: number,
  reportId: string,
  employeeKey: string | null,
  expense: KeptExpense,
): Insertable<PastExpenseTable> {
  return {
    review_id: reviewId,
    report_id: reportId,
    employee_key: employeeKey,
    match_key: expense.matchKey ?? null,
    vendor_key: expense.vendorKey ?? null,
    object_type: expense.type,
    is_itemized: Number(expense.isItemized),
    day: expense.day ?? null,
    expense_type: expense.expenseType,
    amount: expense.amount ?? null,
    currency: expense.currency ?? null,
    is_card: expense.isCardCharge === undefined ? NOT_TOLD : Number(expense.isCardCharge),
    has_affidavit: expense.hasAffidavit === undefined ? null : Number(expense.hasAffidavit),
  }
}

function toPastExpense(row: HistoryRow): PastExpense {
  const amount = row.amount === null ? undefined : parseDecimal(row.amount)
  return {
    reportId: row.report_id,
    ...(row.report_name !== null && { reportName: row.report_name }),
    type: row.object_type === 'Itemization' ? 'Itemization' : 'Entry',
    isItemized: row.is_itemized === 1,
    isSameEmployee: row.is_same === 1,
    ...(row.day !== null && { day: row.day }),
    expenseType: row.expense_type ?? '',
    ...(amount !== undefined && row.currency !== null && { posted: { amount, currency: row.currency } }),
    ...(row.match_key !== null && { matchKey: row.match_key }),
    ...(row.vendor_key !== null && { vendorKey: row.vendor_key }),
    ...(row.is_card !== null && row.is_card !== NOT_TOLD && { isCardCharge: row.is_card === 1 }),
    ...(row.has_affidavit !== null && { hasAffidavit: row.has_affidavit === 1 }),
  }
}
