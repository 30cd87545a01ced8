import { userIdOf } from '../keys.ts'
import type { Event } from './event.ts'
import type { EventIdentity } from './event-identity.ts'
import { createEventIdentity } from './event-identity.ts'
import type { EventDelivery, EventTrouble } from './event-queue.ts'
import { createEventQueue } from './event-queue.ts'
import { createEventSender } from './send-event.ts'
import type { Subscriptions } from './subscriptions.ts'
import { createSubscriptions } from './subscriptions.ts'

/** The UUID of the one company that is there. */
export const COMPANY_ID = userIdOf('company')

/** How events are sent. */
export interface EventOptions {
  /** With what events are signed and sent; default a new one. */
  readonly eventIdentity?: EventIdentity
  /** Waits between the attempts to deliver an event; the last one again and again, for 72 hours by `now`. */
  readonly eventRetryMs?: readonly number[]
  /** Events on their way at the same time; default 24. */
  readonly eventConcurrency?: number
  /** What goes wrong with events on purpose. */
  readonly eventTrouble?: EventTrouble
  /** Ids of subscriptions that other applications have. */
  readonly takenSubscriptionIds?: readonly string[]
}

/** Where events go. */
export interface WebhookAddress {
  /** `https://...`; with `http` there is no client certificate. */
  readonly url: string
  /** The authority, PEM, of its certificate, unless Node knows it. */
  readonly ca?: string
  /** Of `eventType`; default `.*`. */
  readonly filter?: string
}

/** Concur's Event Subscription Service. */
export interface EventService {
  /** Every event for every subscription, in order of publishing. */
  readonly events: readonly EventDelivery[]
  readonly subscriptions: Subscriptions
  identity(): Promise<EventIdentity>
  /** Sends an event to whoever has subscribed by now. */
  publish(event: Event): void
  /** Subscribes a webhook to every topic, for the company. */
  connect(webhook: WebhookAddress): void
  /** @param ca An authority, PEM, that may have signed the certificate of a webhook. */
  trust(ca: string): void
  /** Nothing is delivered any more. */
  stop(): void
}

/** @param options.scopes Of the tokens. @param options.signal Cuts deliveries. */
export function createEventService(
  options: EventOptions & {
    readonly scopes: readonly string[]
    readonly now: () => Date
    readonly signal: AbortSignal
  },
): EventService {
  const { scopes, now, signal } = options
  const events: EventDelivery[] = []
  const authorities: string[] = []
  let ownIdentity: Promise<EventIdentity> | undefined

  const subscriptions = createSubscriptions({
    companyId: COMPANY_ID,
    scopes,
    takenIds: options.takenSubscriptionIds ?? [],
    deliveries: events,
    now,
  })
  const sender = createEventSender({ identity, ca: () => authorities, signal })
  const queue = createEventQueue({
    retryWaitsMs: options.eventRetryMs ?? [200, 1000, 3000],
    concurrency: options.eventConcurrency ?? 24,
    trouble: options.eventTrouble,
    now,
    send: async ({ event, endpoint }) => sender.send(event, endpoint),
  })

  /** Made when it is needed, since keys take their time. */
  async function identity(): Promise<EventIdentity> {
    if (options.eventIdentity) return options.eventIdentity
    ownIdentity ??= createEventIdentity(now())
    return ownIdentity
  }

  return {
    events,
    subscriptions,
    identity,
    publish(event) {
      for (const delivery of subscriptions.deliveriesOf(event)) {
        events.push(delivery)
        queue.add(delivery)
      }
    },
    connect({ url, ca, filter = '.*' }) {
      if (ca !== undefined) authorities.push(ca)
      for (const topic of subscriptions.topics()) {
        subscriptions.put({
          id: `simulator.${topic}`,
          topic,
          filter,
          endpoint: url,
          companyIds: [COMPANY_ID],
        })
      }
    },
    trust(ca) {
      authorities.push(ca)
    },
    stop() {
      queue.stop()
      sender.close()
    },
  }
}
