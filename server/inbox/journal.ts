import { z } from 'zod'
import type { Database } from './database.ts'
import type { Claimed } from './inbox.ts'
import { LeaseLostError } from './lease-lost-error.ts'
import type { Review } from './reviews.ts'

/**
 * Where a write to Concur stands. `sent` and `unknown` may or may not have taken effect, and only reading the
 * report tells; `not applied` is what such a reading found.
 */
export type EffectState = 'planned' | 'sent' | 'confirmed' | 'refused' | 'unknown' | 'not applied'

const flags = z.object({ report: z.boolean(), entries: z.record(z.string(), z.boolean()) })

const exceptions = z.object({
  kind: z.literal('exceptions'),
  exceptions: z
    .array(
      z.object({
        objectType: z.enum(['Report', 'Entry', 'Allocation']),
        objectId: z.string(),
        code: z.string(),
        /** The rule of the policy that used the code. */
        rule: z.string(),
        state: z.enum(['open', 'confirmed', 'refused']),
        message: z.string().optional(),
      }),
    )
    .readonly(),
  /** Which exception flags the report showed before: v1.1 has no list of exceptions to read back. */
  flagsBefore: flags,
})

const workflow = z.object({
  kind: z.literal('workflow'),
  action: z.enum(['Approve', 'Send Back to Employee']),
  comment: z.string().optional(),
  path: z.string(),
})

const effectContent = z.discriminatedUnion('kind', [exceptions, workflow])

/** What is to be written: a batch of exceptions, or a workflow action. */
export type EffectContent = z.infer<typeof effectContent>
/** A batch of exceptions. */
export type ExceptionsContent = z.infer<typeof exceptions>
/** A workflow action. */
export type WorkflowContent = z.infer<typeof workflow>
/** The exception flags of a report at one moment. */
export type ExceptionFlags = z.infer<typeof flags>

/** A journalled write. */
export interface Effect<Content = EffectContent> {
  readonly id: number
  readonly state: EffectState
  readonly content: Content
}

/** The journal of writes to Concur: each is here, on disk, before it is sent. */
export interface Journal {
  plan<Content extends EffectContent>(review: Review, content: Content, now: Date): Promise<Effect<Content>>
  /**
   * Notes that the write is about to be sent.
   * @throws {LeaseLostError} If the notification or the review is another worker's: then it must not be sent.
   */
  sent(effect: Effect, claimed: Claimed, now: Date): Promise<void>
  settle(
    effect: Effect,
    state: EffectState,
    content: EffectContent,
    reason: string | undefined,
    now: Date,
  ): Promise<void>
  /** All writes of a review, oldest first. */
  of(review: Review): Promise<readonly Effect[]>
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
              .where('notification.lease_until', '>', now.getTime()),
          ),
        )
        .executeTakeFirst()
      if (result.numUpdatedRows === 0n)
        throw new LeaseLostError(`notification ${claimed.id}: the lease ended`)
    },

    async settle(effect, state, content, reason, now) {
      await db
        .updateTable('effect')
        .set({ state, content: JSON.stringify(content), settled_at: now.getTime(), reason: reason ?? null })
        .where('id', '=', effect.id)
        .execute()
    },

    async of(review) {
      const rows = await db
        .selectFrom('effect')
        .select(['id', 'state', 'content'])
        .where('review_id', '=', review.id)
        .orderBy('id')
        .execute()
      return rows.map(({ id, state, content }) => ({
        id,
        state: effectState.parse(state),
        content: effectContent.parse(JSON.parse(content)),
      }))
    },
  }
}

const effectState = z.enum(['planned', 'sent', 'confirmed', 'refused', 'unknown', 'not applied'])
