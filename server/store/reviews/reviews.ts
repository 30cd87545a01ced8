import { type Selectable, sql, type UpdateQueryBuilder, type UpdateResult } from 'kysely'
import type { TakenDecision } from '../../record/decision.ts'
import type { History, HistoryQuestion } from '../../record/history.ts'
import {
  type Basis,
  type Opened,
  REVIEW_RESULTS,
  type Review,
  type ReviewEvent,
  type ReviewReason,
  type ReviewResult,
  type Subject,
} from '../../record/review.ts'
import { pack } from '../../report/packed.ts'
import { type Database, lockTexts } from '../database.ts'
import type { Claimed } from '../inbox/inbox.ts'
import { LeaseLostError } from '../lease-lost-error.ts'
import { isSeen, momentIn } from '../moment.ts'
import { keepJudgingPolicy } from '../policies/policy-versions.ts'
import type { Schema } from '../schema.ts'
import { keepRules } from './keep-rules.ts'
import { toListingColumns } from './kept-listing.ts'
import { type KeptReading, keptReading } from './kept-reading.ts'
import { listedOf, rulesIn } from './listed.ts'
import { keepFacts, readHistory } from './report-history.ts'
import type { ReviewTable } from './tables.ts'

/** The record of every review; what is written here outlives the process. */
export interface Reviews {
  /**
   * Opens or continues the review of one visit of a report, and links the notification to it. Whether the newest
   * review of the report is of this visit is decided where no other process can open one at the same time.
   * @param ended What follows where the newest review of the visit is that one; any other that has ended is left as it
   * is, and handed out as `finished`.
   * @throws {LeaseLostError} If the notification is not this worker's any more, as in all that links it.
   */
  open(claimed: Claimed, visit: VisitToReview, now: Date, ended?: EndedReview): Promise<Opened>
  /** The newest review of a report, whatever visit. */
  latest(reportId: string): Promise<Review | undefined>
  /**
   * Links the notification to a review that it changes nothing about.
   * @param alsoCalled The key of the visit as this notification tells it, where it is the visit of the review.
   */
  link(claimed: Claimed, review: Review, alsoCalled?: string): Promise<void>
  /** Links the notification to a review and, if that is not finished by now, makes it this worker's. */
  take(claimed: Claimed, review: Review, now: Date): Promise<Opened>
  /** What earlier reviews know that matters for a report. */
  history(question: HistoryQuestion): Promise<History>
  /**
   * Keeps a decision with the facts that it was taken on, the policy that judged, and its line of the trail.
   * @throws {LeaseLostError} If another worker has the review.
   */
  decided(review: Review, taken: TakenDecision, basis: Basis, now: Date): Promise<void>
  /** Ends a review, with its line of the trail. @throws {LeaseLostError} If another worker has it. */
  finish(
    review: Review,
    result: ReviewResult,
    reason: string | undefined,
    now: Date,
    reasonCode?: ReviewReason,
  ): Promise<void>
  /**
   * Goes on with a held review because a person has decided on it, or with one that such a decision has begun.
   * @returns `gone` if it is not the newest of its object any more.
   */
  resume(claimed: Claimed, reviewId: number, now: Date): Promise<Opened | { readonly kind: 'gone' }>
  /** The decision of a review, as it was kept. */
  decisionOf(reviewId: number): Promise<unknown>
  /** The reading that a review was decided on last. */
  keptReading(reviewId: number): Promise<KeptReading>
  /** How a review has ended, if it has, and who took its decision. */
  resultOf(
    reviewId: number,
  ): Promise<{ readonly result?: string; readonly reason?: string; readonly decidedBy?: string }>
  /** Leaves a review open with the reason why it does not go on. */
  stuck(review: Review, reason: string): Promise<void>
  record(review: Review, event: ReviewEvent, now: Date): Promise<void>
}

/** A review of the same visit that has ended, and what is to follow: it goes on, or another one begins. */
export interface EndedReview {
  readonly kind: 'reopen' | 'open another'
  readonly review: Pick<Review, 'id'>
}

