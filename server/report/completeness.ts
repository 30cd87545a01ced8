import { Big } from 'big.js'
import { digitsOf } from './currencies.ts'
import type { Entry, ExpenseReport } from './expense-report.ts'
import { type Decimal, formatMoney, type Money, sumOf } from './money.ts'

/**
 * What Concur says of an object and what came of it. It was not seen whole, and is never approved by the policy.
 * Both are for people, such as `2 entries` and `0 entries`, or `792.72 USD` and `0.00 USD`.
 */
export interface Gap {
  readonly kind: 'count' | 'amount'
  readonly expected: string
  readonly seen: string
}

/** What a reading is compared by: its parts, and what its header says of them. */
interface Whole {
  readonly parts: readonly Pick<Entry, 'posted' | 'transaction'>[]
  /** What one of the parts is called, and what several are. */
  readonly nouns: readonly [one: string, many: string]
  readonly total: Money | undefined
  /** Numbers that the source gives, each with those that would be right. */
  readonly counts: readonly (readonly [given: number | undefined, right: readonly number[]])[]
  /** What may be taken off the sum of the parts before it is the total. */
  readonly deductions: readonly Decimal[]
}

const NOUNS = ['entry', 'entries'] as const

/**
 * Whether a report was seen whole: pure. These are accepted, and nothing else is:
 *
 * - `Entries/@Count`, where it is given, is the number of entries.
 * - `EntryCount`, where it is given, is the number of entries without or with their itemizations: the page documents
 *   the latter, and its example shows the former.
 * - An entry that is said to be itemized has itemizations.
 * - The posted amounts of the entries, each itemized one once, sum to the total of the report: all of them, or without
 *   what is personal, as entry or itemization or in the header. The documented example has no personal expense, and no
 *   page says which it is. What the company has paid counts, an advance does not: both change what is due, not the
 *   total.
 * - Where the purchase was in another currency the sum may be off by one smallest unit of the report's currency for
 *   each such entry, because each was rounded by itself.
 *
 * A report without entries and with a total of 0 is whole.
 * @see SAP Concur, Report Full Details v1.1, "Response" (`ReportTotal`, `EntryCount`); Reports v4 (`reportTotal`,
 *   `personalAmount`); Expenses v4 (`postedAmount`).
 */
export function gapOfReport(report: ExpenseReport): Gap | undefined {
  const { entries, total, currency, personalExpenses } = report
  const itemizations = entries.reduce((count, entry) => count + entry.itemizations.length, 0)
  const withoutParts = entries.filter(
    ({ isItemized, itemizations: parts }) => isItemized && parts.length === 0,
  )
  if (withoutParts.length > 0) {
    const expected = `itemizations of ${numbered(withoutParts.length, NOUNS)}`
    return { kind: 'count', expected, seen: 'none' }
  }
  return gapOf(
    {
      parts: entries,
      nouns: NOUNS,
      total,
      counts: [
        [report.listedEntries, [entries.length]],
        [report.entryCount, [entries.length, entries.length + itemizations]],
      ],
      deductions: [
        sumOf(entries.flatMap(personalPart)),
        personalExpenses?.currency === currency ? personalExpenses.amount : new Big(0),
      ],
    },
    currency,
  )
}

/** What is personal of an entry; nothing where all of it is the company's. */
function personalPart(entry: Entry): readonly Decimal[] {
  const parts = entry.isPersonal ? [entry] : entry.itemizations.filter(({ isPersonal }) => isPersonal)
  return parts.flatMap(({ posted }) => posted?.amount ?? [])
}

/** The same for anything that has parts and a total. @param currency Of the object. */
export function gapOf({ parts, nouns, total, counts, deductions }: Whole, currency: string): Gap | undefined {
  for (const [given, right] of counts) {
    if (given !== undefined && !right.includes(given)) {
      return { kind: 'count', expected: numbered(given, nouns), seen: numbered(parts.length, nouns) }
    }
  }
  if (total === undefined) return { kind: 'amount', expected: 'a total', seen: 'none' }
  const amounts = parts.flatMap(({ posted }) => (posted?.currency === total.currency ? posted.amount : []))
  if (amounts.length < parts.length) {
    const missing = parts.length - amounts.length
    return {
      kind: 'amount',
      expected: `an amount in ${total.currency} for each of ${numbered(parts.length, nouns)}`,
      seen: `none for ${missing}`,
    }
  }
  const sum = sumOf(amounts)
  const foreign = parts.filter(({ transaction }) => !isIn(currency, transaction)).length
  const unit = unitOf(currency)
  // Amounts come with 8 decimals, of which people and the total see the first two.
  const tolerance = unit.times(foreign).plus(unit.div(2))
  const isWhole = [new Big(0), ...deductions].some((less) =>
    sum.minus(less).minus(total.amount).abs().lt(tolerance),
  )
  if (isWhole) return undefined
  return {
    kind: 'amount',
    expected: formatMoney(total),
    seen: formatMoney({ amount: sum, currency: total.currency }),
  }
}

/** v1.1 gives a currency's name, not its code: where that is all there is, the currency may be another one. */
function isIn(currency: string, transaction: Entry['transaction']): boolean {
  return transaction === undefined || transaction.currency === currency
}

/** The smallest unit of a currency, such as 0.01, or 1 for the yen. */
function unitOf(currency: string): Decimal {
  const digits = digitsOf(currency.toUpperCase()) ?? USUAL_DIGITS
  return new Big(10).pow(-(Number.isFinite(digits) ? digits : USUAL_DIGITS))
}

const USUAL_DIGITS = 2

function numbered(count: number, [one, many]: Whole['nouns']): string {
  return `${count} ${count === 1 ? one : many}`
}
