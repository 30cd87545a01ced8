import type { Coded, CustomFields, Day, LocalDateTime } from '../report/expense-report.ts'
import type { Decimal, Money } from '../report/money.ts'

/** A time of day, `HH:mm`, as Concur means it: without a zone. */
export type TimeOfDay = string

/**
 * A travel request as the connector understands it, whichever of Concur's services it came from.
 * A field that the source left out, left empty or marked "not set" is absent. Text is kept as Concur sends it.
 * What a field of the source is called stands behind it, v1.0 first.
 * @see SAP Concur, Travel Request v1, "Response"; Travel Request v4, "Request".
 */
export interface TravelRequest {
  readonly source: 'v1.0' | 'v4'
  /** The 4 to 6 letters and digits that Concur's pages show. `RequestID`, `requestId` */
  readonly requestId: string
  /** What Concur's services call it: an encrypted key, or 32 hexadecimal characters. `RequestKey`, `id` */
  readonly requestKey: string
  readonly name?: string
  readonly purpose?: string
  /** Whose trip it is. `LoginID`, `EmployeeName`; v4 `owner` gives an id and a name. */
  readonly employee: { readonly loginId?: string; readonly userId?: string; readonly name?: string }
  /** ISO 4217. `CurrencyCode`; v4 has one with each amount, and this is that of the total. */
  readonly currency?: string
  /** v1.0 `Q_EXTV` while the request waits for us; v4 only says `SUBMITTED`. */
  readonly approvalStatus: Coded
  /** What may be done with it now, such as `approve` or `sendback`. v4 `operations`; v1.0 does not tell. */
  readonly operations?: readonly string[]
  /** Absolute, in v1.0, with one slash behind `https:` in the documented example; its path names the workflow step. */
  readonly workflowActionUrl?: string
  readonly createdAt?: LocalDateTime
  readonly submittedAt?: LocalDateTime
  readonly lastModifiedAt?: LocalDateTime
  readonly authorizedAt?: LocalDateTime
  readonly approvalLimitAt?: LocalDateTime
  /** Of the trip. */
  readonly startDate?: Day
  readonly startTime?: TimeOfDay
  readonly endDate?: Day
  readonly endTime?: TimeOfDay
  readonly everSentBack: boolean
  readonly hasException: boolean
  /** What Concur itself found. v4 `exceptions`; v1.0 only says that there are some. */
  readonly exceptions?: readonly RequestException[]
  /** `RequestTotal`, `totalPostedAmount` */
  readonly total?: Money
  readonly totalApproved?: Money
  readonly totalRemaining?: Money
  /** v4 `mainDestination`; in v1.0 the segments have destinations. */
  readonly mainDestination?: Place
  /** `TravelRequestPolicyKey`, `policy.id` */
  readonly policyKey?: string
  /** Such as `TRAVEL`. v4 `type` */
  readonly type?: Coded
  /** List fields read `(code) name` in v1.0, and are their code alone in v4, which gives no name. */
  readonly custom: CustomFields
  /** What Concur sent and could not be read, such as `StartDate is not a date`: absent above. Never a value. */
  readonly notRead?: readonly string[]
  /** What is planned to be spent. `EntriesList`; v4 gives links to them, and no page describes what stands there. */
  readonly entries?: readonly RequestEntry[]
  /** How many the source says that there are. `EntryCount`; in v4 the number of links. */
  readonly entryCount?: number
  /** `CashAdvancesList`; v4 gives a link to them, and no page describes what stands there. */
  readonly cashAdvances?: readonly CashAdvance[]
}

/** What Concur's own rules found in a request. */
export interface RequestException {
  readonly code: string
  /** In the way of an approval. */
  readonly isBlocking: boolean
  readonly message?: string
}

/** Where a trip goes. */
export interface Place {
  /** Such as `Lyon, FRANCE`. */
  readonly name?: string
  readonly city?: string
  /** ISO 3166-2, such as `FR-69`. */
  readonly subdivision?: string
  /** ISO 3166, such as `FR`. */
  readonly country?: string
}

/** One planned expense. `RequestEntry` */
export interface RequestEntry {
  /** `RequestEntryKey` */
  readonly entryId: string
  readonly expenseType: Coded
  readonly description?: string
  readonly transactionDate?: Day
  /** In the currency of the purchase, of which v1.0 gives a name such as `US, Dollar`. */
  readonly foreign?: { readonly amount: Decimal; readonly currencyName?: string }
  readonly exchangeRate?: Decimal
  /** In the request's currency. */
  readonly posted?: Money
  readonly approved?: Money
  readonly remaining?: Money
  readonly custom: CustomFields
  readonly allocations: readonly RequestAllocation[]
  readonly segments: readonly Segment[]
}

/** A share of a planned expense that is charged to one cost object. `Allocation` */
export interface RequestAllocation {
  readonly allocationId: string
  /** 0 to 100. */
  readonly percentage?: Decimal
  readonly custom: CustomFields
}

/** A part of the journey, such as a flight or a stay. `Segment` */
export interface Segment {
  readonly segmentId: string
  /** Such as `Air Ticket`; localised. */
  readonly type?: string
  readonly departureDate?: Day
  readonly departureTime?: TimeOfDay
  readonly arrivalDate?: Day
  readonly arrivalTime?: TimeOfDay
  /** Such as `Dallas Ft Worth Intl`, and `Dallas Ft Worth Intl, Texas`. `FromLocationName`, `FromLocationDetail` */
  readonly from?: string
  readonly fromDetail?: string
  readonly to?: string
  readonly toDetail?: string
  readonly classOfService?: string
  readonly flightNumber?: string
  readonly custom: CustomFields
}

/** Money that the employee asks for before the trip. `CashAdvance` */
export interface CashAdvance {
  readonly cashAdvanceId: string
  /** `AmountRequested` in `CurrencyCode` */
  readonly requested?: Money
  readonly exchangeRate?: Decimal
  readonly approvalStatus?: Coded
}
