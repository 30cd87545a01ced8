import type { Log } from '../log.ts'
import type { ClaimedDelivery, Deliveries } from '../store/deliveries/deliveries.ts'
import type { SendResult } from './send-result.ts'

/** How an attempt to deliver ended. `dead`: it was the last. `cut`: the process stopped before there was an answer. */
export type DeliveryOutcome = 'delivered' | 'again' | 'dead' | 'cut'

/** How something is sent, and how often. */
export interface Route {
  readonly send: (signal: AbortSignal) => Promise<SendResult>
  /**
   * When it is sent again that was not taken.
   * @param chance From 0 to 1, so that retries spread out.
   * @param notBefore The receiver asks for so much patience.
   * @returns `undefined` if that was the last.
   */
  readonly nextAt: (now: Date, chance: number, notBefore?: Date) => Date | undefined
}

/** Finds how a delivery is sent. @returns Why it cannot be sent any more, as a text for people, if it cannot. */
export type RouteOf = (claimed: ClaimedDelivery) => Promise<Route | string>

/** What delivering needs. */
export interface DeliverDeps {
  readonly deliveries: Deliveries
  readonly routeOf: RouteOf
  readonly ended: (outcome: DeliveryOutcome) => void
  readonly log: Log
  readonly now: () => Date
  /** From 0 to 1. */
  readonly chance: () => number
}

/** Nothing that was sent is due again at once, whatever its schedule. */
const PAUSE_MS = 60_000

/** Makes one attempt to deliver, and records how it ended. */
export function createDeliverer(
  deps: DeliverDeps,
): (claimed: ClaimedDelivery, signal: AbortSignal) => Promise<void> {
  const { deliveries, log, now } = deps

  return async (claimed, signal) => {
    const started = now().getTime()
    const route = await deps.routeOf(claimed)
    if (typeof route === 'string') {
      await deliveries.giveUp(claimed, route, now())
      ended(claimed, 'dead', { reason: route })
      return
    }
    const result = await route.send(signal)
    if (result.kind === 'cut' && !result.hasLeft) {
      await deliveries.release(claimed, now())
      return
    }
    const outcome = await record(claimed, route, result)
    ended(claimed, outcome, {
      durationMs: now().getTime() - started,
      ...(result.kind === 'failed' && { reason: result.reason }),
    })
  }

  function ended(claimed: ClaimedDelivery, outcome: DeliveryOutcome, facts: object): void {
    const { id, instanceId, line, eventId, attempts } = claimed
    deps.ended(outcome)
    log[outcome === 'dead' ? 'error' : 'info']('delivery.attempt', {
      delivery: id,
      // Of a message only the way: its line names somebody.
      ...(instanceId === undefined ? { way: line.split(':', 1)[0] } : { instance: instanceId }),
      event: eventId,
      attempt: attempts,
      outcome,
      ...facts,
    })
  }

  async function record(
    claimed: ClaimedDelivery,
    route: Route,
    result: SendResult,
  ): Promise<DeliveryOutcome> {
    if (result.kind === 'delivered') {
      await deliveries.delivered(claimed, now())
      return 'delivered'
    }
    const notBefore = result.kind === 'failed' ? result.notBefore : undefined
    const endedAt = now()
    const at = route.nextAt(endedAt, deps.chance(), notBefore)
    if (result.kind === 'cut') {
      const soon = new Date(endedAt.getTime() + PAUSE_MS)
      const reason = 'the connector stopped before there was an answer'
      await deliveries.retryLater(claimed, at ?? soon, reason, endedAt)
      return 'cut'
    }
    if (at === undefined || result.isGone) {
      await deliveries.giveUp(claimed, result.reason, now())
      return 'dead'
    }
    await deliveries.retryLater(claimed, at, result.reason, endedAt)
    return 'again'
  }
}
