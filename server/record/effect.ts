import { z } from 'zod'
import { EXCEPTION_VISIBILITIES } from './decision.ts'

/**
 * Where a write to Concur stands. `sent` and `unknown` may or may not have taken effect, and only reading the
 * report tells; `not applied` is what such a reading found.
 */
export const effectState = z.enum(['planned', 'sent', 'confirmed', 'refused', 'unknown', 'not applied'])
/** One of them. */
export type EffectState = z.infer<typeof effectState>

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
  /** On the expenses that an approver has rejected; v4 alone. */
  expenseRejectedComment: z.string().exactOptional(),
  path: z.string(),
  /** Where v4 must find the object, or does nothing. */
  expectedStepCode: z.string().exactOptional(),
  expectedStepInstanceId: z.string().exactOptional(),
})

/** What is to be written, as it is kept. */
export const effectContent = z.discriminatedUnion('kind', [exceptions, withdrawal, workflow])

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
