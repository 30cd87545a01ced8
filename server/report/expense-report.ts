import type { Decimal, Money } from './money.ts'

/** A day without a zone, `YYYY-MM-DD`, as Concur means it: compare as text. */
export type Day = string
/** A date and time without a zone, `YYYY-MM-DDTHH:mm:ss`; Concur does not say whose zone it is. */
export type LocalDateTime = string

/** A code and the name of it that people see; the name is localised, so decisions use the code. */
export interface Coded {
  readonly code: string
  readonly name?: string
}

/** `custom1`.. and `orgUnit1`.. that have a value, under those names; list fields read `(code) name` in v1.1. */
export type CustomFields = Readonly<Record<string, string>>

/**
 * An expense report as the connector understands it, whichever of Concur's services it came from.
 * A field that the source left out, left empty or marked "not set" is absent. Text is kept as Concur sends it,
 * trailing blanks included. What a field of the source is called stands behind it.
 */
export interface ExpenseReport {
  readonly source: 'v1.1' | 'v4'
  /** 20 hexadecimal characters, the id shown in Concur's pages. `ReportId` */
  readonly reportId: string
  /** What the Exceptions service knows it by: an encrypted key in v1.1, the `reportId` in v4. `RptKey` of the header */
  readonly reportKey: string
  readonly name?: string
  readonly purpose?: string
  readonly employee: {
    readonly loginId?: string
    readonly name?: string
    /** The company's own. v4 `employee.employeeId`, which tells neither login nor name */
    readonly employeeId?: string
  }
  /** The employee's UUID, in small letters. v4 `userId`; v1.1 has the login. */
  readonly ownerUserId?: string
  /** The reimbursement currency, ISO 4217. `CrnCode` */
  readonly currency: string
  /** `A_EXTV` while the report waits for us. `ApsKey`, `ApvStatusName` */
  readonly approvalStatus: Coded
  /** `PayKey`, `PayStatusName` */
  readonly paymentStatus?: Coded
  readonly reportDate?: Day
  readonly createdAt?: LocalDateTime
  readonly submittedAt?: LocalDateTime
  readonly paidAt?: LocalDateTime
  /** v4: the list of exceptions; absent where it could not be had */
  readonly hasException?: boolean
  /** Whether some of them keep the report from moving on. v4 `hasBlockingExceptions`, or `isBlocking` of an exception */
  readonly hasBlockingExceptions?: boolean
  readonly everSentBack: boolean
  /** Documented to count itemizations too, and shown without them. `EntryCount`; v4 does not tell. */
  readonly entryCount?: number
  /** How many the list of entries says that it has. `Entries/@Count`; v4 does not tell. */
  readonly listedEntries?: number
  readonly ledgerName?: string
  /** The group of the employee, as far as the source tells. v4 `analyticsGroupId` */
  readonly group?: string
  /** ISO 3166 code. v4 `countryCode` */
  readonly country?: string
  /** Whether an expense is rejected, so that an approval takes a comment on that. v4 `isExpenseRejected` */
  readonly hasRejectedExpenses?: boolean
  /** The texts of the comments on the report as a whole. v4; v1.1 does not tell. */
  readonly comments?: readonly string[]
  /** Of the trip or period, as the employee gave them. v4 `startDate`, `endDate` */
  readonly startDate?: Day
  readonly endDate?: Day
  /** Who approves next or approved last, by login. v3 `ApproverLoginID` */
  readonly approverLoginId?: string
  readonly policyKey?: string
  readonly total?: Money
  readonly personalExpenses?: Money
  readonly amountDueEmployee?: Money
  readonly amountDueCompanyCard?: Money
  readonly totalClaimed?: Money
  readonly totalApproved?: Money
  /** Absolute, on a legacy host, byte for byte; its path names the workflow step. Absent when no action is possible. */
  readonly workflowActionUrl?: string
  /** Valid for 30 minutes. `ReceiptImageUrl` */
  readonly receiptImageUrl?: string
  readonly orgUnits: CustomFields
  readonly custom: CustomFields
  /** What Concur sent and could not be read, such as `report.startDate is not a date`: absent above. Never a value. */
  readonly notRead?: readonly string[]
  readonly entries: readonly Entry[]
}

/** A report without its entries. */
export type ReportHeader = Omit<ExpenseReport, 'entries'>

