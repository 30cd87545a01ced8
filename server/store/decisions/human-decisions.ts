import { randomUUID } from 'node:crypto'
import type { Selectable } from 'kysely'
import {
  DECISION_STATES,
  type DecisionState,
  type HumanDecision,
  humanDecision,
  type KeptDecision,
} from '../../record/human-decision.ts'
import type { Actor } from '../../record/trail.ts'
import { untilTakenOver } from '../arrivals/untaken.ts'
import { type Database, lockTexts } from '../database.ts'
import { receiveBatch } from '../inbox/receive-batch.ts'
import { dueTime } from '../moment.ts'
import { createTrail } from '../people/trail.ts'
import { giveUp } from './give-up.ts'
import type { HumanDecisionTable } from './tables.ts'

// What people decide.
//
//   D1. A decision is accepted when it and the notification that carries it are on disk, in one commit.
//   D2. Of one review one decision at a time is accepted: the first wins, and the second is told by whom and when.
//   D3. It is taken back only before it is due, and then nothing of it is ever carried out.
//   D4. How it ended is final.

/** What became of a decision that was handed in. */
export type Accepted =
  | { readonly kind: 'accepted'; readonly decision: KeptDecision }
  /** The same was handed in before, under the same key of the caller's. */
  | { readonly kind: 'known'; readonly decision: KeptDecision }
  | { readonly kind: 'no review' }
  /** Nothing waits for a person. */
  | { readonly kind: 'not held'; readonly result?: string }
  /** It was taken on a reading that is not the last one. */
  | { readonly kind: 'changed' }
  /** Somebody was first. */
  | { readonly kind: 'decided'; readonly by: string; readonly at: Date }
  /** The caller has handed in something else under that key. */
  | { readonly kind: 'other of that key' }
  /** The notification of the review is gone, and with it the address of the object. */
  | { readonly kind: 'no address' }

/** What makes handing the same in twice one decision. */
export interface CallerKey {
  /** No other caller has one of the same text: it begins with their login. */
  readonly key: string
  /** Of all that is handed in under it: what differs in anything is something else. */
  readonly hash: string
}

/** A review as a person decides on it. */
export interface DecidableReview {
  readonly id: number
  readonly reportId: string
  readonly result?: string
  readonly reason: string | null
  /** Of the reading that it is held on. */
  readonly readingKey?: string
  /** As it was kept, see `parseDecision`. */
  readonly decision: unknown
}

/** The decisions of people; what is written here outlives the process. */
export interface HumanDecisions {
  /**
   * Accepts a decision, and puts it into the line of its object, behind what has arrived about it; the trail tells of it, also of a refusal.
   * @param key Of the caller's, so that handing it in twice is no second decision.
   */
  accept(
    decision: HumanDecision,
    by: Actor,
    times: { readonly now: Date; readonly dueAt: Date },
    key?: CallerKey,
  ): Promise<Accepted>
  /** What was handed in under that key before; nothing if the key is new. */
  knownAs(key: CallerKey): Promise<Extract<Accepted, { kind: 'known' | 'other of that key' }> | undefined>
  /** The review of that number. */
  review(id: number): Promise<DecidableReview | undefined>
  /** Takes a decision back; the trail tells of it. @returns False if it is being carried out or has ended. */
  takeBack(id: number, by: Actor, now: Date): Promise<boolean>
  find(id: number): Promise<KeptDecision | undefined>
  /** The one that a notification of the door `console` carries. */
  carriedBy(notificationId: number): Promise<KeptDecision | undefined>
  /** The same for several notifications at once, by their numbers. */
  carriedByEach(notificationIds: readonly number[]): Promise<ReadonlyMap<number, KeptDecision>>
  /** Of a review, oldest first. */
  of(reviewId: number): Promise<readonly KeptDecision[]>
  /** Notes how it ended; of one that has ended nothing is changed. */
  end(
    id: number,
    state: Exclude<DecisionState, 'accepted' | 'taken back'>,
    outcome: string | undefined,
    now: Date,
  ): Promise<void>
}

