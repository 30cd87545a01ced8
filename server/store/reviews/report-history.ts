import type {
  History,
  HistoryQuestion,
  HistoryRecord,
  HistorySlice,
  RuleHistory,
} from '../../record/history.ts'
import { FACTS_VERSION } from '../../report/report-facts.ts'
import type { Database } from '../database.ts'
import { historyKey } from '../personal-data/pseudonyms.ts'
import { querySlice, type Whose } from './history-slices.ts'
import { rowOf } from './past-expense-row.ts'

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
 * What earlier reviews know of what rules ask for.
 * @param before Only reviews that were opened before this one; for replaying a past review.
 */
export async function readHistory(
  db: Database,
  { slices, ...whose }: HistoryQuestion,
  before?: number,
): Promise<History> {
  const known = await whoseHistory(db, whose, before)
  // Rules of one kind often ask for the same.
  const answers = new Map<string, RuleHistory>()
  const history: (readonly [string, RuleHistory])[] = []
  for (const [rule, slice] of slices) {
    const asked = JSON.stringify(slice)
    const answer = answers.get(asked) ?? (await querySlice(db, known, slice))
    answers.set(asked, answer)
    history.push([rule, answer])
  }
  return history
}

/** The same of one slice. */
export async function readSlice(
  db: Database,
  whose: Omit<HistoryQuestion, 'slices'>,
  slice: HistorySlice,
  before?: number,
): Promise<RuleHistory> {
  return querySlice(db, await whoseHistory(db, whose, before), slice)
}

async function whoseHistory(
  db: Database,
  { reportId, employeeKey }: Omit<HistoryQuestion, 'slices'>,
  before = Number.MAX_SAFE_INTEGER,
): Promise<Whose> {
  const key = employeeKey === undefined ? '' : await historyKey(db, employeeKey)
  return { reportId, employeeKey: key, before }
}
