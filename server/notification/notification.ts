/**
 * Which way a notification came: pushed by Concur as a callout or as an event of a subscription, or fetched from
 * Concur's list of those it could not deliver; or made here, for a report that Concur lists as waiting or that polling
 * found, or that a person has decided on.
 */
export type Door = (typeof DOORS)[number]
/** Every {@link Door}. */
export const DOORS = ['callout', 'events', 'failed list', 'waiting list', 'polling', 'console'] as const

/** What Concur tells us: that an object waits. Untrusted; nothing here decides where a request goes. */
export interface Notification {
  readonly door: Door
  /** What Concur calls this very notification, where it has a name for it: a callout has none. */
  readonly externalId?: string
  /** A UUID that Concur wants to see in the calls that follow; absent: one is made. */
  readonly correlationId?: string
  /** `EXPRPT` or `TRAVELREQ`, upper case; other types are possible. */
  readonly objectType: string
  /** As sent, byte for byte. */
  readonly objectUri: string
  /** The path of {@link objectUri}, byte for byte; one report's notifications share it. */
  readonly objectPath: string
  /** `Report Entered Expense Report Workflow Step - <step name>`. */
  readonly eventType?: string
  /** As sent: a date, or a date and time without a zone. */
  readonly eventDateTime?: string
  readonly context?: string
  /** The code that the administrator gave the workflow step, or `EXTVAL`; a callout has a name in its event type. */
  readonly stepCode?: string
  /** The stop itself, as the workflow service knows it. */
  readonly stepInstanceId?: string
  /** When it happened, by Concur's clock; absent where Concur gives no exact time. */
  readonly announcedAt?: Date
  /** Why there is nothing for us to review, when the connector keeps the notification without acting on it. */
  readonly notReviewed?: string
}
