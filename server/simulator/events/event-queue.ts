import type { Event } from './event.ts'

/** One event on its way to one webhook; its state changes in place. */
export interface EventDelivery {
  readonly event: Event
  readonly subscriptionId: string
  readonly endpoint: string
  /**
   * `queued` until an answer of 2xx (`delivered`), another 4xx than 401, 403 and 429 (`dropped`: the event is lost), or
   * the end of its 72 hours (`expired`).
   */
  state: 'queued' | 'delivered' | 'dropped' | 'expired'
  /** Deliveries tried so far. */
  attempts: number
  /** The last answer, if there was one. */
  status?: number | undefined
}

/** What goes wrong on purpose on the way. */
export interface EventTrouble {
  /** From 0 to 1: whether an event is sent twice, and how long it waits. */
  readonly chance: () => number
  /** The share of events that are sent twice, from 0 to 1. */
  readonly duplicates: number
  /** An event waits up to so long before it is sent, so that others overtake it. */
  readonly delayMs: number
}

/** What a queue is made with. */
export interface EventQueueOptions {
  /** Waits between the attempts for one event; the last one again and again. */
  readonly retryWaitsMs: readonly number[]
  /** Deliveries at the same time. */
  readonly concurrency: number
  readonly trouble?: EventTrouble | undefined
  /** By this clock an event is given up after 72 hours. */
  readonly now: () => Date
  /** One attempt. @returns The status of the answer; `undefined` if there was none. */
  readonly send: (delivery: EventDelivery) => Promise<number | undefined>
}

/** Delivers events at least once, several at a time, in no order. */
export interface EventQueue {
  add(delivery: EventDelivery): void
  /** Nothing is delivered any more. */
  stop(): void
}

const RETENTION_MS = 72 * 3_600_000
const RETRIED_4XX = new Set([401, 403, 429])

/**
 * What is tried again, and for how long, is documented; how long it waits, and what becomes of 1xx and 3xx, is not.
 * @see SAP Concur, Event Subscription Service v4, "Retry".
 */
export function createEventQueue(options: EventQueueOptions): EventQueue {
  const { retryWaitsMs, concurrency, trouble, now, send } = options
  let waiting: { readonly delivery: EventDelivery; readonly dueAt: number }[] = []
  let inFlight = 0
  let isStopped = false
  let timer: NodeJS.Timeout | undefined

  function deliverDue(): void {
    clearTimeout(timer)
    if (isStopped) return
    const at = Date.now()
    const due = waiting
      .filter(({ dueAt }) => dueAt <= at)
      .toSorted((one, other) => one.dueAt - other.dueAt)
      .slice(0, concurrency - inFlight)
    waiting = waiting.filter((one) => !due.includes(one))
    for (const { delivery } of due) void attempt(delivery)
    if (waiting.length === 0 || inFlight >= concurrency) return
    timer = setTimeout(deliverDue, Math.max(0, Math.min(...waiting.map(({ dueAt }) => dueAt)) - at))
  }

  async function attempt(delivery: EventDelivery): Promise<void> {
    if (now().getTime() - delivery.event.publishedAt.getTime() >= RETENTION_MS) {
      delivery.state = 'expired'
      return
    }
    inFlight += 1
    const status = await send(delivery)
    inFlight -= 1
    const waitMs = retryWaitsMs[Math.min(delivery.attempts, retryWaitsMs.length - 1)] ?? 0
    delivery.attempts += 1
    delivery.status = status
    if (isTaken(status)) delivery.state = 'delivered'
    else if (delivery.state === 'queued' && isRetried(status))
      waiting.push({ delivery, dueAt: Date.now() + waitMs })
    else if (delivery.state === 'queued') delivery.state = 'dropped'
    deliverDue()
  }

  return {
    add(delivery) {
      const times = trouble && trouble.chance() < trouble.duplicates ? 2 : 1
      for (let time = 0; time < times; time += 1) {
        const delayMs = trouble ? trouble.delayMs * trouble.chance() : 0
        waiting.push({ delivery, dueAt: Date.now() + delayMs })
      }
      deliverDue()
    },
    stop() {
      isStopped = true
      clearTimeout(timer)
    },
  }
}

function isTaken(status: number | undefined): boolean {
  return status !== undefined && status >= 200 && status < 300
}

function isRetried(status: number | undefined): boolean {
  return status === undefined || status < 400 || status >= 500 || RETRIED_4XX.has(status)
}
