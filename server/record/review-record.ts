import type { KeptDecision } from './human-decision.ts'
import type { NotificationLine } from './notification-line.ts'
import type { ReviewLine } from './review-line.ts'
import type { ReviewNote } from './review-note.ts'

/** A review with all that is known of it. */
export interface ReviewRecord {
  readonly review: ReviewLine
  /** Those that led to it, oldest first. */
  readonly notifications: readonly NotificationLine[]
  /** As it was kept, see `Decision`; absent while there is none. */
  readonly decision?: unknown
  /** What people decided on it, oldest first; absent where nobody has. */
  readonly humanDecisions?: readonly KeptDecision[]
  /** Notes, questions and answers, oldest first; absent where there are none. */
  readonly notes?: readonly ReviewNote[]
  /** Oldest first. */
  readonly effects: readonly EffectLine[]
  /** Oldest first. */
  readonly events: readonly TrailLine[]
  /** The object as it was read last, as sent by Concur; absent where it was not read or is kept no longer. */
  readonly report?: string
}

/** One write to Concur as operators see it. */
export interface EffectLine {
  readonly id: number
  readonly reviewId: number
  /** See `EffectContent`, which `content` is. */
  readonly kind: string
  /** See `EffectState`. */
  readonly state: string
  readonly content: unknown
  readonly plannedAt: Date
  readonly sentAt: Date | null
  readonly settledAt: Date | null
  /** What Concur said, or what reading back found. */
  readonly reason: string | null
}

/** One line of a review's audit trail as operators see it. */
export interface TrailLine {
  readonly at: Date
  /** See `ReviewEvent`. */
  readonly kind: string
  readonly summary: string
  /** Absent where there is none, or it is kept no longer. */
  readonly detail?: unknown
}