/** One visit of an object to an external validation step, as its review begins. */
export interface VisitToReview {
  readonly key: string
  readonly subject: Subject
  readonly mode: 'act' | 'observe'
  /** What that review has to do with this visit; without it, only the one of the same key is of it. */
  readonly relationTo?: (review: Review) => 'same' | 'earlier' | 'another'
}

/** More of them would only be noise. */
const MAX_OTHER_KEYS = 20

/** The reviews in that database. */
export function createReviews(db: Database): Reviews {
  const ours = (review: Review, executor: Database = db) =>
    executor
      .updateTable('review')
      .where('id', '=', review.id)
      .where('worker', review.worker === undefined ? 'is' : '=', review.worker ?? null)
      .where('result', review.result === undefined ? 'is' : '=', review.result ?? null)

  return {
    open: (claimed, visit, now, ended) =>
      db.transaction().execute((trx) => openVisit(trx, claimed, visit, now, ended)),

    async latest(reportId) {
      const row = await newest(db, reportId)
      return row === undefined ? undefined : toReview(row)
    },

    async link(claimed, { id }, alsoCalled) {
      await link(db, claimed, id)
      if (alsoCalled !== undefined) await db.transaction().execute((trx) => note(trx, id, alsoCalled))
    },

    take: (claimed, review, now) => db.transaction().execute((trx) => takeOver(trx, claimed, review, now)),

    history: (question) => readHistory(db, question),

    decided: (review, taken, basis, now) =>
      db.transaction().execute((trx) => keepDecision(trx, ours(review, trx), review, taken, basis, now)),

    async finish(review, result, reason, now, reasonCode) {
      const summary = reason === undefined ? result : `${result}: ${reason}`
      await db.transaction().execute(async (trx) => {
        await ours(review, trx)
          .set({
            result,
            reason: reason ?? null,
            reason_code: reasonCode ?? null,
            finished_at: now.getTime(),
            worker: null,
            awaits_employee: result === 'sent back' ? 1 : null,
            // Whoever wanted to look at it later has not seen what it is held for now.
            snoozed_until: null,
            snoozed_by: null,
          })
          .executeTakeFirst()
          .then(requireOurs)
        await record(trx, review, { kind: 'ended', summary }, now)
      })
    },

    resume: (claimed, reviewId, now) =>
      db.transaction().execute((trx) => resume(trx, claimed, reviewId, now)),

    decisionOf: (reviewId) => decisionOf(db, reviewId),
    keptReading: (reviewId) => keptReading(db, reviewId),

    async resultOf(reviewId) {
      const row = await db
        .selectFrom('review')
        .select(['result', 'reason', 'decided_by'])
        .where('id', '=', reviewId)
        .executeTakeFirst()
      const { result = null, reason = null, decided_by: decidedBy = null } = row ?? {}
      return {
        ...(result !== null && { result }),
        ...(reason !== null && { reason }),
        ...(decidedBy !== null && { decidedBy }),
      }
    },

    async stuck(review, reason) {
      await ours(review).set({ reason, worker: null }).executeTakeFirst()
    },

    record: (review, event, now) => record(db, review, event, now),
  }
}

async function decisionOf(db: Database, reviewId: number): Promise<unknown> {
  const row = await db.selectFrom('review').select('decision').where('id', '=', reviewId).executeTakeFirst()
  return row === undefined || row.decision === null ? undefined : JSON.parse(row.decision)
}

async function keepDecision(
  trx: Database,
  ours: UpdateQueryBuilder<Schema, 'review', 'review', UpdateResult>,
  review: Review,
  { by, decision }: TakenDecision,
  { kept, listing, stepName, readingKey, policy }: Basis,
  now: Date,
): Promise<void> {
  if (policy !== undefined) await keepJudgingPolicy(trx, policy, now)
  await ours
    .set({
      facts_key: kept?.historyRecord.factsKey ?? null,
      reading_key: readingKey,
      step_name: stepName ?? null,
      ...(listing !== undefined && toListingColumns(listing)),
      decision: JSON.stringify(decision),
      policy_version: decision.policyVersion,
      earlier_policy_versions: withVersionBefore(decision.policyVersion),
      outcome: decision.outcome,
      decided_by: by,
      decided_at: now.getTime(),
    })
    .executeTakeFirst()
    .then(requireOurs)
  await keepRules(trx, review.id, rulesIn(decision))
  if (kept !== undefined) await keepFacts(trx, review.id, kept.facts, kept.historyRecord)
  await record(trx, review, { kind: 'decided', summary: decision.outcome, detail: { by, ...decision } }, now)
}

