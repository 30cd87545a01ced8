import type { Day } from '../report/expense-report.ts'
import type { Money } from '../report/money.ts'

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

/** What earlier reviews know that matters for one report. */
export interface History {
  /** Of the same employee within the look-back of the policy, and of anybody where the match keys are equal. */
  readonly expenses: readonly PastExpense[]
  /** The `factsKey` of this report when it was last sent back, by us. */
  readonly sentBackAs?: string
}

/** What has to be asked to know the history of a report. */
export interface HistoryQuestion {
  readonly reportId: string
  /** See `employeeKey`; absent where the report does not say whose it is. */
  readonly employeeKey?: string
  /** Expenses of the same employee from this day on; absent where the report has no day at all. */
  readonly since?: Day
  /** Purchases of anybody's with one of these. */
  readonly matchKeys: readonly string[]
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

/** Nothing is known: the first report of all. */
export const NO_HISTORY: History = { expenses: [] }