/** The decisions in that database. */
export function createHumanDecisions(db: Database): HumanDecisions {
  const decisions = () => db.selectFrom('human_decision').selectAll().orderBy('id')
  return {
    async accept(decision, by, times, key) {
      const path = await pathOf(db, decision.reviewId)
      if (path !== undefined) await untilTakenOver(db, path)
      return db.transaction().execute(async (trx) => {
        const accepted = await accept(trx, decision, times, key)
        // Nothing was done that is not in the trail already.
        if (accepted.kind === 'known') return accepted
        const act = `review ${decision.action}`
        await tell(trx, { act, reviewId: decision.reviewId, by, now: times.now }, whyNot(accepted))
        return accepted
      })
    },
    knownAs: (key) => knownAs(db, key),
    review: (id) => decidableReview(db, id),
    takeBack: (id, by, now) =>
      db.transaction().execute(async (trx) => {
        const reviewId = await takeBack(trx, id, now)
        const refused = reviewId === undefined ? 'it is being carried out or has ended' : undefined
        await tell(
          trx,
          { act: 'review undo', reviewId: reviewId ?? (await reviewOf(trx, id)), by, now },
          refused,
        )
        return reviewId !== undefined
      }),
    async find(id) {
      const row = await decisions().where('id', '=', id).executeTakeFirst()
      return row && toDecision(row)
    },
    async carriedBy(notificationId) {
      const row = await decisions().where('notification_id', '=', notificationId).executeTakeFirst()
      return row && toDecision(row)
    },
    async carriedByEach(notificationIds) {
      if (notificationIds.length === 0) return new Map()
      const rows = await decisions().where('notification_id', 'in', notificationIds).execute()
      return new Map(rows.map((row) => [row.notification_id, toDecision(row)]))
    },
    async of(reviewId) {
      return (await decisions().where('review_id', '=', reviewId).execute()).map(toDecision)
    },
    async end(id, state, outcome, now) {
      await db
        .updateTable('human_decision')
        .set({ state, outcome: outcome ?? null, ended_at: now.getTime() })
        .where('id', '=', id)
        .where('state', '=', 'accepted')
        .execute()
    },
  }
}

/** Of the object under review; its notification may be kept no longer. */
async function pathOf(db: Database, reviewId: number): Promise<string | undefined> {
  const row = await db
    .selectFrom('review')
    .innerJoin('notification', 'notification.id', 'review.notification_id')
    .select('notification.object_path')
    .where('review.id', '=', reviewId)
    .executeTakeFirst()
  return row?.object_path
}

async function decidableReview(db: Database, id: number): Promise<DecidableReview | undefined> {
  const row = await db
    .selectFrom('review')
    .select(['id', 'report_id', 'result', 'reason', 'reading_key', 'decision'])
    .where('id', '=', id)
    .executeTakeFirst()
  if (row === undefined) return undefined
  return {
    id: row.id,
    reportId: row.report_id,
    ...(row.result !== null && { result: row.result }),
    reason: row.reason,
    ...(row.reading_key !== null && { readingKey: row.reading_key }),
    decision: row.decision === null ? undefined : JSON.parse(row.decision),
  }
}

async function accept(
  trx: Database,
  decision: HumanDecision,
  { now, dueAt }: { readonly now: Date; readonly dueAt: Date },
  key: CallerKey | undefined,
): Promise<Accepted> {
  const review = await trx
    .selectFrom('review')
    .select(['id', 'report_id', 'notification_id'])
    .where('id', '=', decision.reviewId)
    .executeTakeFirst()
  if (review === undefined) return { kind: 'no review' }
  const ofCaller = key === undefined ? [] : [`decision under ${key.key}`]
  await lockTexts(trx, [`reviews of ${review.report_id}`, ...ofCaller])
  const known = key === undefined ? undefined : await knownAs(trx, key)
  if (known !== undefined) return known
  const obstacle = await obstacleTo(trx, decision, review.report_id, now)
  if (obstacle !== undefined) return obstacle
  const opener = await trx
    .selectFrom('notification')
    .select(['object_type', 'object_path', 'event_type', 'step_code', 'step_instance_id'])
    .where('id', '=', review.notification_id)
    .executeTakeFirst()
  if (opener === undefined) return { kind: 'no address' }
  const [receipt] = await receiveBatch(trx, [
    {
      notification: {
        door: 'console',
        externalId: `decision ${randomUUID()}`,
        objectType: opener.object_type,
        objectUri: opener.object_path,
        objectPath: opener.object_path,
        ...(opener.event_type !== null && { eventType: opener.event_type }),
        ...(opener.step_code !== null && { stepCode: opener.step_code }),
        ...(opener.step_instance_id !== null && { stepInstanceId: opener.step_instance_id }),
      },
      raw: new TextEncoder().encode(JSON.stringify({ review: review.id, action: decision.action })),
      at: now,
    },
  ])
  if (receipt === undefined) throw new Error('the inbox gave no receipt')
  const due = dueTime(trx, now, dueAt)
  await trx
    .updateTable('notification')
    .set({ due_at: due, not_before: due, review_id: review.id })
    .where('id', '=', receipt.id)
    .execute()
  const row = await trx
    .insertInto('human_decision')
    .values({
      review_id: review.id,
      notification_id: receipt.id,
      caller_key: key?.key ?? null,
      caller_hash: key?.hash ?? null,
      content: JSON.stringify(decision),
      state: 'accepted',
      accepted_at: now.getTime(),
      due_at: due,
    })
    .returningAll()
    .executeTakeFirstOrThrow()
  return { kind: 'accepted', decision: toDecision(row) }
}

