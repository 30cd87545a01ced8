import { promisify } from 'node:util'
import { gunzip, gzip } from 'node:zlib'
import { type Insertable, type SqlBool, sql } from 'kysely'
import { addDays } from '../policy/days.ts'
import { leavesOf, entriesOf } from '../policy/expenses.ts'
import { employeeKey, matchKey, vendorKey } from '../policy/fingerprints.ts'
import type { History, PastExpense } from '../policy/history.ts'
import type { Day, Entry, ExpenseReport, Itemization } from '../report/expense-report.ts'
import { parseDecimal } from '../report/money.ts'
import { decodeFacts, encodeFacts, FACTS_VERSION } from '../report/report-facts.ts'
import type { Database } from './database.ts'
import type { PastExpenseTable } from './schema.ts'

const compress = promisify(gzip)
const decompress = promisify(gunzip)

/** Rows of one statement; each has some ten parameters. */
const BATCH = 500
/** Match keys of one statement; a report of more leaves is compared as far as this goes. */
const MAX_KEYS = 5000

/** Packs the facts of a report, outside of any transaction. */
export function packFacts(report: ExpenseReport): Promise<Uint8Array> {
  return compress(encodeFacts(report))
}

/** Unpacks them. @returns `undefined` for a version that is not known here. */
export async function unpackFacts(facts: Uint8Array, version: number): Promise<ExpenseReport | undefined> {
  const json = await decompress(facts)
  return decodeFacts(json.toString('utf8'), version)
}

/**
 * Keeps the facts of a report, and of each expense what later reviews compare with, in place of what an earlier
 * decision of this review kept.
 * @param facts As `packFacts` made them of the report.
 */
export async function keepFacts(
  trx: Database,
  reviewId: number,
  report: ExpenseReport,
  facts: Uint8Array,
): Promise<void> {
  await trx
    .insertInto('report_facts')
    .values({ review_id: reviewId, version: FACTS_VERSION, facts })
    .onConflict((conflict) => conflict.column('review_id').doUpdateSet({ version: FACTS_VERSION, facts }))
    .execute()
  await trx.deleteFrom('past_expense').where('review_id', '=', reviewId).execute()
  const rows = rowsOf(reviewId, report)
  for (let start = 0; start < rows.length; start += BATCH) {
    await trx
      .insertInto('past_expense')
      .values(rows.slice(start, start + BATCH))
      .execute()
  }
}

/**
 * What earlier reviews know that matters for a report, in one statement.
 * @param lookBackDays Before the report's earliest expense.
 * @param before Only reviews that were opened before this one; for replaying a past review.
 */
export async function readHistory(
  db: Database,
  report: ExpenseReport,
  lookBackDays: number,
  before = Number.MAX_SAFE_INTEGER,
): Promise<History> {
  const rows = await queryHistory(db, report, lookBackDays, before)
  const sentBackAs = rows.find(({ kind }) => kind === 'sent back')?.facts_key ?? undefined
  const expenses = new Map(
    rows.filter(({ kind }) => kind === 'expense').map((row) => [row.id, toPastExpense(row)]),
  )
  return { expenses: [...expenses.values()], ...(sentBackAs !== undefined && { sentBackAs }) }
}

