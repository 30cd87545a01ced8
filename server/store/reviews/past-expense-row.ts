import type { KeptExpense, PastExpense } from '../../record/history.ts'
import { parseDecimal } from '../../report/money.ts'

/** In `is_card`, which is never null: the source of the report did not say whether it was a card charge. */
const NOT_TOLD = 2

/** A past expense as a later review finds it, with the name of its report. */
export type FoundExpense = readonly [
  reportId: string,
  reportName: string | null,
  isSame: number,
  objectType: string,
  isItemized: number,
  day: string | null,
  expenseType: string,
  amount: string | null,
  currency: string | null,
  matchKey: string | null,
  vendorKey: string | null,
  isCard: number,
  hasAffidavit: number | null,
]

const TEXTS = ['match_key', 'vendor_key', 'object_type', 'day', 'expense_type', 'amount', 'currency'] as const
const NUMBERS = ['is_itemized', 'is_card', 'has_affidavit'] as const
/** The columns of {@link fieldsOf}. */
export const EXPENSE_COLUMNS = [...TEXTS, ...NUMBERS] as const
/** How they are read out of {@link fieldsOf} as JSON. */
export const EXPENSE_FIELDS = [
  ...TEXTS.map((_, index) => `value ->> ${index}`),
  ...NUMBERS.map((_, index) => `cast(value ->> ${TEXTS.length + index} as integer)`),
]

/** What is kept of an expense, in the order of {@link EXPENSE_COLUMNS}. */
export function fieldsOf(expense: KeptExpense): readonly (string | number | null)[] {
  const row = {
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
  return EXPENSE_COLUMNS.map((column) => row[column])
}

/** What a later review compares with. */
export function toPastExpense([
  reportId,
  reportName,
  isSame,
  objectType,
  isItemized,
  day,
  expenseType,
  amountText,
  currency,
  matchKey,
  vendorKey,
  isCard,
  hasAffidavit,
]: FoundExpense): PastExpense {
  const amount = amountText === null ? undefined : parseDecimal(amountText)
  return {
    reportId,
    ...(reportName !== null && { reportName }),
    type: objectType === 'Itemization' ? 'Itemization' : 'Entry',
    isItemized: isItemized === 1,
    isSameEmployee: isSame === 1,
    ...(day !== null && { day }),
    expenseType,
    ...(amount !== undefined && currency !== null && { posted: { amount, currency } }),
    ...(matchKey !== null && { matchKey }),
    ...(vendorKey !== null && { vendorKey }),
    ...(isCard !== NOT_TOLD && { isCardCharge: isCard === 1 }),
    ...(hasAffidavit !== null && { hasAffidavit: hasAffidavit === 1 }),
  }
}
