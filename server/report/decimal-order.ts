import type { Decimal } from './money.ts'

/** Concur's greatest amounts have an exponent of about 130 if it comes to the worst, see `parseDecimal`. */
const BIAS = 500
const DIGITS = 3

/**
 * An exact decimal as a text that sorts as the number does, for a database that would otherwise compare floats: its
 * sign, the power of ten, then its digits. Only letters and digits, so that every collation sorts it alike.
 */
export function decimalOrder(amount: Decimal): string {
  if (amount.eq(0)) return 'o'
  const power = amount.e + BIAS
  const digits = amount.c.join('')
  if (amount.s > 0) return `p${String(power).padStart(DIGITS, '0')}${digits}`
  // The other way round, and the longer of two that begin alike comes first.
  const complement = Array.from(digits, (digit) => 9 - Number(digit)).join('')
  return `n${String(2 * BIAS - 1 - power).padStart(DIGITS, '0')}${complement}z`
}
