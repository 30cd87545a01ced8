/** Why somebody is to look. */
export const ALERT_CAUSES = [
  'report held',
  'report stuck',
  'notification dead',
  'notifications waiting',
  'subscription missing',
  'subscription misdirected',
  'subscription filtered',
  'subscription without company',
  'subscription unchecked',
  'subscription silent',
  'instance disabled',
  'deliveries stopped',
  'messages dead',
] as const
/** One of {@link ALERT_CAUSES}. */
export type AlertCause = (typeof ALERT_CAUSES)[number]

/** Something that a person is to look at: it waits for too long, or it is not as it must be. */
export interface Alert {
  readonly cause: AlertCause
  /**
   * The id of a report or a subscription, the number of a notification or an instance, the code of the reason why notifications wait, or the way
   * by which people were to be told.
   */
  readonly subject: string
  readonly since: Date
  /** How many notifications wait or messages are dead, or that many at the least; 1 for the other causes. */
  readonly count: number
}

/** An alert that was raised and has not ended. */
export interface StandingAlert extends Alert {
  readonly id: number
  /** Whether somebody was told, or what tells them stands in the queue. */
  readonly isSent: boolean
}