/** One expense of a report. `ExpenseEntry` */
export interface Entry {
  /** `RpeKey` */
  readonly entryId: string
  /** `ExpKey`, `ExpName` */
  readonly expenseType: Coded
  readonly spendCategory?: string
  /** `PaymentTypeKey`; v4 `paymentType.code`, or its `id` where that is all there is */
  readonly paymentType?: string
  readonly businessPurpose?: string
  readonly vendor?: string
  readonly location: {
    readonly name?: string
    /** v4 `location.city`; v1.1 has it in the name: `Seattle, Washington` or `Seattle`. */
    readonly city?: string
    readonly subdivision?: string
    readonly country?: string
  }
  readonly transactionDate?: Day
  /** In the currency of the purchase, of which v1.1 gives a name such as `Dollar, United States` and v4 the ISO code. */
  readonly transaction?: {
    readonly amount: Decimal
    readonly currencyName?: string
    readonly currency?: string
  }
  readonly exchangeRate?: Decimal
  /** In the report's currency. */
  readonly posted?: Money
  /** Absent where Concur left it empty, as it does for an itemized entry. */
  readonly approved?: Money
  readonly receiptRequired: boolean
  readonly imageRequired: boolean
  readonly receiptImageId?: string
  readonly eReceiptId?: string
  /** The employee declared the receipt missing. v4 `hasMissingReceiptDeclaration`; v1.1 does not tell. */
  readonly hasMissingReceiptDeclaration?: boolean
  /** The line of an approved request that this entry belongs to. v4 `authorizationRequestExpenseId` */
  readonly requestExpense?: { readonly id: string; readonly approved?: Money }
  /** A journey by car, in kilometres or miles. v4 `mileage`, which does not say in which; v1.1 does not tell. */
  readonly mileage?: { readonly distance: Decimal; readonly unit?: 'K' | 'M' }
  /** An approver has rejected it: it goes back in a report of its own and is not judged here. v4 `isExpenseRejected` */
  readonly isExpenseRejected?: boolean
  /** v4: whether `expenseTaxSummary.totalTaxPostedAmount` is more than nothing */
  readonly hasVat?: boolean
  readonly hasComments?: boolean
  readonly commentCount?: number
  /** Their texts, as far as the source has them: v1.1 only counts them. */
  readonly comments?: readonly string[]
  readonly isItemized: boolean
  readonly hasExceptions: boolean
  readonly isPersonal: boolean
  /** v4: `creditCardTransactionId` among the `expenseSourceIdentifiers`; absent where there are none */
  readonly isCreditCardCharge?: boolean
  readonly isPersonalCardCharge?: boolean
  readonly hasAttendees: boolean
  readonly attendeeCount?: number
  /** `P` partial, `F` full, `N` none; `Y` has been seen too. */
  readonly hasAllocation?: string
  readonly formKey?: string
  readonly lastModifiedAt?: LocalDateTime
  readonly orgUnits: CustomFields
  readonly custom: CustomFields
  readonly itemizations: readonly Itemization[]
  /** Of an entry that is not itemized; otherwise they hang on the itemizations. */
  readonly allocations: readonly Allocation[]
  readonly attendees: readonly Attendee[]
}

/** A part of an entry. `ItemizationEntryDetails` */
export interface Itemization {
  /** `ItemizationKey`; names the itemization in an exception too, with object type `Entry`. */
  readonly itemizationId: string
  /** `ExpenseKey`, `ExpenseName` */
  readonly expenseType: Coded
  readonly businessPurpose?: string
  readonly transactionDate?: Day
  readonly transactionAmount?: Decimal
  readonly posted?: Money
  readonly approved?: Money
  readonly isPersonal: boolean
  readonly hasComments?: boolean
  readonly commentCount?: number
  /** Their texts, as far as the source has them: v1.1 only counts them. */
  readonly comments?: readonly string[]
  readonly lastModifiedAt?: LocalDateTime
  readonly orgUnits: CustomFields
  readonly custom: CustomFields
  readonly allocations: readonly Allocation[]
  readonly attendees: readonly Attendee[]
}

/** A share of an entry or itemization that is charged to one cost object. `Allocations` */
export interface Allocation {
  /** `AllocationKey` below an itemization, `allocKey` below an entry; may be empty. */
  readonly allocationId: string
  /** 0 to 100; v1.1 writes `50.00000000%`. */
  readonly percentage?: Decimal
  readonly accountCode1?: string
  readonly accountCode2?: string
  readonly custom: CustomFields
}

/** A person at a meal. `AttendeeDetails` */
export interface Attendee {
  readonly attendeeId: string
  /** Such as `SYSEMP`, `BUSGUEST`. */
  readonly type?: string
  readonly firstName?: string
  readonly lastName?: string
  readonly company?: string
  readonly title?: string
  readonly externalId?: string
  readonly ownerName?: string
  /** Their share of the expense. v4 `transactionAmount`; v1.1 does not tell. */
  readonly amount?: Money
  /** How many people they stand for, such as a group. v4 `associatedAttendeeCount`; v1.1 does not tell. */
  readonly people?: number
  /** v4 does not tell. */
  readonly isDeleted?: boolean
  readonly hasExceptionsPreviousYear?: boolean
  readonly hasExceptionsYearToDate?: boolean
  readonly totalPreviousYear?: Decimal
  readonly totalYearToDate?: Decimal
  readonly versionNumber?: number
  readonly custom: CustomFields
}
