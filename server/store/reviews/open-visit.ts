import { type RawBuilder, type Selectable, sql } from 'kysely'
import { type Opened, REVIEW_RESULTS, type Review } from '../../record/review.ts'
import { type Database, lockingTexts, lockTexts } from '../database.ts'
import type { Claimed } from '../inbox/inbox.ts'
import { LeaseLostError } from '../lease-lost-error.ts'
import { isSeen, momentIn } from '../moment.ts'
import { prepared } from '../prepared.ts'
import { orElse, together } from '../together.ts'
import { listedOf } from './listed.ts'
import { type EventToKeep, eventToKeep, insertingEvent, keepEvent } from './review-events.ts'
import type { EndedReview, VisitToReview } from './reviews.ts'
import type { ReviewTable } from './tables.ts'

/** More of them would only be noise. */
const MAX_OTHER_KEYS = 20

/** See `Reviews.open`. */
export async function openVisit(
  db: Database,
  claimed: Claimed,
  visit: VisitToReview,
  now: Date,
  ended: EndedReview | undefined,
): Promise<Opened> {
  const reading = visit.reading === undefined ? undefined : await eventToKeep(visit.reading, now)
  if (visit.isFirst === true) {
    const opened = await openFirst(db, claimed, visit, now, reading)
    if (opened !== undefined) return opened
  }
  return db.transaction().execute(async (trx) => {
    const opened = await openLater(trx, claimed, visit, now, ended)
    if (opened.kind === 'ours' && reading !== undefined) {
      await together(trx, [keepEvent(trx, opened.review.id, reading)])
    }
    return opened
  })
}

/** There is a review of the object already. */
class NotFirstError extends Error {}

