import type { CustomFields, Day, LocalDateTime } from '../../report/expense-report.ts'
import type { ReportTrouble } from './report-trouble.ts'

/**
 * What an employee has entered, in the words of `ExpenseReport`: every field that v1.1 shows and that does not follow
 * from another. An empty text means "not set" and is sent the way Concur sends that. Amounts are decimals as text,
 * such as `12.50`. Keys are part of the draft, so that an edited entry keeps its key when it is submitted again; build
 * a new draft for every report.
 */
export interface ReportDraft {
  readonly name: string
  readonly purpose: string
  /** `name` is `Last, First`. */
  readonly employee: { readonly loginId: string; readonly name: string }
  /** ISO 4217; of all posted and approved amounts. */
  readonly currency: string
  readonly reportDate: Day
  readonly createdAt: LocalDateTime
  readonly paidAt: LocalDateTime
  readonly paymentStatus: CodeAndName
  readonly receiptImageUrl: string
  readonly ledgerName: string
  readonly policyKey: string
  readonly orgUnits: CustomFields
  readonly custom: CustomFields
  /** An exception of Concur's own audit rules, before anybody posts one. */
  readonly hasException: boolean
  readonly everSentBack: boolean
  /** Of earlier cash advances, what this report uses up, in its currency. */
  readonly cashAdvance: string
  /** Whether `EntryCount` has the itemizations in it: the page says so, its example does not. */
  readonly countsItemizations: boolean
  /** Replaces what the entries add up to. */
  readonly totals: Partial<ReportTotals>
  /** Where `Approve` takes the report, such as `A_APPR` or `A_PEND`. */
  readonly statusAfterApproval: string
  readonly entries: readonly EntryDraft[]
  /** What goes wrong on purpose. */
  readonly trouble: ReportTrouble
}

/** The sums in the header, in the report's currency. */
export interface ReportTotals {
  readonly reportTotal: string
  readonly personalExpenses: string
  readonly amountDueEmployee: string
  readonly amountDueCompanyCard: string
  /** Paid by the company itself, by no card; v4 alone shows it. */
  readonly amountCompanyPaid: string
  /** What the employee owes the company; v4 alone shows it. */
  readonly amountDueCompany: string
  readonly totalClaimed: string
  readonly totalApproved: string
}

/** Concur's code of something and the name that people see. */
export interface CodeAndName {
  readonly code: string
  readonly name: string
}

/** One expense. Whether it is itemized and has attendees follows from the lists. */
export interface EntryDraft {
  readonly key: string
  readonly expenseType: CodeAndName
  readonly spendCategory: string
  readonly paymentType: string
  readonly businessPurpose: string
  readonly vendor: string
  readonly location: { readonly name: string; readonly subdivision: string; readonly country: string }
  readonly transactionDate: Day
  /** In the currency of the purchase. */
  readonly transactionAmount: string
  /** A name such as `Dollar, United States`; v1.1 has no code. */
  readonly currencyName: string
  readonly exchangeRate: string
  readonly postedAmount: string
  readonly approvedAmount: string
  readonly receiptRequired: boolean
  readonly imageRequired: boolean
  readonly receiptImageId: string
  readonly eReceiptId: string
  readonly hasVat: boolean
  /** What of the posted amount is tax, in the report's currency; empty for none. */
  readonly taxAmount: string
  readonly hasComments: boolean
  readonly commentCount: number
  /** An exception of Concur's own audit rules, before anybody posts one. */
  readonly hasExceptions: boolean
  readonly isPersonal: boolean
  readonly isCreditCardCharge: boolean
  readonly isPersonalCardCharge: boolean
  /** Neither the employee nor a card has paid; v1.1 shows it in nothing but the payment type. */
  readonly isCompanyPaid: boolean
  /** An approver has rejected it: it goes back to the employee in a report of its own; v1.1 does not show it. */
  readonly isRejected: boolean
  /** The employee has declared that there is no receipt; v1.1 does not show it. */
  readonly hasReceiptDeclaration: boolean
  /** Of a journey in a car of one's own; v1.1 does not show it. */
  readonly mileage?: MileageDraft
  /** `P` partial, `F` full, `N` none. */
  readonly hasAllocation: string
  readonly formKey: string
  readonly lastModifiedAt: LocalDateTime
  readonly orgUnits: CustomFields
  readonly custom: CustomFields
  readonly itemizations: readonly ItemizationDraft[]
  readonly allocations: readonly AllocationDraft[]
  readonly attendees: readonly AttendeeDraft[]
}

/** A journey; the unit of distances is documented nowhere, and depends on the employee's country. */
export interface MileageDraft {
  /** Whole. */
  readonly totalDistance: number
  readonly personalDistance: number
  readonly passengerCount: number
  readonly odometerStart: number
  readonly odometerEnd: number
}

/** A part of an entry. */
export interface ItemizationDraft {
  readonly key: string
  readonly expenseType: CodeAndName
  readonly businessPurpose: string
  readonly transactionDate: Day
  readonly transactionAmount: string
  readonly postedAmount: string
  readonly approvedAmount: string
  readonly isPersonal: boolean
  readonly hasComments: boolean
  readonly commentCount: number
  readonly lastModifiedAt: LocalDateTime
  readonly orgUnits: CustomFields
  readonly custom: CustomFields
  readonly allocations: readonly AllocationDraft[]
  readonly attendees: readonly AttendeeDraft[]
}

/** A share that one cost object bears. */
export interface AllocationDraft {
  readonly key: string
  /** `50` for half. */
  readonly percentage: string
  readonly accountCode1: string
  readonly accountCode2: string
  readonly custom: CustomFields
}

/** A person at a meal. */
export interface AttendeeDraft {
  readonly key: string
  /** Such as `SYSEMP`, `BUSGUEST`. */
  readonly type: string
  readonly firstName: string
  readonly lastName: string
  readonly company: string
  readonly title: string
  readonly externalId: string
  readonly ownerName: string
  readonly isDeleted: boolean
  readonly hasExceptionsPreviousYear: boolean
  readonly hasExceptionsYearToDate: boolean
  readonly totalPreviousYear: string
  readonly totalYearToDate: string
  readonly versionNumber: number
  readonly custom: CustomFields
}
