import { sql } from 'kysely'
import type { Opened } from '../../record/review.ts'
import type { UnderClaim } from '../claim-head.ts'
import { type Database, lockingTexts } from '../database.ts'
import type { Claimed } from '../inbox/inbox.ts'
import { prepared } from '../prepared.ts'
import { orElse } from '../statement.ts'
import { together } from '../together.ts'
import { claimGone, linking } from './link.ts'
import { listedOf } from './listed.ts'
import { type EventToKeep, insertingEvent } from './review-events.ts'
import type { VisitToReview } from './visit-to-review.ts'

/** There is a review of the object already. */
class NotFirstError extends Error {}

/** Opens the first review of an object, with its first line. @returns Nothing if there is one already. */
export async function openFirst(
  db: Database,
  claimed: Claimed,
  visit: VisitToReview,
  now: Date,
  reading: EventToKeep | undefined,
): Promise<Opened | undefined> {
  const { id: reportId } = visit.subject
  const { id, claim } = claimed
  try {
    const [, , inserted] = await together(db, [
      // Whoever waits for the lock looks afterwards.
      lockingTexts(db, [lockOf(reportId)]),
      orElse(noReview(db, { reportId }), () => new NotFirstError()),
      insertReview(db, rowOf(claimed, visit, now)),
      orElse(linkToFirst(db, { id, claim, reportId }), () => claimGone(claimed)),
      ...(reading === undefined ? [] : [keepFirstEvent(db, { reportId, ...reading })]),
    ])
    return ofNew(inserted.rows[0]?.id ?? 0, claimed, visit, now)
  } catch (error) {
    if (error instanceof NotFirstError) return undefined
    throw error
  }
}

const noReview = prepared((db, { reportId }: { readonly reportId: string }) =>
  sql`select 1 as one where not exists (select 1 from review where report_id = ${reportId})`.compile(db),
)

/** Within the transaction that has inserted it. */
function firstOf(reportId: string) {
  return sql<number>`(select max(id) from review where report_id = ${reportId})`
}

const linkToFirst = prepared((db, { id, claim, reportId }: UnderClaim & { readonly reportId: string }) =>
  linking(db, { id, claim }, firstOf(reportId)).compile(),
)

const keepFirstEvent = prepared((db, given: EventToKeep & { readonly reportId: string }) =>
  insertingEvent(db, firstOf(given.reportId), given).compile(),
)

/** Numbered among the reviews of its visit. */
export const insertReview = prepared((db, given: ReviewToInsert) =>
  db
    .insertInto('review')
    .values({
      notification_id: given.notification,
      visit_key: given.key,
      ordinal: sql`(select coalesce(max(ordinal), 0) + 1 from review where visit_key = ${given.key})`,
      object_type: given.objectType,
      report_id: given.reportId,
      report_name: given.reportName,
      employee: given.employee,
      employee_login: given.employee_login,
      employee_id: given.employee_id,
      employee_search: given.employee_search,
      total: given.total,
      total_order: given.total_order,
      currency: given.currency,
      mode: given.mode,
      worker: given.worker,
      started_at: given.now.getTime(),
    })
    .returning('id')
    .compile(),
)

type ReviewToInsert = ReturnType<typeof rowOf>

/** What is kept of a review from its beginning. */
export function rowOf({ id, objectType, claim }: Claimed, { key, subject, mode }: VisitToReview, now: Date) {
  const listed = {
    employee: subject.employee ?? null,
    employee_login: subject.employeeLogin ?? null,
    employee_id: subject.employeeId ?? null,
    total: subject.total?.toFixed() ?? null,
  }
  return {
    notification: id,
    key,
    objectType,
    reportId: subject.id,
    reportName: subject.name ?? null,
    ...listed,
    ...listedOf(listed),
    currency: subject.currency,
    mode,
    worker: claim,
    now,
  }
}

/** As it is handed out. */
export function ofNew(id: number, claimed: Claimed, { key, subject }: VisitToReview, now: Date): Opened {
  const { announcedAt, receivedAt, objectType, claim: worker } = claimed
  const opener = { id: claimed.id, at: announcedAt ?? receivedAt }
  const review = { id, visitKeys: [key], objectType, reportId: subject.id, startedAt: now, opener, worker }
  return { kind: 'ours', review, isNew: true }
}

/** What whoever opens a review of that object locks. */
export function lockOf(reportId: string): string {
  return `reviews of ${reportId}`
}
