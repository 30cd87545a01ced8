import type { EffectState } from '../record/effect.ts'
import type { Inbox } from '../store/inbox/inbox.ts'
import { LeaseLostError } from '../store/lease-lost-error.ts'
import type { Journal } from '../store/reviews/journal.ts'
import type { Reviews } from '../store/reviews/reviews.ts'
import type { Metrics } from './metrics.ts'

/** The inbox, with every notification counted that comes to it, by whatever door. */
export function countingInbox(inbox: Inbox, metrics: Pick<Metrics, 'received'>): Inbox {
  return {
    ...inbox,
    async receive(notification, raw, now) {
      const { door, notReviewed } = notification
      try {
        const receipt = await inbox.receive(notification, raw, now)
        const isIdle = receipt.kind === 'stored' && notReviewed !== undefined
        metrics.received(door, isIdle ? 'not reviewed' : receipt.kind)
        return receipt
      } catch (error) {
        metrics.received(door, 'unavailable')
        throw error
      }
    },
    async quarantine(door, ...rest) {
      try {
        await inbox.quarantine(door, ...rest)
        metrics.received(door, 'refused')
      } catch (error) {
        metrics.received(door, 'unavailable')
        throw error
      }
    },
    async takeOver(...args) {
      const over = await inbox.takeOver(...args)
      for (const { door, result } of over.taken) metrics.received(door, result)
      return over
    },
  }
}

/** The reviews, with every result counted. */
export function countingReviews(reviews: Reviews, metrics: Pick<Metrics, 'reviewFinished'>): Reviews {
  return {
    ...reviews,
    async finish(review, result, ...rest) {
      await reviews.finish(review, result, ...rest)
      metrics.reviewFinished(review.objectType, result)
    },
  }
}

/** The journal, with every state counted that a write reaches. */
export function countingJournal(journal: Journal, metrics: Pick<Metrics, 'effectReached'>): Journal {
  return {
    ...journal,
    async send(review, content, ...rest) {
      const reached = (states: readonly EffectState[]) => {
        for (const state of states) metrics.effectReached(content.kind, state)
      }
      try {
        const effect = await journal.send(review, content, ...rest)
        reached(['planned', 'sent'])
        return effect
      } catch (error) {
        if (error instanceof LeaseLostError) reached(['planned', 'not applied'])
        throw error
      }
    },
    async settle(effect, state, ...rest) {
      const isReached = await journal.settle(effect, state, ...rest)
      if (isReached) metrics.effectReached(effect.content.kind, state)
      return isReached
    },
  }
}
