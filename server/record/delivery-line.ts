/** Where a delivery stands. `draft`: the poll that makes it has not ended. `skipped`: a person passed over a dead one. */
export const DELIVERY_STATES = ['draft', 'waiting', 'claimed', 'done', 'dead', 'skipped'] as const
/** One of {@link DELIVERY_STATES}. */
export type DeliveryState = (typeof DELIVERY_STATES)[number]

/** A callback to a customer's URL, or a message to people, as operators see it, without its bytes. */
export interface DeliveryLine {
  readonly id: number
  /** Those of one line are sent one after the other: `instance:3`, `mail:ada@example.com`, `teams:finance`. */
  readonly line: string
  /** Of a callback. */
  readonly instanceId: number | null
  /** The name of the resource that was polled; of a message, what it is about. */
  readonly resource: string
  /** The same at every attempt. */
  readonly eventId: string
  /** How many changes it tells of. */
  readonly events: number
  readonly createdAt: Date
  readonly state: DeliveryState
  /** When it is sent next, if it waits; `null` while it stands behind another one of its line. */
  readonly dueAt: Date | null
  readonly attempts: number
  /** Why it waits again or is dead. */
  readonly reason: string | null
  readonly finishedAt: Date | null
}
