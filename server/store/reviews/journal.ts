import {
  type Effect,
  type EffectContent,
  type EffectState,
  effectContent,
  effectState,
} from '../../record/effect.ts'
import type { Review } from '../../record/review.ts'
import type { Database } from '../database.ts'
import type { Claimed } from '../inbox/inbox.ts'
import { LeaseLostError } from '../lease-lost-error.ts'
import { momentIn } from '../moment.ts'

// The journal of writes to Concur.
//
//   planned ──> sent ──> confirmed | refused
//      │          ├────> unknown ──> confirmed | not applied     found by reading back
//      │          └────> not applied                             the call never left us
//      └──> not applied                                          never sent
//
//   J1. Nothing is sent before `sent` is on disk, and `sent` is written only under the notification's lease and by the
//       worker that has the review.
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

/** The journal of writes to Concur: each is here, on disk, before it is sent. */
export interface Journal {
  plan<Content extends EffectContent>(review: Review, content: Content, now: Date): Promise<Effect<Content>>
  /**
   * Notes that the write is about to be sent (J1).
   * @throws {LeaseLostError} If the notification or the review is another worker's: then it must not be sent.
   */
  sent(effect: Effect, claimed: Claimed, now: Date): Promise<void>
  /**
   * Notes what became of a write.
   * @returns False where that is known already (J3), and nothing was changed.
   */
  settle(
    effect: Effect,
    state: SettledState,
    content: EffectContent,
    reason: string | undefined,
    now: Date,
  ): Promise<boolean>
  /** All writes of a review, oldest first. */
  of(review: Review): Promise<readonly Effect[]>
  /** Those of all earlier reviews of the same object, oldest first. */
  before(review: Review): Promise<readonly Effect[]>
}

/** The journal in that database. */
export function createJournal(db: Database): Journal {
  return {
    async plan(review, content, now) {
      const { id } = await db
        .insertInto('effect')
        .values({
          review_id: review.id,
          kind: content.kind,
          state: 'planned',
          content: JSON.stringify(content),
          planned_at: now.getTime(),
        })
        .returning('id')
        .executeTakeFirstOrThrow()
      return { id, state: 'planned', content }
    },

    async sent(effect, claimed, now) {
      const result = await db
        .updateTable('effect')
        .set({ state: 'sent', sent_at: now.getTime() })
        .where('id', '=', effect.id)
        .where('state', '=', 'planned')
        .where((eb) =>
          eb.exists(
            eb
              .selectFrom('review')
              .select('review.id')
              .whereRef('review.id', '=', 'effect.review_id')
              .where('review.worker', '=', claimed.claim),
          ),
        )
        .where((eb) =>
          eb.exists(
            eb
              .selectFrom('notification')
              .select('notification.id')
              .where('notification.id', '=', claimed.id)
              .where('notification.claim', '=', claimed.claim)
              .where('notification.lease_until', '>', momentIn(db, now)),
          ),
        )
        .executeTakeFirst()
      if (result.numUpdatedRows === 0n)
        throw new LeaseLostError(`notification ${claimed.id}: the lease ended`)
    },

    async settle(effect, state, content, reason, now) {
      const { numUpdatedRows } = await db
        .updateTable('effect')
        .set({ state, content: JSON.stringify(content), settled_at: now.getTime(), reason: reason ?? null })
        .where('id', '=', effect.id)
        .where('state', 'in', REACHED_FROM[state])
        .executeTakeFirst()
      return numUpdatedRows > 0n
    },

    async of({ id }) {
      const rows = await effects(db).where('review_id', '=', id).execute()
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

function effects(db: Database) {
  return db.selectFrom('effect').select(['effect.id', 'effect.state', 'effect.content']).orderBy('effect.id')
}

function toEffect({ id, state, content }: { id: number; state: string; content: string }): Effect {
  return { id, state: effectState.parse(state), content: effectContent.parse(JSON.parse(content)) }
}
