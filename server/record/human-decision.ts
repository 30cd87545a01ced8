import { z } from 'zod'
import type { HoldReason } from './hold-reason.ts'
import { type Sentence, say } from './sentence.ts'

/**
 * What a person says of one reason: the finding is wrong, it is right and within the policy all the same, an exception
 * is granted, or it stands.
 */
export const VERDICTS = ['incorrect', 'in policy', 'exception', 'out of policy'] as const
/** One of {@link VERDICTS}. */
export type Verdict = (typeof VERDICTS)[number]

/** What a person can do with a held object. */
export const HUMAN_ACTIONS = ['approve', 'send back'] as const
/** One of {@link HUMAN_ACTIONS}. */
export type HumanAction = (typeof HUMAN_ACTIONS)[number]

/** Longer comments are refused by Concur. */
export const MAX_COMMENT = 2000
const MAX_REASON = 2000

/**
 * Where a human decision stands.
 *
 *   accepted ──> carried out | superseded | not carried out
 *       └──────> taken back                                      before it is due
 */
export const DECISION_STATES = [
  'accepted',
  'taken back',
  'carried out',
  'superseded',
  'not carried out',
] as const
/** One of {@link DECISION_STATES}. */
export type DecisionState = (typeof DECISION_STATES)[number]

/** What a person decides on a held object, as it is kept. */
export const humanDecision = z.object({
  reviewId: z.number(),
  /** Of the reading that it was taken on; see `readingKey` of a seen object. */
  readingKey: z.string(),
  action: z.enum(HUMAN_ACTIONS),
  /** By the key of the reason, see `HoldReason`. */
  verdicts: z.record(z.string(), z.enum(VERDICTS)),
  /** For colleagues and auditors. */
  reason: z.string().max(MAX_REASON).exactOptional(),
  /** For the employee; where the object is sent back. */
  comment: z.string().max(MAX_COMMENT).exactOptional(),
  /** The login of the person. */
  by: z.string(),
})
/** What a person decides on a held object. */
export type HumanDecision = z.infer<typeof humanDecision>

/** A human decision that was accepted. */
export interface KeptDecision extends HumanDecision {
  readonly id: number
  /** The notification of the door `console` that carries it. */
  readonly notificationId: number
  readonly acceptedAt: Date
  /** Until then it can be taken back, and then it is carried out. */
  readonly dueAt: Date
  readonly state: DecisionState
  /** Why it was not carried out, or what became of it. */
  readonly outcome?: string
}

/**
 * What is wrong with a decision; pure.
 * @param reasons Why the review is held.
 */
export function decisionProblems(
  {
    action,
    verdicts,
    comment,
    reason = '',
  }: Pick<HumanDecision, 'action' | 'verdicts' | 'comment'> & { readonly reason?: string | undefined },
  reasons: readonly HoldReason[],
): readonly Sentence[] {
  const problems: Sentence[] = []
  const known = new Set(reasons.map(({ key }) => key))
  for (const key of Object.keys(verdicts)) {
    if (!known.has(key)) problems.push(say('verdict for nothing', { on: key, keys: [...known] }))
  }
  if ((comment ?? '').length > MAX_COMMENT) problems.push(say('comment too long', { most: MAX_COMMENT }))
  if (reason.length > MAX_REASON) problems.push(say('reason too long', { most: MAX_REASON }))
  const stands = reasons.some(({ key }) => verdicts[key] === 'out of policy')
  if (action === 'approve') {
    for (const { key, message } of reasons) {
      // A rule may have the name of something that every object has.
      if (!Object.hasOwn(verdicts, key)) problems.push(say('not judged', { key, message }))
    }
  } else {
    if ((comment ?? '').trim() === '') problems.push(say('comment missing'))
    if (!stands) problems.push(say('nothing out of policy'))
  }
  if (action === 'approve' && comment !== undefined) {
    problems.push(say('comment for nobody'))
  }
  return problems
}
