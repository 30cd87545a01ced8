import { type Selectable, type SqlBool, sql } from 'kysely'
import { NOBODY, type ReviewFilter } from '../../record/review-filter.ts'
import type { ReviewLine } from '../../record/review-line.ts'
import { decimalOrder } from '../../report/decimal-order.ts'
import type { Database } from '../database.ts'
import { dateOrNull } from '../date-or-null.ts'
import { IS_ORPHANED } from '../reviews/orphans.ts'
import type { ReviewTable } from '../reviews/tables.ts'

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
  'employee_login',
  'employee_id',
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
export async function listReviews(db: Database, filter: ReviewFilter): Promise<readonly ReviewLine[]> {
  const rows = await matching(db, filter).select(REVIEW_COLUMNS).execute()
  const ids = rows.map(({ id }) => id)
  const rules = await rulesOf(db, ids)
  const contents = await contentsOf(db, ids)
  return rows.map((row) => toReviewLine(row, rules.get(row.id) ?? [], contents.get(row.id) ?? []))
}

/**
 * The reviews of a filter. What is held or open is found by an index of its own, whose condition is written out: with
 * a parameter it would not be used, nor if another index looked better, of a million rows that are over.
 */
function matching(db: Database, { result, limit, ...filter }: ReviewFilter) {
  const isWaiting = result === 'held' || result === 'open' || result === 'orphaned'
  const startedAt = isWaiting ? sql<number>`review.started_at + 0` : sql.ref<number>('review.started_at')
  let query = db.selectFrom('review').orderBy('id', 'desc').limit(limit)
  if (result === 'open') query = query.where('result', 'is', null)
  else if (result === 'orphaned') query = query.where(IS_ORPHANED)
  else if (result !== undefined) query = query.where('result', '=', sql.lit(result))
  if (filter.before !== undefined) query = query.where('id', '<', filter.before)
  if (filter.since !== undefined) query = query.where(startedAt, '>=', filter.since.getTime())
  if (filter.until !== undefined) query = query.where(startedAt, '<', filter.until.getTime())
  if (filter.policy !== undefined) query = query.where('policy_version', '=', filter.policy)
  if (filter.step !== undefined) query = query.where('step_name', '=', filter.step)
  for (const word of filter.employee?.split(/[ ,;]+/) ?? []) query = query.where(contains(word))
  if (filter.over !== undefined)
    query = query
      .where('currency', '=', filter.over.currency)
      .where('total_order', '>', decimalOrder(filter.over.amount))
  if (filter.assignee === NOBODY) query = query.where('assignee', 'is', null)
  else if (filter.assignee !== undefined) query = query.where('assignee', '=', filter.assignee)
  const { rule, awakeAt } = filter
  if (awakeAt !== undefined)
    query = query.where((eb) =>
      eb.or([eb('snoozed_until', 'is', null), eb('snoozed_until', '<=', awakeAt.getTime())]),
    )
  if (rule !== undefined)
    query = query.where((eb) =>
      eb.exists(
        eb
          .selectFrom('review_rule')
          .select('review_rule.id')
          .whereRef('review_rule.review_id', '=', 'review.id')
          .where('review_rule.rule', '=', rule),
      ),
    )
  return query
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

function contains(word: string) {
  const pattern = `%${word.replaceAll(/[\\%_]/g, String.raw`\$&`)}%`
  return sql<SqlBool>`review.employee_search like ${pattern} escape '\\'`
}

/** The rules that these reviews rest on, by review, in their order. */
export async function rulesOf(
  db: Database,
  reviewIds: readonly number[],
): Promise<ReadonlyMap<number, readonly string[]>> {
  const rules = new Map<number, string[]>()
  for (let start = 0; start < reviewIds.length; start += BATCH) {
    const rows = await db
      .selectFrom('review_rule')
      .select(['review_id', 'rule'])
      .where('review_id', 'in', reviewIds.slice(start, start + BATCH))
      .orderBy('id')
      .execute()
    for (const { review_id, rule } of rows) {
      const known = rules.get(review_id)
      if (known === undefined) rules.set(review_id, [rule])
      else known.push(rule)
    }
  }
  return rules
}

/** @param contents Of all its writes, oldest first. */
export function toReviewLine(
  row: Pick<Selectable<ReviewTable>, (typeof REVIEW_COLUMNS)[number]>,
  rules: readonly string[],
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
    employeeLogin: row.employee_login,
    employeeId: row.employee_id,
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
    rules,
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
