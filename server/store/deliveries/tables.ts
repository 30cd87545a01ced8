import type { Generated } from 'kysely'
import type { DeliveryState } from '../../record/delivery-line.ts'

/** Of what is sent to customers and people. */
export interface DeliveryTables {
  delivery: DeliveryTable
}

/** A callback for the URL of an instance, or a message that tells people something. */
export interface DeliveryTable {
  id: Generated<number>
  /** Where it goes: `instance:3`, `mail:ada@example.com`. Those of one line are sent one after the other. */
  line: string
  /** Of a callback. */
  instance_id: number | null
  /** What was polled; of a message, what it is about. */
  resource: string
  /** Of the notification: the same at every attempt. */
  event_id: string
  /** Sent as they are, at every attempt. */
  body: Uint8Array
  /** How many changes it tells of. */
  events: number
  created_at: number
  state: DeliveryState
  due_at: number
  claim: string | null
  lease_until: number | null
  attempts: Generated<number>
  left_behind: Generated<number>
  /** Why it waits again or is dead. */
  reason: string | null
  finished_at: number | null
  /** Of a message: when it is sent for the last time. */
  give_up_at: number | null
}
