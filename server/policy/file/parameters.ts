import { Big } from 'big.js'
import { z } from 'zod'
import { digitsOf } from '../../report/currencies.ts'
import type { Day } from '../../report/expense-report.ts'
import type { Decimal } from '../../report/money.ts'
import { isDay } from '../facts/days.ts'
import { currencyCode } from './codes.ts'
import { insideUnion, refuse } from './found.ts'
import { below, doubtingText, notesIn, noting } from './notes.ts'
import { firstOverlap, isPeriod, type Period, validOn } from './validity.ts'

// The values that a policy file is made of. Each message says what is expected, for somebody who writes the file.
// Numbers arrive as the text that was typed.

/** A switch: `true` or `false`. */
export const yesNo = z.boolean('expected true or false')

const AMOUNT = 'expected an amount such as 25 or 25.50'
const AMOUNT_FORM = /^\d{1,15}(\.\d{1,15})?$/
/** In a currency, which knows how many digits it has: see {@link misreadAmount}. */
const amountText = z.string(AMOUNT).regex(AMOUNT_FORM, AMOUNT)
const numberText = doubtingText(z.string(AMOUNT).regex(AMOUNT_FORM, AMOUNT), (text) =>
  /^[1-9]\d{0,2}\.\d{3}$/.test(text)
    ? `${text} has a decimal point, and is not ${text.replace('.', '')}: to say so, write ${text}0`
    : undefined,
)

/** An exact decimal, zero or more, in whatever unit the parameter has. */
export const amount = numberText.transform((text): Decimal => new Big(text))

/** A whole number, zero or more, below 100,000. */
export const count = z
  .string('expected a whole number such as 60')
  .regex(/^\d{1,5}$/, 'expected a whole number such as 60')
  .transform(Number)

/** A share from 0 to 100 %, exact: `10` or `10%`. */
export const percentage = doubtingText(
  z
    .string('expected a percentage such as 10%')
    .regex(/^\d{1,3}(\.\d{1,6})?\s*%?$/, 'expected a percentage such as 10%'),
  (text) =>
    /^0\.0*[1-9]\d*$/.test(text)
      ? `${text} is ${text} %, and not ${new Big(text).times(100).toFixed()} %: to say so, write ${text}%`
      : undefined,
)
  .transform((text): Decimal => new Big(text.replace('%', '').trim()))
  .refine((share) => share.lte(100), 'expected at most 100%')

/** A day of the calendar, `2026-01-31`. */
export const day = z
  .string('expected a day such as 2026-01-31')
  .refine(isDay, 'expected a day such as 2026-01-31')

/**
 * Why an amount cannot be meant as it is written, in words: a German sheet has 5.000 for five thousand.
 * @param text An amount with a decimal point.
 * @returns `undefined` for one that the currency can have.
 */
export function misreadAmount(text: string, currency: string): string | undefined {
  const digits = digitsOf(currency)
  const [whole = '', behind = ''] = text.split('.')
  if (digits === undefined || behind.length <= digits) return undefined
  const cents = behind.slice(0, digits)
  const small = digits === 0 ? whole : `${whole}.${cents}`
  const isSame = /^0*$/.test(behind.slice(digits))
  const meant = [...(behind.length % 3 === 0 ? [`${whole}${behind}`] : []), ...(isSame ? [small] : [])]
  return `${text} has ${behind.length} digits behind the point and ${currency} has ${digits}${
    meant.length === 0 ? '' : `: write ${meant.join(' or ')}`
  }`
}

/** The columns of an amount in a row, for its {@link mapping}, which {@link withAmount} reads. */
export const amountColumns = { currency: currencyCode, amount: amountText }

/** Rows with {@link amountColumns}: their amount has to be one of their currency. */
export function withAmount<Row extends { readonly currency: string; readonly amount: string }>(
  row: z.ZodType<Row>,
): z.ZodType<Omit<Row, 'amount'> & { readonly amount: Decimal }> {
  return row
    .superRefine(({ currency, amount: text }, context) => {
      const odd = misreadAmount(text, currency)
      if (odd !== undefined) refuse(context, odd, ['amount'])
    })
    .transform((read) => ({ ...read, amount: new Big(read.amount) }))
}

/** Amounts that hold in each currency, and from when until when. */
export interface Limits {
  /**
   * The amount that holds on a day.
   * @param on Where it is absent, the limits that are not bound to a time hold, or else those that hold last.
   * @returns `undefined` if none is given for that currency on that day.
   */
  at(currency: string, on?: Day): Decimal | undefined
}

const AMOUNTS = 'expected an amount per currency, such as { USD: 25, EUR: 25 }'