/** Opens the first review of an object, with its first line. @returns Nothing if there is one already. */
async function openFirst(
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

const linkToFirst = prepared((db, { id, claim, reportId }: Held & { readonly reportId: string }) =>
  linking(db, { id, claim }, firstOf(reportId)).compile(),
)

const keepFirstEvent = prepared((db, given: EventToKeep & { readonly reportId: string }) =>
  insertingEvent(db, firstOf(given.reportId), given).compile(),
)

/** Numbered among the reviews of its visit. */
const insertReview = prepared((db, given: ReviewToInsert) =>
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

function rowOf({ id, objectType, claim }: Claimed, { key, subject, mode }: VisitToReview, now: Date) {
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

function ofNew(id: number, claimed: Claimed, { key, subject }: VisitToReview, now: Date): Opened {
  const { announcedAt, receivedAt, objectType, claim: worker } = claimed
  const opener = { id: claimed.id, at: announcedAt ?? receivedAt }
  const review = { id, visitKeys: [key], objectType, reportId: subject.id, startedAt: now, opener, worker }
  return { kind: 'ours', review, isNew: true }
}

function lockOf(reportId: string): string {
  return `reviews of ${reportId}`
}

async function openLater(
  trx: Database,
  claimed: Claimed,
  visit: VisitToReview,
  now: Date,
  ended: EndedReview | undefined,
): Promise<Opened> {
  const { key, subject, mode } = visit
  const { relationTo = ({ visitKeys }: Review) => (visitKeys.includes(key) ? 'same' : 'another') } = visit
  await lockTexts(trx, [lockOf(subject.id)])
  const last = await newest(trx, subject.id)
  const relation = last === undefined ? 'another' : relationTo(toReview(last))
  const follows = last?.result !== null && ended?.review.id === last?.id ? ended?.kind : undefined
  if (last !== undefined && relation === 'same' && follows !== 'open another') {
    await note(trx, last.id, key)
    if (follows === undefined) return takeOver(trx, claimed, toReview(last), now)
    const open = {
      result: null,
      reason: null,
      reason_code: null,
      finished_at: null,
      awaits_employee: null,
      mode,
    }
    await trx.updateTable('review').set(open).where('id', '=', last.id).execute()
    return takeOver(trx, claimed, toReview({ ...last, ...open }), now)
  }
  // Another worker was first, with another visit: that one is to be ended before.
  if (last !== undefined && last.result === null) return { kind: 'busy' }
  if (last !== undefined && relation === 'earlier') return takeOver(trx, claimed, toReview(last), now)
  const [{ rows }] = await together(trx, [insertReview(trx, rowOf(claimed, visit, now))])
  const id = rows[0]?.id ?? 0
  await trx
    .updateTable('review')
    .set({ awaits_employee: null })
    .where('report_id', '=', subject.id)
    .where('id', '<', id)
    .where('awaits_employee', '=', 1)
    .execute()
  await link(trx, claimed, id)
  return ofNew(id, claimed, visit, now)
}

/** See `Reviews.resume`; in a transaction. */
export async function resume(trx: Database, claimed: Claimed, reviewId: number, now: Date) {
  const { report_id: reportId } = await trx
    .selectFrom('review')
    .select('report_id')
    .where('id', '=', reviewId)
    .executeTakeFirstOrThrow()
  await lockTexts(trx, [`reviews of ${reportId}`])
  const last = await newest(trx, reportId)
  if (last === undefined || last.id !== reviewId) return { kind: 'gone' } as const
  if (last.result !== 'held') return takeOver(trx, claimed, toReview(last), now)
  const open = { result: null, reason: null, reason_code: null, finished_at: null }
  await trx.updateTable('review').set(open).where('id', '=', reviewId).execute()
  return takeOver(trx, claimed, toReview({ ...last, ...open }), now)
}

/** A review with what is needed of the notification that it was opened for, which may be gone. */
type ReviewRow = Selectable<ReviewTable> & {
  readonly announced_at: number | null
  readonly received_at: number | null
}

/** The newest review of an object. */
export async function newestReview(db: Database, reportId: string): Promise<Review | undefined> {
  const row = await newest(db, reportId)
  return row === undefined ? undefined : toReview(row)
}

async function newest(db: Database, reportId: string): Promise<ReviewRow | undefined> {
  const [{ rows }] = await together(db, [selectNewest(db, { reportId })])
  return rows[0]
}

const selectNewest = prepared((db, { reportId }: { readonly reportId: string }) =>
  reviewRows(db).where('review.report_id', '=', reportId).orderBy('review.id', 'desc').limit(1).compile(),
)

function reviewRows(db: Database) {
  return db
    .selectFrom('review')
    .leftJoin('notification', 'notification.id', 'review.notification_id')
    .selectAll('review')
    .select(['notification.announced_at', 'notification.received_at'])
}

/**
 * Notes what another service, or another event, calls the visit of a review that left the object where it was, so
 * that the next stop is told from it. While we act, what comes may be of the next stop already.
 */
export async function note(trx: Database, id: number, key: string): Promise<void> {
  const { visit_key, other_visit_keys } = (await trx
    .selectFrom('review')
    .select(['visit_key', 'other_visit_keys'])
    .where('id', '=', id)
    .where('result', 'in', ['held', 'observed'])
    .executeTakeFirst()) ?? { visit_key: key, other_visit_keys: null }
  const others = keysIn(other_visit_keys)
  if (key === visit_key || others.includes(key) || others.length >= MAX_OTHER_KEYS) return
  await trx
    .updateTable('review')
    .set({ other_visit_keys: JSON.stringify([...others, key]) })
    .where('id', '=', id)
    .execute()
}

function keysIn(json: string | null): readonly string[] {
  const keys: unknown = json === null ? [] : JSON.parse(json)
  return Array.isArray(keys) ? keys.map(String) : []
}

/** A notification under a claim. */
interface Held {
  readonly id: number
  readonly claim: string
}

function linking(db: Database, { id, claim }: Held, reviewId: number | RawBuilder<number>) {
  return db
    .updateTable('notification')
    .set({ review_id: reviewId })
    .where('id', '=', id)
    .where('claim', '=', claim)
}

const linkTo = prepared((db, { id, claim, reviewId }: Held & { readonly reviewId: number }) =>
  linking(db, { id, claim }, reviewId).compile(),
)

/** Links the notification to a review. */
export async function link(db: Database, claimed: Claimed, reviewId: number): Promise<void> {
  const { id, claim } = claimed
  await together(db, [orElse(linkTo(db, { id, claim, reviewId }), () => claimGone(claimed))])
}

/** The server may have lost the claim, and the notification with it: then nobody would end what is opened for it. */
function claimGone({ id }: Claimed): LeaseLostError {
  return new LeaseLostError(`notification ${id}: the claim is gone`)
}

/** A review belongs to the worker whose claim it names, as long as that claim's lease lasts. */
export async function takeOver(trx: Database, claimed: Claimed, review: Review, now: Date): Promise<Opened> {
  await link(trx, claimed, review.id)
  if (review.result !== undefined) return { kind: 'finished', review }
  const { numUpdatedRows } = await trx
    .updateTable('review')
    // What is read now names people again.
    .set({ worker: claimed.claim, reason: null, erased_at: null })
    .where('id', '=', review.id)
    .where('result', 'is', null)
    .where((eb) =>
      eb.or([
        eb('worker', 'is', null),
        eb('worker', '=', claimed.claim),
        eb.not(
          eb.exists(
            eb
              .selectFrom('notification')
              .select('notification.id')
              .whereRef('notification.claim', '=', 'review.worker')
              // Until somebody has looked at a clock that leapt, nobody's lease has run out (T3 of clock.ts).
              .where((or) =>
                or.or([or('notification.lease_until', '>', momentIn(trx, now)), or.not(isSeen(trx, now))]),
              ),
          ),
        ),
      ]),
    )
    // What an event announces too waits until the callout's work has ended, one way or the other, and vice versa; also
    // the work on what a person has decided: only the service that a write was sent to can tell what became of it.
    .where((eb) =>
      eb.not(
        eb.exists(
          eb
            .selectFrom('notification as elsewhere')
            .select('elsewhere.id')
            .where((or) =>
              or.or([
                or('elsewhere.id', '=', or.ref('review.notification_id')),
                or.and([
                  or('elsewhere.review_id', '=', or.ref('review.id')),
                  or('elsewhere.door', '=', 'console'),
                  or('elsewhere.attempts', '>', 0),
                ]),
              ]),
            )
            .where(
              'elsewhere.object_path',
              claimed.objectPath.startsWith('/api/') ? 'not like' : 'like',
              '/api/%',
            )
            .where('elsewhere.state', 'in', ['waiting', 'claimed']),
        ),
      ),
    )
    .executeTakeFirst()
  if (numUpdatedRows > 0) return { kind: 'ours', review: { ...review, worker: claimed.claim } }
  // Another worker may have ended it since it was read.
  const row = await reviewRows(trx).where('review.id', '=', review.id).executeTakeFirstOrThrow()
  return row.result === null ? { kind: 'busy' } : { kind: 'finished', review: toReview(row) }
}

function toReview(row: ReviewRow): Review {
  const result = REVIEW_RESULTS.find((known) => known === row.result)
  return {
    id: row.id,
    visitKeys: [row.visit_key, ...keysIn(row.other_visit_keys)],
    objectType: row.object_type,
    reportId: row.report_id,
    startedAt: new Date(row.started_at),
    opener: {
      id: row.notification_id,
      at: new Date(row.announced_at ?? row.received_at ?? row.started_at),
    },
    ...(result !== undefined && { result }),
    ...(row.reason_code === 'INCOMPLETE' && { reasonCode: row.reason_code }),
    ...(row.finished_at !== null && { finishedAt: new Date(row.finished_at) }),
    ...(row.worker !== null && { worker: row.worker }),
  }
}
