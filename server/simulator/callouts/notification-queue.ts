import type { Notification } from './notification.ts'

/** What a queue is made with. */
export interface NotificationQueueOptions {
  /** Waits between the attempts for one notification; there is one attempt more than there are waits. */
  readonly retryWaitsMs: readonly number[]
  /** One attempt. @returns Whether the connector took it. */
  readonly deliver: (notification: Notification) => Promise<boolean>
}

/** Delivers to the connector, one at a time. */
export interface NotificationQueue {
  add(notification: Notification): void
  /** Begins to deliver; until then notifications are only kept. */
  start(): void
  /** Nothing is delivered any more. */
  stop(): void
}

/**
 * First come, first served. How Concur goes on after a failure is not documented; here a notification that failed waits
 * at the back and holds up no other, and when its attempts are used up it goes to the FAILED list.
 */
export function createNotificationQueue({
  retryWaitsMs,
  deliver,
}: NotificationQueueOptions): NotificationQueue {
  let waiting: { readonly notification: Notification; readonly dueAt: number }[] = []
  let isStarted = false
  let isDelivering = false
  let timer: NodeJS.Timeout | undefined

  function deliverNext(): void {
    if (!isStarted || isDelivering) return
    clearTimeout(timer)
    const now = Date.now()
    const next = waiting.find(({ dueAt }) => dueAt <= now)
    if (next) {
      waiting = waiting.filter((candidate) => candidate !== next)
      void attempt(next.notification)
    } else if (waiting.length > 0) {
      timer = setTimeout(deliverNext, Math.min(...waiting.map(({ dueAt }) => dueAt)) - now)
    }
  }

  async function attempt(notification: Notification): Promise<void> {
    isDelivering = true
    const isTaken = await deliver(notification)
    isDelivering = false
    const waitMs = retryWaitsMs[notification.attempts]
    notification.attempts += 1
    if (isTaken) notification.state = 'delivered'
    else if (waitMs === undefined) notification.state = 'failed'
    else waiting.push({ notification, dueAt: Date.now() + waitMs })
    deliverNext()
  }

  return {
    add(notification) {
      waiting.push({ notification, dueAt: Date.now() })
      deliverNext()
    },
    start() {
      isStarted = true
      deliverNext()
    },
    stop() {
      isStarted = false
      clearTimeout(timer)
    },
  }
}
