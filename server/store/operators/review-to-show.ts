import type { ReviewRecord } from '../../record/review-record.ts'
import type { ExpenseReport } from '../../report/expense-report.ts'
import { unpackFacts } from '../../report/report-facts.ts'
import type { Database } from '../database.ts'
import { RECORD_COLUMNS, recordOf } from './review-record.ts'

/** A review with what its page shows of it alone. */
export interface ReviewToShow {
  readonly record: ReviewRecord
  /** The report that it was decided on; absent where that is not kept, cannot be read any more, or is a travel request. */
  readonly report?: ExpenseReport
  /** Of the reading that it is held on. */
  readonly readingKey?: string
}

/** The review of that number; its report is unpacked once, and the documents that Concur sent are left where they are. */
export async function readReviewToShow(db: Database, id: number): Promise<ReviewToShow | undefined> {
  const row = await db
    .selectFrom('review')
    .leftJoin('report_facts', 'report_facts.review_id', 'review.id')
    .select([...RECORD_COLUMNS, 'reading_key', 'report_facts.facts', 'report_facts.version'])
    .where('id', '=', id)
    .executeTakeFirst()
  if (row === undefined) return undefined
  const { facts, version, reading_key: readingKey } = row
  const isKept = row.object_type === 'EXPRPT' && row.decided_at !== null && facts !== null && version !== null
  const report = isKept ? await unpackFacts(facts, version) : undefined
  return {
    record: await recordOf(db, row),
    ...(report !== undefined && { report }),
    ...(readingKey !== null && { readingKey }),
  }
}
