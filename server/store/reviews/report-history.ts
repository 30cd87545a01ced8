import {
  type History,
  type HistoryQuestion,
  type HistoryRecord,
  type HistorySlice,
  NO_HISTORY,
  NOTHING_KNOWN,
  type RuleHistory,
} from '../../record/history.ts'
import { FACTS_VERSION } from '../../report/report-facts.ts'
import type { Database } from '../database.ts'
import { historyKey, historyKeys } from '../personal-data/pseudonyms.ts'
import { querySlices } from './history-slices.ts'
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

/** A question, and only reviews that were opened before that one are asked: for replaying a past review. */
export interface PastQuestion {
  readonly question: HistoryQuestion
  readonly before: number
}

/** What earlier reviews know of what rules ask for. */
export async function readHistory(
  db: Database,
  question: HistoryQuestion,
  before = Number.MAX_SAFE_INTEGER,
): Promise<History> {
  const [history = NO_HISTORY] = await readHistories(db, [{ question, before }])
  return history
}

/** The same for several reports. */
export async function readHistories(
  db: Database,
  asked: readonly PastQuestion[],
): Promise<readonly History[]> {
  const keys = await historyKeys(
    db,
    asked.flatMap(({ question }) => question.employeeKey ?? []),
  )
  return Promise.all(
    asked.map(async ({ question: { reportId, employeeKey, slices }, before }) => {
      const key = employeeKey === undefined ? '' : (keys.get(employeeKey) ?? employeeKey)
      // Rules of one kind often ask for the same.
      const texts = slices.map(([, slice]) => JSON.stringify(slice))
      const different = new Map(slices.map(([, slice], index) => [texts[index], slice]))
      const answers = await querySlices(db, { reportId, employeeKey: key, before }, [...different.values()])
      const answerOf = new Map([...different.keys()].map((text, index) => [text, answers[index]]))
      return slices.map(([rule], index) => [rule, answerOf.get(texts[index]) ?? NOTHING_KNOWN] as const)
    }),
  )
}

/** The same of one slice. */
export async function readSlice(
  db: Database,
  whose: Omit<HistoryQuestion, 'slices'>,
  slice: HistorySlice,
  before?: number,
): Promise<RuleHistory> {
  const [answer] = await readHistory(db, { ...whose, slices: [['', slice]] }, before)
  return answer?.[1] ?? NOTHING_KNOWN
}
