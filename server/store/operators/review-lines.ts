import type { Selectable } from 'kysely'
import type { ReviewLine } from '../../record/review-line.ts'
import type { Database } from '../database.ts'
import { dateOrNull } from '../date-or-null.ts'
import type { ReviewTable } from '../schema.ts'

/** Of `review`, what its line is made of. */
export const REVIEW_COLUMNS = [
  'id',
  'notification_id',
  'visit_key',
  'ordinal',
  'object_type',
  'report_id',
  'report_name',
  'employee',
  'total',
  'currency',
  'policy_version',
  'mode',
  'outcome',
  'result',
  'reason',
  'reason_code',
  'decided_by',
  'assignee',
  'snoozed_until',
  'step_name',
  'started_at',
  'decided_at',
  'finished_at',
] as const

/** Values in one statement: SQLite takes 32,766 at the most. */
const BATCH = 500

/** Newest first. */
export async function listReviews(
  db: Database,
  { result, limit }: { readonly result?: string | undefined; readonly limit: number },
): Promise<readonly ReviewLine[]> {
  const rows = await db
    .selectFrom('review')
    .select(REVIEW_COLUMNS)
    .$if(result !== undefined, (query) => query.where('result', '=', result ?? ''))
    .orderBy('id', 'desc')
    .limit(limit)
    .execute()
  const contents = await contentsOf(
    db,
    rows.map(({ id }) => id),
  )
  return rows.map((row) => toReviewLine(row, contents.get(row.id) ?? []))
}

/** What the writes of these reviews hold, by review, oldest first. */
async function contentsOf(
  db: Database,
  reviewIds: readonly number[],
): Promise<ReadonlyMap<number, readonly unknown[]>> {
  const contents = new Map<number, unknown[]>()
  for (let start = 0; start < reviewIds.length; start += BATCH) {
    const effects = await db
      .selectFrom('effect')
      .select(['review_id', 'content'])
      .where('review_id', 'in', reviewIds.slice(start, start + BATCH))
      .orderBy('id')
      .execute()
    for (const { review_id, content } of effects) {
      const known = contents.get(review_id)
      if (known === undefined) contents.set(review_id, [JSON.parse(content)])
      else known.push(JSON.parse(content))
    }
  }
  return contents
}

/** @param contents Of all its writes, oldest first. */
export function toReviewLine(
  row: Pick<Selectable<ReviewTable>, (typeof REVIEW_COLUMNS)[number]>,
  contents: readonly unknown[],
): ReviewLine {
  return {
    id: row.id,
    notificationId: row.notification_id,
    visitKey: row.visit_key,
    ordinal: row.ordinal,
    objectType: row.object_type,
    reportId: row.report_id,
    reportName: row.report_name,
    employee: row.employee,
    total: row.total,
    currency: row.currency,
    policyVersion: row.policy_version,
    mode: row.mode,
    outcome: row.outcome,
    result: row.result,
    reason: row.reason,
    reasonCode: row.reason_code,
    decidedBy: row.decided_by,
    assignee: row.assignee,
    snoozedUntil: dateOrNull(row.snoozed_until),
    stepName: row.step_name,
    startedAt: new Date(row.started_at),
    decidedAt: dateOrNull(row.decided_at),
    finishedAt: dateOrNull(row.finished_at),
    exceptions: [...new Set(contents.flatMap(confirmedCodes))],
  }
}

function confirmedCodes(content: unknown): readonly string[] {
  if (typeof content !== 'object' || content === null || !('exceptions' in content)) return []
  const { exceptions } = content
  if (!Array.isArray(exceptions)) return []
  return exceptions.flatMap((exception: { readonly state?: unknown; readonly code?: unknown }) =>
    exception.state === 'confirmed' ? [String(exception.code)] : [],
  )
}
