import { Big } from 'big.js'

/** A number as v4 writes it, with all its decimals: `525.00000000`, and `0E-8` for zero. @param text May be empty: 0. */
export function exactNumber(text: string, decimals = 8): object {
  const value = new Big(text === '' ? '0' : text)
  return JSON.rawJSON(value.eq(0) ? `0E-${decimals}` : value.toFixed(decimals))
}

/** An amount of v4. */
export function amountJson(text: string, currencyCode: string): object {
  return { value: exactNumber(text), currencyCode }
}