const NO_TEXT = sql`cast(null as text)`
const NO_NUMBER = sql`cast(null as integer)`

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
  report: ExpenseReport,
  lookBackDays: number,
  before: number,
): Promise<readonly HistoryRow[]> {
  const employee = employeeKey(report) ?? ''
  const since = earliestDay(report, lookBackDays)
  const columns = sql`e.id, ${NO_TEXT} as facts_key, e.report_id, r.report_name, e.object_type, e.is_itemized, e.day,
    e.expense_type, e.amount, e.currency, e.match_key, e.vendor_key, e.is_card, e.has_affidavit`
  // Of each other report what its last review saw, unless that sent it back: its employee has it in hand.
  const others = sql<SqlBool>`e.report_id <> ${report.reportId} and coalesce(r.result, '') <> 'sent back'
    and e.review_id = (select max(x.review_id) from past_expense x
      where x.report_id = e.report_id and x.review_id < ${before})`
  const from = sql`from past_expense e join review r on r.id = e.review_id`
  const keys = matchKeysOf(report)
  const matching =
    keys.length === 0
      ? sql``
      : sql`union all
    select 'expense' as kind, case when e.employee_key = ${employee} then 1 else 0 end as is_same, ${columns} ${from}
      where e.match_key in (${sql.join(keys)}) and ${others}`
  const { rows } = await sql<HistoryRow>`
    select 'expense' as kind, 1 as is_same, ${columns} ${from}
      where e.employee_key = ${employee} and e.day >= ${since} and ${others}
    ${matching}
    union all
    select * from (select 'sent back' as kind, ${NO_NUMBER} as is_same, cast(null as bigint) as id, last.facts_key,
        last.report_id, ${NO_TEXT} as report_name, ${NO_TEXT} as object_type, ${NO_NUMBER} as is_itemized,
        ${NO_TEXT} as day, ${NO_TEXT} as expense_type, ${NO_TEXT} as amount, ${NO_TEXT} as currency,
        ${NO_TEXT} as match_key, ${NO_TEXT} as vendor_key, ${NO_NUMBER} as is_card, ${NO_NUMBER} as has_affidavit
      from review last
      where last.report_id = ${report.reportId} and last.result = 'sent back' and last.id < ${before}
      order by last.id desc limit 1) as sent_back`.execute(db)
  return rows
}

/** The longest ago that the policy wants to know of; later than any day where the report has none. */
function earliestDay(report: ExpenseReport, lookBackDays: number): Day {
  const days = leavesOf(report).flatMap(({ day }) => day ?? [])
  const first = days.length === 0 ? report.submittedAt?.slice(0, 10) : days.reduce((a, b) => (a < b ? a : b))
  return (first === undefined ? undefined : addDays(first, -lookBackDays)) ?? '9999-12-31'
}

function matchKeysOf(report: ExpenseReport): readonly string[] {
  const keys = rowsOf(0, report).flatMap(({ match_key: key }) => key ?? [])
  return [...new Set(keys)].slice(0, MAX_KEYS)
}

function rowsOf(reviewId: number, report: ExpenseReport): readonly Insertable<PastExpenseTable>[] {
  const employee = employeeKey(report) ?? null
  return entriesOf(report).flatMap(({ entry, itemizations }) =>
    [entry, ...itemizations.map((item) => item.expense)].map((expense) => ({
      review_id: reviewId,
      report_id: report.reportId,
      employee_key: employee,
      ...factsOf(expense, entry),
    })),
  )
}

function factsOf(expense: Entry | Itemization, entry: Entry) {
  const isEntry = 'entryId' in expense
  return {
    object_type: isEntry ? 'Entry' : 'Itemization',
    is_itemized: isEntry && expense.itemizations.length > 0 ? 1 : 0,
    day: expense.transactionDate?.slice(0, 10) ?? entry.transactionDate?.slice(0, 10) ?? null,
    expense_type: expense.expenseType.code.toUpperCase(),
    amount: expense.posted?.amount.toFixed() ?? null,
    currency: expense.posted?.currency ?? null,
    match_key: matchKey(expense, entry) ?? null,
    vendor_key: vendorKey(entry) ?? null,
    is_card: entry.isCreditCardCharge ? 1 : 0,
    has_affidavit:
      entry.hasMissingReceiptDeclaration === undefined ? null : Number(entry.hasMissingReceiptDeclaration),
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
    isCardCharge: row.is_card === 1,
    ...(row.has_affidavit !== null && { hasAffidavit: row.has_affidavit === 1 }),
  }
}
