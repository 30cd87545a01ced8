import { bulkKey, type KeptBulk } from '../../record/bulk-decision.ts'
import type { KeptDecision } from '../../record/human-decision.ts'
import type { NotificationLine } from '../../record/notification-line.ts'
import type { EffectLine } from '../../record/review-record.ts'
import type { Database } from '../database.ts'
import { effectsOfEach } from '../operators/review-record.ts'
import { toDecision } from './human-decisions.ts'

/** A review that was decided on together with others, as it is now. */
export interface BulkRow {
  readonly reviewId: number
  /** Absent where nothing is known of that review. */
  readonly review?: {
    readonly reportId: string
    readonly reportName: string | null
    readonly employee: string | null
    /** Exact decimal, in `currency`. */
    readonly total: string | null
    readonly currency: string
    readonly result: string | null
    readonly readingKey: string | null
  }
  /** The decision on it of all of them. */
  readonly decision?: KeptDecision
  /** The notification that carries it; absent where it is kept no longer. */
  readonly carrier?: Pick<NotificationLine, 'state' | 'reason'>
  /** Whose decision on it waits to be carried out, where that is another one. */
  readonly otherBy?: string
  /** Its writes, oldest first. */
  readonly effects: readonly EffectLine[]
}

/** The reviews of a decision on several, in its order; a few statements, however many they are. */
export async function bulkRows(
  db: Database,
  { id, by, content }: Pick<KeptBulk, 'id' | 'by' | 'content'>,
): Promise<readonly BulkRow[]> {
  const ids = content.reviews.map((each) => each.id)
  if (ids.length === 0) return []
  const reviews = await db
    .selectFrom('review')
    .select(['id', 'report_id', 'report_name', 'employee', 'total', 'currency', 'result', 'reading_key'])
    .where('id', 'in', ids)
    .execute()
  const decisions = await db
    .selectFrom('human_decision')
    .leftJoin('notification', 'notification.id', 'human_decision.notification_id')
    .selectAll('human_decision')
    .select(['notification.state as carrier_state', 'notification.reason as carrier_reason'])
    .where('human_decision.review_id', 'in', ids)
    .orderBy('human_decision.id')
    .execute()
  const effects = await effectsOfEach(db, ids)
  return ids.map((reviewId) => {
    const review = reviews.find((each) => each.id === reviewId)
    const all = decisions.filter((each) => each.review_id === reviewId)
    const own = all.find((each) => each.caller_key === `${by} ${bulkKey(id, reviewId)}`)
    const other = all.findLast((each) => each !== own && each.state === 'accepted')
    return {
      reviewId,
      effects: effects.filter((each) => each.reviewId === reviewId),
      ...(review !== undefined && {
        review: {
          reportId: review.report_id,
          reportName: review.report_name,
          employee: review.employee,
          total: review.total,
          currency: review.currency,
          result: review.result,
          readingKey: review.reading_key,
        },
      }),
      ...(own !== undefined && { decision: toDecision(own) }),
      ...(own?.carrier_state && { carrier: { state: own.carrier_state, reason: own.carrier_reason } }),
      ...(other !== undefined && { otherBy: toDecision(other).by }),
    }
  })
}
