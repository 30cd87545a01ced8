import { ConcurError } from '../concur/concur-error.ts'
import type { Log } from '../log.ts'
import type { Decision } from '../record/decision.ts'
import type { Effect, EffectContent } from '../record/effect.ts'
import type { Review, ReviewEvent } from '../record/review.ts'
import { inEnglish, type Sentence, say } from '../record/sentence.ts'
import type { Claimed } from '../store/inbox/inbox.ts'
import { type Journal, NEVER_SENT, type SettledState } from '../store/reviews/journal.ts'
import type { Reviews } from '../store/reviews/reviews.ts'
import type { Answered, SeenObject, Write } from './seen-object.ts'

/** What the writes of one review need. */
export interface WriteContext {
  readonly reviews: Reviews
  readonly journal: Journal
  readonly log: Log
  readonly now: () => Date
  readonly claimed: Claimed
  readonly review: Review
  /** With the review its notification is done. */
  readonly endsNotification?: boolean
  /** It was opened just now: nothing was written for it. */
  readonly isNew?: boolean
}

/** The writes of one review to Concur, each in the journal before it is sent. */
export interface JournalledWrites {
  /**
   * Finds out what became of writes whose answers never came, from an object that is still where it was.
   * @returns False if Concur does not tell.
   */
  readBack(seen: SeenObject): Promise<boolean>
  /** Puts the findings on the object that are not there yet. @returns What Concur refused, in words. */
  flag(seen: SeenObject, decision: Decision): Promise<readonly string[]>
  /** Sends one write, once. @param before The line of the trail that it follows from, kept with it. */
  write(write: Write, before?: ReviewEvent): Promise<Answered>
}

/** The writes of the review in that context. */
export function journalledWrites(context: WriteContext): JournalledWrites {
  const { journal, now, claimed, review } = context
  /** Nothing was written for it before. */
  let isBlank = context.isNew === true

  return {
    async readBack(seen) {
      let isAllTold = true
      for (const effect of await written()) {
        if (effect.state === 'planned') {
          await settle(effect, 'not applied', effect.content, NEVER_SENT)
        } else if (effect.state === 'sent' || effect.state === 'unknown') {
          const isTold = await readBackOne(effect, seen)
          isAllTold &&= isTold
        }
      }
      return isAllTold
    },

    async flag(seen, decision) {
      const refused: string[] = []
      const writes = await seen.flags(decision, await written(), () => journal.before(review))
      for (const each of writes) {
        const answered = await write(each)
        refused.push(...(answered.refused ?? []))
      }
      return refused
    },

    write,
  }

  async function written(): Promise<readonly Effect[]> {
    return isBlank ? [] : journal.of(review)
  }

  async function readBackOne(effect: Effect, seen: SeenObject): Promise<boolean> {
    if (effect.content.kind === 'workflow') {
      await settle(
        effect,
        'not applied',
        effect.content,
        inEnglish(say('still at step', { noun: seen.noun })),
      )
      return true
    }
    const found = await seen.readBack(effect.content)
    if (found === undefined) return false
    await settle(effect, found.state, found.content, inEnglish(say('read back', { noun: seen.noun })))
    return true
  }

  /** The order that makes a crash harmless: on disk, while we hold the lease; then sent. */
  async function write({ content, send }: Write, before?: ReviewEvent): Promise<Answered> {
    isBlank = false
    const effect = await journal.send(review, content, claimed, now(), before)
    try {
      const answered = await send()
      const { state, detail } = answered
      await settle(effect, state, answered.content, answered.reason, callOf(content, state, detail))
      return answered
    } catch (error) {
      if (error instanceof ConcurError) {
        const { mayHaveHappened, message, status, reply } = error
        const state = mayHaveHappened ? 'unknown' : 'not applied'
        await settle(effect, state, content, message, callOf(content, state, { status, message, reply }))
      }
      throw error
    }
  }

  function settle(
    effect: Effect,
    state: SettledState,
    content: EffectContent,
    reason?: string,
    after?: ReviewEvent,
  ): Promise<void> {
    return settleEffect(context, effect, state, content, reason, after)
  }
}

function callOf(content: EffectContent, state: SettledState, detail: unknown): ReviewEvent {
  return { kind: 'call', summary: inEnglish(describe(content, state)), detail }
}

/**
 * Notes what became of a write, unless another worker has found that out before (J3 of the journal): what we know came
 * too late.
 * @param after The line of the trail that tells of it.
 */
export async function settleEffect(
  { journal, log, now, claimed, review }: WriteContext,
  effect: Effect,
  state: SettledState,
  content: EffectContent,
  reason?: string,
  after?: ReviewEvent,
): Promise<void> {
  if (await journal.settle(effect, state, content, reason, now(), after)) return
  const { id, correlationId } = claimed
  log.warn('journal.late', { review: review.id, effect: effect.id, state, notification: id, correlationId })
}

function describe(content: EffectContent, state: SettledState): Sentence {
  if (content.kind === 'workflow') return say('action answered', { action: content.action, state })
  if (content.kind === 'withdrawal') return say('withdrawal answered', { code: content.code, state })
  return say('exceptions answered', { codes: content.exceptions.map(({ code }) => code).join(' '), state })
}
