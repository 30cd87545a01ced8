import type { CustomFields, Day, LocalDateTime } from '../../report/expense-report.ts'
import type { AllocationDraft, CodeAndName } from '../reports/report-draft.ts'
import type { IncompleteEntries } from '../reports/report-trouble.ts'
import type { Limited } from '../uses.ts'
import type { RequestRefusalCode } from './request-refusals.ts'

/**
 * What an employee has asked for, in the words of `TravelRequest`. An empty text means "not set". Amounts are decimals
 * as text. Keys are part of the draft; build a new one for every request.
 */
export interface TravelRequestDraft {
  readonly name: string
  readonly purpose: string
  /** `name` is `Last, First`. */
  readonly employee: { readonly loginId: string; readonly name: string }
  /** ISO 4217; of all posted amounts. */
  readonly currency: string
  readonly createdAt: LocalDateTime
  readonly startDate: Day
  /** `HH:mm` */
  readonly startTime: string
  readonly endDate: Day
  readonly endTime: string
  readonly destination: { readonly city: string; readonly subdivision: string; readonly country: string }
  readonly custom: CustomFields
  readonly entries: readonly RequestEntryDraft[]
  readonly cashAdvances: readonly CashAdvanceDraft[]
  /** What Concur's own rules found. */
  readonly exceptions: readonly RequestExceptionDraft[]
  readonly everSentBack: boolean
  /** Where `Approve` takes the request: `Q_PEND` to its manager, `Q_APPR` to the end. */
  readonly statusAfterApproval: string
  /** Actions that are refused on purpose, once what is wrong with the call itself has been told. */
  readonly refusals: readonly RequestRefusal[]
  /** Planned expenses that are late, or never come, on purpose; in v4 it is their links. */
  readonly incomplete?: IncompleteEntries
}

/** An action that is refused with a documented code; the older service tells it as a failure. */
export interface RequestRefusal extends Limited {
  readonly of: 'approve' | 'sendback'
  readonly code: RequestRefusalCode
}

/** One planned expense. */
export interface RequestEntryDraft {
  readonly key: string
  readonly expenseType: CodeAndName
  readonly description: string
  readonly transactionDate: Day
  /** In the currency of the purchase. */
  readonly foreignAmount: string
  readonly foreignCurrencyName: string
  readonly exchangeRate: string
  readonly postedAmount: string
  readonly custom: CustomFields
  readonly allocations: readonly AllocationDraft[]
  readonly segments: readonly SegmentDraft[]
}

/** A part of the journey. */
export interface SegmentDraft {
  readonly key: string
  /** Such as `Air Ticket`. */
  readonly type: string
  readonly from: string
  readonly to: string
  readonly departureDate: Day
  readonly arrivalDate: Day
  readonly classOfService: string
}

/** Money wanted before the trip. */
export interface CashAdvanceDraft {
  readonly key: string
  readonly amount: string
  readonly currency: string
}

/** One thing that Concur's own rules found. */
export interface RequestExceptionDraft {
  readonly code: string
  readonly isBlocking: boolean
  readonly message: string
}