/** The versions before that one, with the one that the row has had until now. */
function withVersionBefore(version: string) {
  return sql<string | null>`case
    when policy_version is null or policy_version = ${version}
      or ' ' || coalesce(earlier_policy_versions, '') || ' ' like '% ' || policy_version || ' %'
      then earlier_policy_versions
    else coalesce(earlier_policy_versions || ' ', '') || policy_version end`
}

async function record(
  db: Database,
  review: Review,
  { kind, summary, detail, document }: ReviewEvent,
  now: Date,
): Promise<void> {
  await db
    .insertInto('review_event')
    .values({
      review_id: review.id,
      at: now.getTime(),
      kind,
      summary,
      detail: detail === undefined ? null : JSON.stringify(detail),
      document: document === undefined ? null : await pack(document),
    })
    .execute()
}

async function openVisit(
  trx: Database,
  claimed: Claimed,
  {
    key,
    subject,
    mode,
    relationTo = ({ visitKeys }) => (visitKeys.includes(key) ? 'same' : 'another'),
  }: VisitToReview,
  now: Date,
  ended: EndedReview | undefined,
): Promise<Opened> {
  await lockTexts(trx, [`reviews of ${subject.id}`])
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
  const { ordinal } = await trx
    .selectFrom('review')
    .select((eb) => eb.fn.max('ordinal').as('ordinal'))
    .where('visit_key', '=', key)
    .executeTakeFirstOrThrow()
  const listed = {
    employee: subject.employee ?? null,
    employee_login: subject.employeeLogin ?? null,
    employee_id: subject.employeeId ?? null,
    total: subject.total?.toFixed() ?? null,
  }
  const row = await trx
    .insertInto('review')
    .values({
      notification_id: claimed.id,
      visit_key: key,
      ordinal: (ordinal ?? 0) + 1,
      object_type: claimed.objectType,
      report_id: subject.id,
      report_name: subject.name ?? null,
      ...listed,
      ...listedOf(listed),
      currency: subject.currency,
      mode,
      worker: claimed.claim,
      started_at: now.getTime(),
    })
    .returningAll()
    .executeTakeFirstOrThrow()
  await trx
    .updateTable('review')
    .set({ awaits_employee: null })
    .where('report_id', '=', subject.id)
    .where('id', '<', row.id)
    .where('awaits_employee', '=', 1)
    .execute()
  await link(trx, claimed, row.id)
  const { announcedAt, receivedAt } = claimed
  const opener = { announced_at: announcedAt?.getTime() ?? null, received_at: receivedAt.getTime() }
  return { kind: 'ours', review: toReview({ ...row, ...opener }) }
}

async function resume(trx: Database, claimed: Claimed, reviewId: number, now: Date) {
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

function newest(db: Database, reportId: string): Promise<ReviewRow | undefined> {
  return reviewRows(db)
    .where('review.report_id', '=', reportId)
    .orderBy('review.id', 'desc')
    .limit(1)
    .executeTakeFirst()
}

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
async function note(trx: Database, id: number, key: string): Promise<void> {
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

/** The server may have lost the claim, and the notification with it: then nobody would end what is opened for it. */
async function link(trx: Database, claimed: Claimed, reviewId: number): Promise<void> {
  const { numUpdatedRows } = await trx
    .updateTable('notification')
    .set({ review_id: reviewId })
    .where('id', '=', claimed.id)
    .where('claim', '=', claimed.claim)
    .executeTakeFirst()
  if (numUpdatedRows === 0n) throw new LeaseLostError(`notification ${claimed.id}: the claim is gone`)
}

/** A review belongs to the worker whose claim it names, as long as that claim's lease lasts. */
async function takeOver(trx: Database, claimed: Claimed, review: Review, now: Date): Promise<Opened> {
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

function requireOurs({ numUpdatedRows }: UpdateResult): void {
  if (numUpdatedRows === 0n) throw new LeaseLostError('another worker has the review')
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
