import type { Selectable } from 'kysely'
import { type Opened, REVIEW_RESULTS, type Review } from '../../record/review.ts'
import { type Database, lockTexts } from '../database.ts'
import type { Claimed } from '../inbox/inbox.ts'
import { isSeen, momentIn } from '../moment.ts'
import { prepared } from '../prepared.ts'
import { together } from '../together.ts'
import { link } from './link.ts'
import { insertReview, lockOf, ofNew, openFirst, rowOf } from './open-first.ts'
import { eventToKeep, keepEvent } from './review-events.ts'
import type { ReviewTable } from './tables.ts'
import type { EndedReview, VisitToReview } from './visit-to-review.ts'

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
    await link(trx, claimed, last.id)
    await note(trx, last.id, key)
    if (follows === undefined) return takeLinked(trx, claimed, toReview(last), now)
    const open = {
      result: null,
      reason: null,
      reason_code: null,
      finished_at: null,
      awaits_employee: null,
      mode,
    }
    await trx.updateTable('review').set(open).where('id', '=', last.id).execute()
    return takeLinked(trx, claimed, toReview({ ...last, ...open }), now)
  }
  // Another worker was first, with another visit: that one is to be ended before.
  if (last !== undefined && last.result === null) return { kind: 'busy' }
  if (last !== undefined && relation === 'earlier') return takeOver(trx, claimed, toReview(last), now)
  const [{ rows }] = await together(trx, [insertReview(trx, rowOf(claimed, visit, now))])
  const id = rows[0]?.id ?? 0
  await link(trx, claimed, id)
  await trx
    .updateTable('review')
    .set({ awaits_employee: null })
    .where('report_id', '=', subject.id)
    .where('id', '<', id)
    .where('awaits_employee', '=', 1)
    .execute()
  return ofNew(id, claimed, visit, now)
}

/** See `Reviews.resume`; in a transaction. */
export async function resume(trx: Database, claimed: Claimed, reviewId: number, now: Date) {
  const { report_id: reportId } = await trx
    .selectFrom('review')
    .select('report_id')
    .where('id', '=', reviewId)
    .executeTakeFirstOrThrow()
  await lockTexts(trx, [lockOf(reportId)])
  const last = await newest(trx, reportId)
  if (last === undefined || last.id !== reviewId) return { kind: 'gone' } as const
  await link(trx, claimed, reviewId)
  if (last.result !== 'held') return takeLinked(trx, claimed, toReview(last), now)
  const open = { result: null, reason: null, reason_code: null, finished_at: null }
  await trx.updateTable('review').set(open).where('id', '=', reviewId).execute()
  return takeLinked(trx, claimed, toReview({ ...last, ...open }), now)
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

/** A review belongs to the worker whose claim it names, as long as that claim's lease lasts. */
export async function takeOver(trx: Database, claimed: Claimed, review: Review, now: Date): Promise<Opened> {
  await link(trx, claimed, review.id)
  return takeLinked(trx, claimed, review, now)
}

async function takeLinked(trx: Database, claimed: Claimed, review: Review, now: Date): Promise<Opened> {
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
