import { z } from 'zod'
import type { HumanAction } from './human-decision.ts'
import { MAX_NOTE, type ReviewNote } from './review-note.ts'
import { inEnglish, type Sentence, say } from './sentence.ts'

/** What somebody can do with a review besides deciding on it. */
export const REVIEW_ACTS = [
  'assign',
  'note',
  'ask',
  'answer',
  'snooze',
  'look again',
  'retry',
  'undo',
] as const
/** One of {@link REVIEW_ACTS}. */
export type ReviewActKind = (typeof REVIEW_ACTS)[number]

/** Nothing is put off for longer. */
export const MAX_SNOOZE_DAYS = 90

const words = inEnglish(say('text expected', { most: MAX_NOTE }))
const text = z.string(words).trim().min(1, words).max(MAX_NOTE, words)
const MAX_LOGIN = 200
const some = inEnglish(say('login expected'))
const login = z
  .string(some)
  .trim()
  .min(1, some)
  .max(MAX_LOGIN, inEnglish(say('shorter login expected', { most: MAX_LOGIN })))
  .transform((each) => each.toLowerCase())

/** An act on a review as somebody hands it in. */
export const reviewAct = z.discriminatedUnion('kind', [
  /** Without `to` it is nobody's any more. */
  z.strictObject({ kind: z.literal('assign'), to: login.exactOptional() }),
  z.strictObject({ kind: z.literal('note'), text }),
  z.strictObject({ kind: z.literal('ask'), to: login, text }),
  /** Without `question` the only one that is open. */
  z.strictObject({ kind: z.literal('answer'), question: z.int().positive().exactOptional(), text }),
  /** Without `until` it ends at once. */
  z.strictObject({ kind: z.literal('snooze'), until: z.date().exactOptional() }),
  z.strictObject({ kind: z.literal('look again') }),
  z.strictObject({ kind: z.literal('retry') }),
  /** `decision`: the number of the one that is meant; without it the last one. */
  z.strictObject({ kind: z.literal('undo'), decision: z.int().positive().exactOptional() }),
])
/** An act on a review. */
export type ReviewAct = z.infer<typeof reviewAct>

/** What was done, or was done before in the same way. */
export type ActDone =
  /** `before`: who had it. */
  | { readonly kind: 'assign'; readonly to?: string; readonly before?: string }
  | { readonly kind: 'note' | 'ask' | 'answer'; readonly note: ReviewNote }
  | { readonly kind: 'snooze'; readonly until?: Date }
  | { readonly kind: 'look again' }
  /** `of`: the decision of a person that is tried again; without it the policy decides again. */
  | { readonly kind: 'retry'; readonly of?: { readonly by: string; readonly action: HumanAction } }
  /** `by`: whose decision was taken back. */
  | { readonly kind: 'undo'; readonly by: string }

/** What became of an act. */
export type ActOutcome =
  /** `isNew`: false where all was so already, and nothing was changed. */
  { readonly kind: 'done'; readonly isNew: boolean; readonly done: ActDone } | RefusedAct

/**
 * An act was `wrong`, or `forbidden` to whoever wanted it, or in `conflict` with where the review stands.
 */
export interface RefusedAct {
  readonly kind: 'refused'
  readonly why: 'no review' | 'wrong' | 'forbidden' | 'conflict'
  readonly problems: readonly Sentence[]
}
