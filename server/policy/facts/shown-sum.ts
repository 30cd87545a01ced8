import { type Decimal, formatDecimal, formatMoney, sumOf } from '../../report/money.ts'

/** More would not be read. */
const MAX_ADDENDS = 6

/**
 * A sum with what it is made of, the same in every language: `140.00 USD (2026-05: 60.00 + 80.00)`, or only how many
 * there are of them: `140.00 USD (2026-05: 14)`.
 * @param of What is summed, such as a period or a vendor.
 */
export function showSum(of: string, amounts: readonly Decimal[], currency: string): string {
  const addends =
    amounts.length > MAX_ADDENDS ? String(amounts.length) : amounts.map(formatDecimal).join(' + ')
  return `${formatMoney({ amount: sumOf(amounts), currency })} (${of}: ${addends})`
}
