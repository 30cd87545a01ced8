import { type DaySum, MAX_ADDENDS } from '../../record/history.ts'
import { type Decimal, formatDecimal, formatMoney, sumOf } from '../../report/money.ts'

/** A part of a sum, or several of which only the sum may be known. */
export type Addend = Pick<DaySum, 'sum' | 'amounts' | 'parts'>

/** One amount as a part of a sum. */
export function addend(amount: Decimal): Addend {
  return { sum: amount, amounts: [amount], parts: 1 }
}

/**
 * A sum with what it is made of, the same in every language: `140.00 USD (2026-05: 60.00 + 80.00)`, or only how many
 * there are of them: `140.00 USD (2026-05: 14)`.
 * @param of What is summed, such as a period or a vendor.
 */
export function showSum(of: string, addends: readonly Addend[], currency: string): string {
  const count = addends.reduce((total, { parts }) => total + parts, 0)
  const shown =
    count > MAX_ADDENDS
      ? String(count)
      : addends.flatMap(({ amounts = [] }) => amounts.map(formatDecimal)).join(' + ')
  return `${formatMoney({ amount: sumOf(addends.map(({ sum }) => sum)), currency })} (${of}: ${shown})`
}
