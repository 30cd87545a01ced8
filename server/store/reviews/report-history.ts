import { sql } from 'kysely'
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
import { jsonRows, toJsonRows } from '../json-rows.ts'
import { type HistoryKey, historyKeys, stillHolds } from '../personal-data/pseudonyms.ts'
import { prepared } from '../prepared.ts'
import type { Statement } from '../statement.ts'
import { querySlices } from './history-slices.ts'
import { EXPENSE_COLUMNS, EXPENSE_FIELDS, fieldsOf } from './past-expense-row.ts'

/**
 * Keeps the facts of a report, and what later reviews compare with, in place of what an earlier decision of this
 * review kept.
 * @param facts As `packFacts` made them of the report.
 * @param key Of its employee, as long as it holds (P2 of pseudonyms.ts).
 */
export function keepFacts(
  db: Database,
  reviewId: number,
  facts: Uint8Array,
  { reportId, expenses }: HistoryRecord,
  key: HistoryKey | undefined,
): readonly Statement[] {
  const json = toJsonRows(expenses.map(fieldsOf))
  return [
    keepPacked(db, { reviewId, facts }),
    deleteExpenses(db, { reviewId }),
    ...(key === undefined ? [] : [stillHolds(db, key)]),
    ...(expenses.length === 0
      ? []
      : [insertExpenses(db, { reviewId, reportId, key: key?.employeeKey ?? null, json })]),
  ]
}

const keepPacked = prepared(
  (db, { reviewId, facts }: { readonly reviewId: number; readonly facts: Uint8Array }) =>
    db
      .insertInto('report_facts')
      .values({ review_id: reviewId, version: FACTS_VERSION, facts })
      .onConflict((conflict) => conflict.column('review_id').doUpdateSet({ version: FACTS_VERSION, facts }))
      .compile(),
)

const deleteExpenses = prepared((db, { reviewId }: { readonly reviewId: number }) =>
  db.deleteFrom('past_expense').where('review_id', '=', reviewId).compile(),
)

interface ExpensesToKeep {
  readonly reviewId: number
  readonly reportId: string
  readonly key: string | null
  readonly json: string
}

const insertExpenses = prepared((db, { reviewId, reportId, key, json }: ExpensesToKeep) =>
  sql`insert into past_expense (review_id, report_id, employee_key, ${sql.raw(EXPENSE_COLUMNS.join(', '))})
    select cast(${reviewId} as bigint), cast(${reportId} as text), cast(${key} as text), ${sql.raw(EXPENSE_FIELDS.join(', '))}
    from ${jsonRows(db, json)}`.compile(db),
)

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
