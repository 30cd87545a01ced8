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
] as const
/** One of {@link ALERT_CAUSES}. */
export type AlertCause = (typeof ALERT_CAUSES)[number]

/** Something that a person is to look at: it waits for too long, or it is not as it must be. */
export interface Alert {
  readonly cause: AlertCause
  /** The id of a report or a subscription, the number of a notification or an instance, or the code of the reason why notifications wait. */
  readonly subject: string
  readonly since: Date
  /** How many notifications wait, or that many at the least; 1 for the other causes. */
  readonly count: number
}

/** An alert that was raised and has not ended. */
export interface StandingAlert extends Alert {
  readonly id: number
  /** Whether it was posted to `ALERT_URL`. */
  readonly isSent: boolean
}
