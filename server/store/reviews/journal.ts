import { sql } from 'kysely'
import {
  type Effect,
  type EffectContent,
  type EffectState,
  effectContent,
  effectState,
} from '../../record/effect.ts'
import type { Review, ReviewEvent } from '../../record/review.ts'
import { inEnglish, say } from '../../record/sentence.ts'
import type { Database } from '../database.ts'
import type { Claimed } from '../inbox/inbox.ts'
import { LeaseLostError } from '../lease-lost-error.ts'
import { momentIn } from '../moment.ts'
import { prepared } from '../prepared.ts'
import { orElse } from '../statement.ts'
import { together } from '../together.ts'
import { type EventToKeep, eventToKeep, insertingEvent, keepEvent } from './review-events.ts'

// The journal of writes to Concur.
//
//   sent ──> confirmed | refused
//    ├─────> unknown ──> confirmed | not applied     found by reading back
//    └─────> not applied                             the call never left us
//   planned ──> not applied                          never sent; only earlier versions have left one so
//
//   J1. Nothing is sent before `sent` is on disk, and `sent` is written only under the notification's lease and by the
//       worker that has the review; without them, `not applied` is.
//   J2. A write whose answer was lost is never repeated: the object is read back first.
//   J3. Confirmed, refused and not applied are final. A late answer of a worker that lost its lease changes nothing.

/** The states from which each state is reached by settling. */
const REACHED_FROM = {
  confirmed: ['sent', 'unknown'],
  refused: ['sent'],
  unknown: ['sent', 'unknown'],
  'not applied': ['planned', 'sent', 'unknown'],
} as const satisfies Record<SettledState, readonly EffectState[]>

/** What `settle` can write. */
export type SettledState = Exclude<EffectState, 'planned' | 'sent'>

/** Why a write that was only planned is not applied. */
export const NEVER_SENT = inEnglish(say('never sent'))

/** The journal of writes to Concur: each is here, on disk, before it is sent. */
export interface Journal {
  /**
   * Notes that the write is about to be sent (J1).
   * @param before The line of the trail that it follows from; kept with it.
   * @throws {LeaseLostError} If the notification or the review is another worker's: then it must not be sent.
   */
  send<Content extends EffectContent>(
    review: Review,
    content: Content,
    claimed: Claimed,
    now: Date,
    before?: ReviewEvent,
  ): Promise<Effect<Content>>
  /**
   * Notes what became of a write.
   * @param after The line of the trail that tells of it; kept if that is news.
   * @returns False where that is known already (J3), and nothing was changed.
   */
  settle(
    effect: Effect,
    state: SettledState,
    content: EffectContent,
    reason: string | undefined,
    now: Date,
    after?: ReviewEvent,
  ): Promise<boolean>
  /** All writes of a review, oldest first. */
  of(review: Review): Promise<readonly Effect[]>
  /** Those of all earlier reviews of the same object, oldest first. */
  before(review: Review): Promise<readonly Effect[]>
}

/** The journal in that database. */
export function createJournal(db: Database): Journal {
  return {
    async send(review, content, claimed, now, before) {
      const insert = insertEffect(db, {
        reviewId: review.id,
        kind: content.kind,
        content: JSON.stringify(content),
        notification: claimed.id,
        claim: claimed.claim,
        now,
        neverSent: NEVER_SENT,
      })
      const event = before === undefined ? [] : [keepEvent(db, review.id, await eventToKeep(before, now))]
      const [{ rows }] = await together(db, [insert, ...event])
      const { id = 0, state } = rows[0] ?? {}
      if (state !== 'sent') throw new LeaseLostError(`notification ${claimed.id}: the lease ended`)
      return { id, state, content }
    },

    async settle({ id }, state, content, reason, now, after) {
      const settle = SETTLE[state](db, { id, content: JSON.stringify(content), reason: reason ?? null, now })
      const event =
        after === undefined ? [] : [keepEventOf(db, { effectId: id, ...(await eventToKeep(after, now)) })]
      try {
        await together(db, [orElse(settle, () => new LateError()), ...event])
        return true
      } catch (error) {
        if (error instanceof LateError) return false
        throw error
      }
    },

    async of({ id }) {
      const [{ rows }] = await together(db, [selectEffects(db, { id })])
      return rows.map(toEffect)
    },

    async before({ id, reportId }) {
      const rows = await effects(db)
        .where('review_id', 'in', (earlier) =>
          earlier
            .selectFrom('review')
            .select('review.id')
            .where('review.report_id', '=', reportId)
            .where('review.id', '<', id),
        )
        .execute()
      return rows.map(toEffect)
    },
  }
}

/** What became of a write is known already (J3). */
class LateError extends Error {}

const selectEffects = prepared((db, { id }: { readonly id: number }) =>
  effects(db).where('review_id', '=', id).compile(),
)

interface EffectToSend {
  readonly reviewId: number
  readonly kind: string
  readonly content: string
  readonly notification: number
  readonly claim: string
  readonly now: Date
  readonly neverSent: string
}

/** J1 */
const insertEffect = prepared((db, given: EffectToSend) =>
  sql<{ readonly id: number; readonly state: string }>`
    insert into effect (review_id, kind, content, planned_at, state, sent_at, settled_at, reason)
    select cast(${given.reviewId} as bigint), cast(${given.kind} as text), cast(${given.content} as text), moment,
      case when is_ours then 'sent' else 'not applied' end,
      case when is_ours then moment end,
      case when not is_ours then moment end,
      case when not is_ours then cast(${given.neverSent} as text) end
    from (select cast(${given.now.getTime()} as bigint) as moment,
      exists (select 1 from review where id = ${given.reviewId} and worker = ${given.claim})
      and exists (select 1 from notification where id = ${given.notification} and claim = ${given.claim}
        and lease_until > ${momentIn(db, given.now)}) as is_ours) as lease
    returning id, state`.compile(db),
)

interface EffectToSettle {
  readonly id: number
  readonly content: string
  readonly reason: string | null
  readonly now: Date
}

function settling(state: SettledState) {
  return prepared((db, { id, content, reason, now }: EffectToSettle) =>
    db
      .updateTable('effect')
      .set({ state, content, settled_at: now.getTime(), reason })
      .where('id', '=', id)
      .where('state', 'in', REACHED_FROM[state])
      .compile(),
  )
}

const SETTLE = {
  confirmed: settling('confirmed'),
  refused: settling('refused'),
  unknown: settling('unknown'),
  'not applied': settling('not applied'),
} as const satisfies Record<SettledState, unknown>

const keepEventOf = prepared((db, given: EventToKeep & { readonly effectId: number }) =>
  insertingEvent(
    db,
    sql<number>`(select review_id from effect where id = ${given.effectId})`,
    given,
  ).compile(),
)

function effects(db: Database) {
  return db.selectFrom('effect').select(['effect.id', 'effect.state', 'effect.content']).orderBy('effect.id')
}

function toEffect({ id, state, content }: { id: number; state: string; content: string }): Effect {
  return { id, state: effectState.parse(state), content: effectContent.parse(JSON.parse(content)) }
}
