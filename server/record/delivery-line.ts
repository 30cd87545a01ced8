/** Where a callback stands. `draft`: the poll that makes it has not ended. */
export type DeliveryState = 'draft' | 'waiting' | 'claimed' | 'done' | 'dead'

/** A callback to a customer's URL as operators see it, without its bytes. */
export interface DeliveryLine {
  readonly id: number
  readonly instanceId: number
  /** The name of the resource that was polled. */
  readonly resource: string
  /** The same at every attempt. */
  readonly eventId: string
  /** How many changes it tells of. */
  readonly events: number
  readonly createdAt: Date
  readonly state: DeliveryState
  /** When it is sent next, if it waits; `null` while it stands behind another one of its instance. */
  readonly dueAt: Date | null
  readonly attempts: number
  /** Why it waits again or is dead. */
  readonly reason: string | null
  readonly finishedAt: Date | null
}
