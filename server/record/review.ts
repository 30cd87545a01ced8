import type { Decimal } from '../report/money.ts'
import type { HistoryRecord } from './history.ts'
import type { Listing } from './listing.ts'
import type { PolicySource } from './policy-version.ts'

/** How a review can end. */
export const REVIEW_RESULTS = [
  'approved',
  'flagged and approved',
  'sent back',
  'held',
  'superseded',
  'observed',
] as const
/** One of {@link REVIEW_RESULTS}. `observed`: decided and recorded only, because of `MODE=observe`. */
export type ReviewResult = (typeof REVIEW_RESULTS)[number]

/** Why a review is held or only observed, where that is no rule of the policy: the object was not seen whole. */
export type ReviewReason = 'INCOMPLETE'

/** A review as the worker sees it. */
export interface Review {
  readonly id: number
  /** Of the visit, as the services have told it that announced it; the first is the one that it was opened under. */
  readonly visitKeys: readonly string[]
  /** `EXPRPT` or `TRAVELREQ`. */
  readonly objectType: string
  /** Of the report or of the travel request. */
  readonly reportId: string
  readonly startedAt: Date
  readonly opener: Opener
  readonly result?: ReviewResult
  readonly reasonCode?: ReviewReason
  readonly finishedAt?: Date
  /** The claim under which it is being worked on. */
  readonly worker?: string
}

/** The notification that a review was opened for. */
export interface Opener {
  readonly id: number
  /** When what it tells happened, as far as is known: when Concur announced it, else when it was received. */
  readonly at: Date
}

/** What `open` found: ours to work on, another worker's, or one that has ended. */
export type Opened =
  | { readonly kind: 'ours'; readonly review: Review /** It was opened just now. */; readonly isNew?: true }
  | { readonly kind: 'busy' }
  | { readonly kind: 'finished'; readonly review: Review }

/** One line of a review's audit trail. */
export interface ReviewEvent {
  /** `changed`: between the reading that a person decided on and the next one, see `ReadingChanges`. */
  readonly kind: 'read' | 'decided' | 'changed' | 'call' | 'ended'
  readonly summary: string
  /** Kept as JSON. */
  readonly detail?: unknown
  /** Kept packed, such as the report as it was read. */
  readonly document?: Uint8Array
}

/** What a decision was taken on. */
export interface Basis {
  readonly kept?: Kept
  readonly listing?: Listing
  /** Of the reading, see `SeenObject`. */
  readonly readingKey: string
  /** What judged it. */
  readonly policy?: PolicySource
  /** As Concur named it; absent where nothing announced the report. */
  readonly stepName?: string
}

/** A report as it is kept with a decision. */
export interface Kept {
  readonly historyRecord: HistoryRecord
  /** The whole report, packed by `packFacts`. */
  readonly facts: Uint8Array
}

/** What people see of the object of a review. */
export interface Subject {
  /** Concur's id of it. */
  readonly id: string
  readonly name?: string
  readonly employee?: string
  readonly employeeLogin?: string
  /** The company's own. */
  readonly employeeId?: string
  readonly total?: Decimal
  readonly currency: string
}
