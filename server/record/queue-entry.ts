import type { DecisionState, HumanAction } from './human-decision.ts'
import type { Listing } from './listing.ts'

/**
 * Why a review is in the queue: it is held; it or a notification of it does not go on without an operator; it was sent
 * back and the employee has not submitted it again; it was only observed; a person decided on it since the day began.
 */
export type QueuePlace = 'held' | 'stuck' | 'awaits employee' | 'observed' | 'decided'

/** A review as the queue finds, counts and sorts it. What there is none of is absent. */
export interface QueueEntry {
  readonly id: number
  readonly place: QueuePlace
  /** `EXPRPT` or `TRAVELREQ`. */
  readonly objectType: string
  readonly reportId: string
  readonly reportName?: string
  readonly employee?: string
  readonly employeeLogin?: string
  /** The company's own. */
  readonly employeeId?: string
  /** Folded: employee's name, login and id, a line each. */
  readonly search: string
  /** Exact decimal, in `currency`. */
  readonly total?: string
  readonly currency: string
  readonly startedAt: Date
  readonly result?: string
  /** What the policy asks for, see `Outcome`. */
  readonly outcome?: string
  readonly reason?: string
  readonly isIncomplete: boolean
  readonly policyVersion?: string
  readonly stepName?: string
  readonly assignee?: string
  readonly snoozedUntil?: Date
  /** A person has decided, and that is not carried out yet. */
  readonly isDecided: boolean
  /** How often the report was sent back before. */
  readonly timesSentBack: number
  /** The ids of the rules that the decision rests on. */
  readonly rules: readonly string[]
  /** Absent where a connector before this one kept the review and its report is gone; or erased. */
  readonly listing?: Omit<Listing, 'scope' | 'custom'>
  readonly header?: Pick<Listing, 'scope' | 'custom'>
}

/** What the queue shows of a review besides, read for the rows of one page. */
export interface QueueDetail {
  /** As it was kept, see `parseDecision`. */
  readonly decision: unknown
  /** What a person decided last. */
  readonly decided?: {
    readonly by: string
    readonly action: HumanAction
    /** `given up`: it was accepted, and an operator has to have it tried again. */
    readonly state: DecisionState | 'given up'
    /** Why it was not carried out, or what became of it. */
    readonly outcome?: string
  }
}
