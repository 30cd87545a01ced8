/**
 * Which way a notification came: pushed by Concur, or fetched from Concur's list of those it could not deliver; or
 * made here, for a report that Concur lists as waiting.
 */
export type Door = 'callout' | 'failed list' | 'waiting list'

/** What Concur tells us: that an object waits. Untrusted; nothing here decides where a request goes. */
export interface Notification {
  readonly door: Door
  /** What Concur calls this very notification, where it has a name for it: a callout has none. */
  readonly externalId?: string
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
  /** Why there is nothing for us to review, when the connector keeps the notification without acting on it. */
  readonly notReviewed?: string
}
