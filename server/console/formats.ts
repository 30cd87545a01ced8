/** How dates and amounts are written for a reader. */
export interface Formats {
  /** 29 Nov 2026 */
  date(at: Date): string
  /** 29 Nov 2026, 14:05 */
  dateTime(at: Date): string
  /** 14:05 */
  time(at: Date): string
  /** 14:05:09: of what is over within seconds. */
  clock(at: Date): string
  /** A day that has no time: `2026-11-29`; what is none comes back as it is. */
  day(day: string): string
  /**
   * EUR 1,234.50. Exact: the text of a decimal never becomes a number, and no digit of it is rounded away.
   * @param amount As `-12.5`; what is no decimal comes back as it is.
   */
  amount(amount: string, currency: string): string
  /** 1,234 */
  count(count: number): string
}

/** @param timeZone An IANA name, in which times are shown. */
export function createFormats(locale: string, timeZone: string): Formats {
  const date = new Intl.DateTimeFormat(locale, { dateStyle: 'medium', timeZone })
  const dateTime = new Intl.DateTimeFormat(locale, { dateStyle: 'medium', timeStyle: 'short', timeZone })
  const time = new Intl.DateTimeFormat(locale, { timeStyle: 'short', timeZone })
  const clock = new Intl.DateTimeFormat(locale, { timeStyle: 'medium', timeZone })
  const day = new Intl.DateTimeFormat(locale, { dateStyle: 'medium', timeZone: 'UTC' })
  const count = new Intl.NumberFormat(locale, { maximumFractionDigits: 0 })
  return {
    date: (at) => date.format(at),
    dateTime: (at) => dateTime.format(at),
    time: (at) => time.format(at),
    clock: (at) => clock.format(at),
    day(text) {
      const at = new Date(`${text}T00:00:00Z`)
      return /^\d{4}-\d{2}-\d{2}$/.test(text) && !Number.isNaN(at.getTime()) ? day.format(at) : text
    },
    amount: (amount, currency) => amountText(locale, amount, currency),
    count: (number) => count.format(number),
  }
}

/** Intl's most. */
const MAX_DECIMALS = 20

function amountText(locale: string, amount: string, currency: string): string {
  const decimals = /^-?\d+(?:\.(\d+))?$/.exec(amount)
  if (!isDecimal(amount) || decimals === null || !/^[A-Za-z]{3}$/.test(currency))
    return `${amount} ${currency}`.trim()
  const style = { style: 'currency', currency, currencyDisplay: 'code' } as const
  const usual = new Intl.NumberFormat(locale, style).resolvedOptions().maximumFractionDigits ?? 0
  const maximumFractionDigits = Math.min(MAX_DECIMALS, Math.max(usual, decimals[1]?.length ?? 0))
  return new Intl.NumberFormat(locale, { ...style, maximumFractionDigits }).format(amount)
}

/** Which Intl reads digit by digit. */
function isDecimal(text: string): text is `${number}` {
  return /^-?\d+(?:\.\d{1,20})?$/.test(text)
}
