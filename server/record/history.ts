import type { Day } from '../report/expense-report.ts'
import type { Decimal, Money } from '../report/money.ts'

/**
 * An entry or itemization of another report, as that report's last review saw it. Reports that are with their
 * employee again (sent back) are left out: what they hold is not claimed.
 */
export interface PastExpense {
  readonly reportId: string
  readonly reportName?: string
  readonly type: 'Entry' | 'Itemization'
  /** Its entry is itemized: what counts are its itemizations. */
  readonly isItemized: boolean
  readonly isSameEmployee: boolean
  readonly day?: Day
  /** In capitals. */
  readonly expenseType: string
  readonly posted?: Money
  /** See `matchKey`: equal for what may be the same expense, whoever claims it. */
  readonly matchKey?: string
  /** See `vendorKey`. */
  readonly vendorKey?: string
  /** This and the next are absent where the source of the report does not say. */
  readonly isCardCharge?: boolean
  readonly hasAffidavit?: boolean
}

/** What the employee's other reports claim on one day in one currency. */
export interface DaySum {
  readonly day: Day
  /** Absent for what has no amount. */
  readonly currency?: string
  /** Credits taken off. */
  readonly sum: Decimal
  /** The amounts that make the sum, in the order that they were kept in, where they are few: see `MAX_ADDENDS`. */
  readonly amounts?: readonly Decimal[]
  /** How many parts there are, credits included. */
  readonly parts: number
  readonly credits: number
  /** How many of them have an affidavit, and of how many it is not said. */
  readonly affidavits: number
  readonly affidavitsNotSaid: number
}

/** The days from the first to the last expense of another report of the employee, as far as they were asked for. */
export interface PastSpan {
  readonly reportId: string
  readonly reportName?: string
  readonly first: Day
  readonly last: Day
}

/** Days from one to another, both included. */
export interface DayRange {
  readonly from: Day
  readonly to: Day
}

/** Which expenses of the employee's other reports a rule looks at. */
interface OwnExpenses {
  readonly days: readonly DayRange[]
  /** `entries`: as they were bought; `amounts`: every amount once, so the itemizations in place of an itemized entry. */
  readonly parts: 'entries' | 'amounts'
  /** In capitals; absent for all. */
  readonly expenseTypes?: readonly string[]
}

/**
 * What a rule asks of earlier reports. One that needs sums asks for sums, which the database makes however many
 * expenses there are.
 */
export type HistorySlice =
  | ({
      readonly kind: 'expenses'
      /** Only of these vendors, see `vendorKey`; absent for all. */
      readonly vendorKeys?: readonly string[]
      /** Only of these amounts, exact decimals as `toFixed` writes them; absent for all. */
      readonly amounts?: readonly string[]
    } & OwnExpenses)
  | ({ readonly kind: 'sums' } & OwnExpenses)
  /** The other reports whose days, among those asked for, meet those from `from` to `to`. */
  | { readonly kind: 'spans'; readonly within: DayRange; readonly from: Day; readonly to: Day }
  | {
      /**
       * Purchases that may be the same: of each key the newest of the employee's, and of anybody's where the vendor is
       * known; of each expense type one.
       */
      readonly kind: 'same purchases'
      readonly matchKeys: readonly string[]
      readonly acrossEmployees: boolean
    }
  | { readonly kind: 'sent back' }

/** What earlier reviews know of what one rule asked for; empty where it asked for something else. */
export interface RuleHistory {
  /** The oldest first. */
  readonly expenses: readonly PastExpense[]
  readonly sums: readonly DaySum[]
  readonly spans: readonly PastSpan[]
  /** The `factsKey` of this report when it was last sent back, by us. */
  readonly sentBackAs?: string
  /** There was more than `MAX_HISTORY_ROWS`: what is missing is not known. */
  readonly isIncomplete: boolean
}

/** What is known for one report, by the ids of the rules that asked. */
export type History = readonly (readonly [rule: string, known: RuleHistory])[]

/** What has to be asked to know the history of a report. */
export interface HistoryQuestion {
  readonly reportId: string
  /** See `employeeKey`; absent where the report does not say whose it is: then nobody's expenses are the same one's. */
  readonly employeeKey?: string
  /** By the ids of the rules that ask. */
  readonly slices: readonly (readonly [rule: string, slice: HistorySlice])[]
}

/** What is kept of a report that was decided on, for the reviews that come after. */
export interface HistoryRecord {
  readonly reportId: string
  /** See `factsKey`. */
  readonly factsKey: string
  /** See `employeeKey`. */
  readonly employeeKey?: string
  readonly expenses: readonly KeptExpense[]
}

/** An entry or itemization as later reviews compare with it. */
export interface KeptExpense {
  readonly type: 'Entry' | 'Itemization'
  readonly isItemized: boolean
  readonly day?: Day
  readonly expenseType: string
  /** Exact decimal. */
  readonly amount?: string
  readonly currency?: string
  readonly matchKey?: string
  readonly vendorKey?: string
  readonly isCardCharge?: boolean
  readonly hasAffidavit?: boolean
}

/** A rule is told so many expenses, sums or spans at most; nobody claims as many within days. */
export const MAX_HISTORY_ROWS = 10_000
/** The addends of a sum are told up to here; more would not be read. */
export const MAX_ADDENDS = 6

/** Nothing is known of what a rule asked for. */
export const NOTHING_KNOWN: RuleHistory = { expenses: [], sums: [], spans: [], isIncomplete: false }
/** Nothing was asked, or nothing is known: the first report of all. */
export const NO_HISTORY: History = []