/** D2, and that the review is held on the reading that was decided on. */
async function obstacleTo(
  trx: Database,
  { reviewId, readingKey }: HumanDecision,
  reportId: string,
  now: Date,
): Promise<Accepted | undefined> {
  const newest = await trx
    .selectFrom('review')
    .select(['id', 'result', 'reading_key'])
    .where('report_id', '=', reportId)
    .orderBy('id', 'desc')
    .limit(1)
    .executeTakeFirstOrThrow()
  const first = await trx
    .selectFrom('human_decision')
    .selectAll()
    .where('review_id', '=', reviewId)
    .where('state', '=', 'accepted')
    .executeTakeFirst()
  if (
    first !== undefined &&
    !(
      newest.result === 'held' &&
      (await giveUp(trx, { id: first.id, notificationId: first.notification_id }, now))
    )
  )
    return { kind: 'decided', by: toDecision(first).by, at: new Date(first.accepted_at) }
  if (newest.id !== reviewId || newest.result !== 'held') {
    return {
      kind: 'not held',
      ...(newest.id === reviewId && newest.result !== null && { result: newest.result }),
    }
  }
  return newest.reading_key === readingKey ? undefined : { kind: 'changed' }
}

async function knownAs(
  db: Database,
  { key, hash }: CallerKey,
): Promise<Extract<Accepted, { kind: 'known' | 'other of that key' }> | undefined> {
  const row = await db
    .selectFrom('human_decision')
    .selectAll()
    .where('caller_key', '=', key)
    .where('caller_hash', 'is not', null)
    .executeTakeFirst()
  if (row === undefined) return undefined
  return row.caller_hash === hash
    ? { kind: 'known', decision: toDecision(row) }
    : { kind: 'other of that key' }
}

/** D3: whoever claims the notification and whoever takes it back change the same row. */
async function takeBack(trx: Database, id: number, now: Date): Promise<number | undefined> {
  const decision = await trx
    .selectFrom('human_decision')
    .select(['notification_id', 'review_id'])
    .where('id', '=', id)
    .where('state', '=', 'accepted')
    .executeTakeFirst()
  if (decision === undefined) return undefined
  const { numUpdatedRows } = await trx
    .updateTable('notification')
    .set({
      state: 'done',
      reason_code: 'TAKEN_BACK',
      reason: 'the decision was taken back',
      finished_at: now.getTime(),
    })
    .where('id', '=', decision.notification_id)
    .where('state', '=', 'waiting')
    .where('due_at', '>', now.getTime())
    // One that waits to be tried again may have sent something already.
    .where('attempts', '=', 0)
    .executeTakeFirst()
  if (numUpdatedRows === 0n) return undefined
  await trx
    .updateTable('human_decision')
    .set({ state: 'taken back', ended_at: now.getTime() })
    .where('id', '=', id)
    .execute()
  return decision.review_id
}

async function reviewOf(trx: Database, id: number): Promise<number> {
  const row = await trx
    .selectFrom('human_decision')
    .select('review_id')
    .where('id', '=', id)
    .executeTakeFirst()
  return row?.review_id ?? 0
}

/** The last statement of its transaction: others who append wait until that ends. @param refused Why, if it was. */
async function tell(
  trx: Database,
  {
    act,
    reviewId,
    by,
    now,
  }: { readonly act: string; readonly reviewId: number; readonly by: Actor; readonly now: Date },
  refused: string | undefined,
): Promise<void> {
  await createTrail(trx).append({
    at: now,
    who: by,
    act,
    subject: `review ${reviewId}`,
    outcome: refused === undefined ? 'done' : 'refused',
    ...(refused !== undefined && { detail: refused }),
  })
}

/** Without names: the trail keeps those apart. */
function whyNot({ kind }: Accepted): string | undefined {
  return kind === 'accepted' ? undefined : kind
}

/** A decision as it is kept in its row. */
export function toDecision(row: Selectable<HumanDecisionTable>): KeptDecision {
  return {
    ...humanDecision.parse(JSON.parse(row.content)),
    id: row.id,
    notificationId: row.notification_id,
    acceptedAt: new Date(row.accepted_at),
    dueAt: new Date(row.due_at),
    state: DECISION_STATES.find((state) => state === row.state) ?? 'not carried out',
    ...(row.outcome !== null && { outcome: row.outcome }),
  }
}
