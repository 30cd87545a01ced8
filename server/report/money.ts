import { Big } from 'big.js'

/** An exact decimal: Concur sends amounts with 8 decimals and exchange rates with 14; floats would lose cents. */
export type Decimal = Big

/** An amount in one currency. Amounts of different currencies are never compared or added. */
export interface Money {
  readonly amount: Decimal
  /** ISO 4217 code, such as `USD`. */
  readonly currency: string
}

/**
 * Reads a decimal as Concur writes it, such as `129.00000000`; `0E-8` is fine.
 * @returns The exact value, or `undefined` if the text is not a decimal number.
 */
export function parseDecimal(text: string): Decimal | undefined {
  return /^[+-]?\d{1,30}(\.\d{1,30})?([eE][+-]?\d{1,2})?$/.test(text) ? new Big(text) : undefined
}

const ZERO = new Big(0)

/** -1, 0 or 1; quicker than comparing with the number 0, which would be read as text each time. */
export function signOf({ c, s }: Decimal): number {
  return c[0] === 0 ? 0 : s
}

/** Adds exactly; the sum of nothing is zero. */
export function sumOf(amounts: readonly Decimal[]): Decimal {
  const [first = ZERO, ...others] = amounts
  return others.reduce((sum, amount) => sum.plus(amount), first)
}

/** For people: at least two decimals, more only where they are not zero, then the currency: `129.00 USD`. */
export function formatMoney({ amount, currency }: Money): string {
  return `${formatDecimal(amount)} ${currency}`
}

/** At least two decimals, more only where they are not zero. */
export function formatDecimal(amount: Decimal): string {
  const decimals = Math.max(amount.c.length - 1 - amount.e, 0)
  return decimals > 2 ? amount.toFixed() : amount.toFixed(2)
}

/** Of a quotient, for people: up to the next cent, so that what is above a limit reads so too. */
export function roundedUp(amount: Decimal): Decimal {
  return amount.round(2, Big.roundUp)
}
