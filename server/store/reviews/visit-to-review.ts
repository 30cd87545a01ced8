import type { Review, ReviewEvent, Subject } from '../../record/review.ts'

/** A review of the same visit that has ended, and what is to follow: it goes on, or another one begins. */
export interface EndedReview {
  readonly kind: 'reopen' | 'open another'
  readonly review: Pick<Review, 'id'>
}

/** One visit of an object to an external validation step, as its review begins. */
export interface VisitToReview {
  readonly key: string
  readonly subject: Subject
  readonly mode: 'act' | 'observe'
  /** How it was read: the first line of the trail of a review that is this worker's then. */
  readonly reading?: ReviewEvent
  /** No review of the object was found. */
  readonly isFirst?: boolean
  /** What that review has to do with this visit; without it, only the one of the same key is of it. */
  readonly relationTo?: (review: Review) => 'same' | 'earlier' | 'another'
}
