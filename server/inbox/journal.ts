import { z } from 'zod'
import { EXCEPTION_VISIBILITIES } from '../policy/decision.ts'
import type { Database } from './database.ts'
import type { Claimed } from './inbox.ts'
import { LeaseLostError } from './lease-lost-error.ts'
import type { Review } from './reviews.ts'

/**
 * Where a write to Concur stands. `sent` and `unknown` may or may not have taken effect, and only reading the
 * report tells; `not applied` is what such a reading found.
 */
export type EffectState = 'planned' | 'sent' | 'confirmed' | 'refused' | 'unknown' | 'not applied'

const OBJECT_TYPES = ['Report', 'Entry', 'Allocation'] as const

const flags = z.object({ report: z.boolean(), entries: z.record(z.string(), z.boolean()) })

const exceptions = z.object({
  kind: z.literal('exceptions'),
  exceptions: z
    .array(
      z.object({
        objectType: z.enum(OBJECT_TYPES),
        objectId: z.string(),
        /** The expense that an allocation belongs to; v1.1 does not ask for it. */
        expenseId: z.string().exactOptional(),
        code: z.string(),
        /** Who is to see it; v1.1 cannot be told. */
        visibility: z.enum(EXCEPTION_VISIBILITIES).exactOptional(),
        /** The rule of the policy that used the code. */
        rule: z.string(),
        state: z.enum(['open', 'confirmed', 'refused']),
        message: z.string().optional(),
      }),
    )
    .readonly(),
  /** Which exception flags the report showed before: v1.1 has no list of exceptions to read back, as v4 does. */
  flagsBefore: flags.exactOptional(),
})

const withdrawal = z.object({
  kind: z.literal('withdrawal'),
  objectType: z.enum(OBJECT_TYPES),
  objectId: z.string(),
  expenseId: z.string().exactOptional(),
  code: z.string(),
})

const workflow = z.object({
  kind: z.literal('workflow'),
  action: z.enum(['Approve', 'Send Back to Employee']),
  comment: z.string().optional(),
  path: z.string(),
  /** Where v4 must find the object, or does nothing. */
  expectedStepCode: z.string().exactOptional(),
  expectedStepInstanceId: z.string().exactOptional(),
})

const effectContent = z.discriminatedUnion('kind', [exceptions, withdrawal, workflow])

/** What is to be written: exceptions, one that is taken away, or a workflow action. */
export type EffectContent = z.infer<typeof effectContent>
/** A batch of exceptions. */
export type ExceptionsContent = z.infer<typeof exceptions>
/** An exception that an earlier review put there, and that nothing asks for any more. */
export type WithdrawalContent = z.infer<typeof withdrawal>
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

const effectState = z.enum(['planned', 'sent', 'confirmed', 'refused', 'unknown', 'not applied'])