/** At least one currency with its exact amount: `{ USD: 25, EUR: 25 }`. */
export const amounts = byName(currencyCode, (currency) => amountIn(currency), AMOUNTS)

/** An amount in that currency. */
export function amountIn(currency: string): z.ZodType<Decimal> {
  return amountText
    .superRefine((text, context) => {
      const odd = misreadAmount(text, currency)
      if (odd !== undefined) refuse(context, odd)
    })
    .transform((text) => new Big(text))
}

/** The days on which a row of a list holds, for its {@link mapping}; refine with `isPeriod` and {@link BOUNDS}. */
export const bounds = { from: day.optional(), until: day.optional() }
/** What is expected of them. */
export const BOUNDS = 'expected until to be no earlier than from'

const period = z
  .strictObject({ ...bounds, amounts }, 'expected from, until and amounts')
  .refine(isPeriod, BOUNDS)

/**
 * At least one currency with its exact amount: `{ USD: 25, EUR: 25 }`; or such amounts for a time each, both days
 * included: `[{ until: 2026-06-30, amounts: { USD: 25 } }, { from: 2026-07-01, amounts: { USD: 30 } }]`.
 */
export const limits = z
  .union([amounts, z.array(period).min(1)], `${AMOUNTS}, or a list of from, until and amounts`)
  .transform((given, context): Limits => {
    const periods: readonly z.output<typeof period>[] = Array.isArray(given) ? given : [{ amounts: given }]
    const byCurrency = new Map<
      string,
      readonly (Period & { readonly place: number; readonly most: Decimal })[]
    >()
    for (const [place, { amounts: most, ...rest }] of periods.entries()) {
      for (const [currency, each] of most) {
        byCurrency.set(currency, [...(byCurrency.get(currency) ?? []), { ...rest, place, most: each }])
      }
    }
    for (const [currency, rows] of byCurrency) {
      const twice = firstOverlap(rows)
      if (twice === undefined) continue
      const [earlier, later] = [twice.rows[0].place + 1, twice.rows[1].place + 1].toSorted((a, b) => a - b)
      refuse(context, `${currency}: numbers ${earlier} and ${later} ${bothHold(twice.on)}`)
    }
    return { at: (currency, on) => validOn(byCurrency.get(currency) ?? [], on)?.most }
  })

/** What is wrong with two rows for the same, and what to do. @param on A day that is in both; none if they have no days. */
export function bothHold(on: Day | undefined): string {
  return on === undefined
    ? 'are for the same: remove one of them, or give each its days (from, until)'
    : `both hold on ${on}: end the earlier one the day before the later one begins (from, until)`
}

/** A mapping that knows all of its names: a misspelt one would silently have no effect. */
export function mapping<Shape extends z.ZodRawShape>(shape: Shape): z.ZodObject<Shape, z.core.$strict> {
  const names = Object.keys(shape)
  const known = names.length === 0 ? 'there are no parameters here' : `known here: ${names.join(', ')}`
  return z.strictObject(shape, {
    error: ({ code }) =>
      code === 'unrecognized_keys' ? `unknown name; ${known}` : `expected a mapping; ${known}`,
  })
}

/**
 * A mapping whose names are codes, currencies and the like: `{ USD: 25, EUR: 25 }`. Two names that are read as the same
 * are refused, for one of them would be lost.
 * @param value What stands behind that name.
 */
export function byName<Value>(
  name: z.ZodType<string>,
  value: (name: string) => z.ZodType<Value>,
  expected: string,
): z.ZodType<ReadonlyMap<string, Value>> {
  const named = noting(z.record(z.string(), z.unknown(), expected), function* (given) {
    for (const [written, each] of Object.entries(given ?? {})) {
      const key = name.safeParse(written)
      for (const note of notesIn(name, written)) yield { ...note, path: [written] }
      if (key.success) yield* below(value(key.data), { [written]: each }, written)
    }
  })
  return named
    .refine((given) => Object.keys(given).length > 0, expected)
    .transform((given, context) => {
      const read = new Map<string, Value>()
      for (const [written, each] of Object.entries(given)) {
        const key = name.safeParse(written)
        for (const { message } of key.error?.issues.flatMap(insideUnion) ?? [])
          refuse(context, message, [written])
        if (!key.success) continue
        if (read.has(key.data)) refuse(context, `${JSON.stringify(written)} is there twice`, [written])
        const found = value(key.data).safeParse(each)
        for (const issue of found.error?.issues ?? []) {
          context.addIssue({ ...issue, path: [written, ...issue.path] })
        }
        if (found.success) read.set(key.data, found.data)
      }
      return read
    })
}
