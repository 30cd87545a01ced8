import type { Insertable } from 'kysely'
import type { KeptExpense, PastExpense } from '../../record/history.ts'
import { parseDecimal } from '../../report/money.ts'
import type { PastExpenseTable } from './tables.ts'

/** In `is_card`, which is never null: the source of the report did not say whether it was a card charge. */
const NOT_TOLD = 2

/** A past expense as a later review finds it, with the name of its report. */
export interface FoundExpense {
  readonly id: number
  readonly report_id: string
  readonly report_name: string | null
  readonly is_same: number
  readonly object_type: string
  readonly is_itemized: number
  readonly day: string | null
  readonly expense_type: string
  readonly amount: string | null
  readonly currency: string | null
  readonly match_key: string | null
  readonly vendor_key: string | null
  readonly is_card: number
  readonly has_affidavit: number | null
}

/** The row of an expense that is kept. */
export function rowOf(
  reviewId: number,
  reportId: string,
  employeeKey: string | null,
  expense: KeptExpense,
): Insertable<PastExpenseTable> {
  return {
    review_id: reviewId,
    report_id: reportId,
    employee_key: employeeKey,
    match_key: expense.matchKey ?? null,
    vendor_key: expense.vendorKey ?? null,
    object_type: expense.type,
    is_itemized: Number(expense.isItemized),
    day: expense.day ?? null,
    expense_type: expense.expenseType,
    amount: expense.amount ?? null,
    currency: expense.currency ?? null,
    is_card: expense.isCardCharge === undefined ? NOT_TOLD : Number(expense.isCardCharge),
    has_affidavit: expense.hasAffidavit === undefined ? null : Number(expense.hasAffidavit),
  }
}

/** What a later review compares with. */
export function toPastExpense(row: FoundExpense): PastExpense {
  const amount = row.amount === null ? undefined : parseDecimal(row.amount)
  return {
    reportId: row.report_id,
    ...(row.report_name !== null && { reportName: row.report_name }),
    type: row.object_type === 'Itemization' ? 'Itemization' : 'Entry',
    isItemized: row.is_itemized === 1,
    isSameEmployee: row.is_same === 1,
    ...(row.day !== null && { day: row.day }),
    expenseType: row.expense_type,
    ...(amount !== undefined && row.currency !== null && { posted: { amount, currency: row.currency } }),
    ...(row.match_key !== null && { matchKey: row.match_key }),
    ...(row.vendor_key !== null && { vendorKey: row.vendor_key }),
    ...(row.is_card !== NOT_TOLD && { isCardCharge: row.is_card === 1 }),
    ...(row.has_affidavit !== null && { hasAffidavit: row.has_affidavit === 1 }),
  }
}
