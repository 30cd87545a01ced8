import type { Log } from '../log.ts'
import type { ClaimedDelivery, Deliveries } from '../store/polling/deliveries.ts'
import { nextDeliveryAt } from './callback-schedule.ts'
import type { Callback } from './instance-configuration.ts'
import type { SendCallback } from './send-callback.ts'

/** How an attempt to deliver ended. `dead`: it was the last. */
export type DeliveryOutcome = 'delivered' | 'again' | 'dead'

/** What delivering needs. */
export interface DeliverDeps {
  readonly deliveries: Deliveries
  /** Where the callbacks of its instance go; `undefined` if that has no callback any more. */
  readonly callbackOf: (claimed: ClaimedDelivery) => Promise<Callback | undefined>
  readonly send: SendCallback
  readonly ended: (outcome: DeliveryOutcome) => void
  readonly log: Log
  readonly now: () => Date
  /** From 0 to 1. */
  readonly chance: () => number
}

/** Makes one attempt to send a callback, and records how it ended. */
export function createDeliverer(
  deps: DeliverDeps,
): (claimed: ClaimedDelivery, signal: AbortSignal) => Promise<void> {
  const { deliveries, log, now } = deps

  return async (claimed, signal) => {
    const started = now().getTime()
    const callback = await deps.callbackOf(claimed)
    if (callback === undefined) {
      await deliveries.giveUp(claimed, 'the instance has no callback URL', now())
      return
    }
    const result = await deps.send(callback.url, claimed, signal)
    if (result.kind === 'cut') {
      await deliveries.release(claimed, now())
      return
    }
    const outcome = await record(claimed, callback, result)
    deps.ended(outcome)
    log[outcome === 'dead' ? 'error' : 'info']('delivery.attempt', {
      delivery: claimed.id,
      instance: claimed.instanceId,
      event: claimed.eventId,
      attempt: claimed.attempts,
      durationMs: now().getTime() - started,
      outcome,
      ...(result.kind === 'failed' && { reason: result.reason }),
    })
  }

  async function record(
    claimed: ClaimedDelivery,
    { failurePolicy, retrySchedule }: Callback,
    result: Exclude<Awaited<ReturnType<SendCallback>>, { readonly kind: 'cut' }>,
  ): Promise<DeliveryOutcome> {
    if (result.kind === 'delivered') {
      await deliveries.delivered(claimed, now())
      return 'delivered'
    }
    const isLast = result.isGone || failurePolicy === 'queue'
    const at = isLast
      ? undefined
      : nextDeliveryAt(retrySchedule, claimed.attempts, now(), deps.chance(), result.notBefore)
    if (at === undefined) {
      await deliveries.giveUp(claimed, result.reason, now())
      return 'dead'
    }
    await deliveries.retryLater(claimed, at, result.reason)
    return 'again'
  }
}
