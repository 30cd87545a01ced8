/** Where a notification stands. `dead`: gave up, an operator may retry. `not reviewed`: kept, nothing to do. */
export type NotificationState = 'waiting' | 'claimed' | 'done' | 'dead' | 'not reviewed'

/** One notification as operators see it, without the bytes it came in. What there is none of is `null`. */
export interface NotificationLine {
  readonly id: number
  /** Through which it came, see `Door`. */
  readonly door: string
  /** Concur's own name for it. */
  readonly externalId: string | null
  /** `EXPRPT`, `TRAVELREQ`, or what else Concur says. */
  readonly objectType: string
  readonly objectPath: string
  readonly eventType: string | null
  /** As Concur wrote it. */
  readonly eventDateTime: string | null
  readonly context: string | null
  /** See `Notification`, as for the next two. */
  readonly stepCode: string | null
  readonly stepInstanceId: string | null
  readonly announcedAt: Date | null
  /** Sent with every call to Concur that this notification causes. */
  readonly correlationId: string
  readonly receivedAt: Date
  /** How often it was received, and when last. */
  readonly timesSeen: number
  readonly lastSeenAt: Date
  readonly state: NotificationState
  /** When it is tried next, if it waits. */
  readonly dueAt: Date
  /** Concur's `Retry-After`: not even a probe comes before. */
  readonly notBefore: Date | null
  readonly attempts: number
  /** How many claims ran out, one after the other. */
  readonly abandoned: number
  /** When another worker may take it, if one has it. */
  readonly leaseUntil: Date | null
  readonly reasonCode: string | null
  /** Why it waits again, is dead or was not reviewed. */
  readonly reason: string | null
  /** The number of the review that it led to. */
  readonly reviewId: number | null
  readonly finishedAt: Date | null
}
