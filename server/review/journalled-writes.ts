import { ConcurError } from '../concur/concur-error.ts'
import type { Log } from '../log.ts'
import type { Decision } from '../record/decision.ts'
import type { Effect, EffectContent } from '../record/effect.ts'
import type { Review } from '../record/review.ts'
import { inEnglish, type Sentence, say } from '../record/sentence.ts'
import type { Claimed } from '../store/inbox/inbox.ts'
import { LeaseLostError } from '../store/lease-lost-error.ts'
import type { Journal, SettledState } from '../store/reviews/journal.ts'
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
  /** Sends one write, once. */
  write(write: Write): Promise<Answered>
}

/** Why a write that was only planned is not applied. */
export const NEVER_SENT = inEnglish(say('never sent'))

/** The writes of the review in that context. */
export function journalledWrites(context: WriteContext): JournalledWrites {
  const { reviews, journal, now, claimed, review } = context

  return {
    async readBack(seen) {
      let isAllTold = true
      for (const effect of await journal.of(review)) {
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
      const writes = await seen.flags(decision, await journal.of(review), () => journal.before(review))
      for (const each of writes) {
        const answered = await write(each)
        refused.push(...(answered.refused ?? []))
      }
      return refused
    },

    write,
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

  /** The order that makes a crash harmless: planned, on disk; sent, on disk, while we hold the lease; then sent. */
  async function write({ content, send }: Write): Promise<Answered> {
    const effect = await plan(content)
    try {
      const answered = await send()
      const isSettled = await settle(effect, answered.state, answered.content, answered.reason)
      if (isSettled) await record(describe(content, answered.state), answered.detail)
      return answered
    } catch (error) {
      if (error instanceof ConcurError) {
        const { mayHaveHappened, message, status, reply } = error
        const state = mayHaveHappened ? 'unknown' : 'not applied'
        const isSettled = await settle(effect, state, content, message)
        if (isSettled) await record(describe(content, state), { status, message, reply })
      }
      throw error
    }
  }

  /** @throws {LeaseLostError} If it must not be sent. */
  async function plan(content: EffectContent): Promise<Effect> {
    const effect = await journal.plan(review, content, now())
    try {
      await journal.sent(effect, claimed, now())
    } catch (error) {
      // Whoever has the review meanwhile may have ended it, and will not look at this one.
      if (error instanceof LeaseLostError) {
        await journal.settle(effect, 'not applied', content, NEVER_SENT, now())
      }
      throw error
    }
    return effect
  }

  function settle(
    effect: Effect,
    state: SettledState,
    content: EffectContent,
    reason?: string,
  ): Promise<boolean> {
    return settleEffect(context, effect, state, content, reason)
  }

  function record(call: Sentence, detail: unknown): Promise<void> {
    return reviews.record(review, { kind: 'call', summary: inEnglish(call), detail }, now())
  }
}

/**
 * Notes what became of a write.
 * @returns False where another worker has found that out before (J3 of the journal): what we know came too late.
 */
export async function settleEffect(
  { journal, log, now, claimed, review }: WriteContext,
  effect: Effect,
  state: SettledState,
  content: EffectContent,
  reason?: string,
): Promise<boolean> {
  const isSettled = await journal.settle(effect, state, content, reason, now())
  if (!isSettled) {
    const { id, correlationId } = claimed
    log.warn('journal.late', { review: review.id, effect: effect.id, state, notification: id, correlationId })
  }
  return isSettled
}

function describe(content: EffectContent, state: SettledState): Sentence {
  if (content.kind === 'workflow') return say('action answered', { action: content.action, state })
  if (content.kind === 'withdrawal') return say('withdrawal answered', { code: content.code, state })
  return say('exceptions answered', { codes: content.exceptions.map(({ code }) => code).join(' '), state })
}
