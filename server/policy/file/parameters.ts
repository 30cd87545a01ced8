import { Big } from 'big.js'
import { z } from 'zod'
import type { Day } from '../../report/expense-report.ts'
import { fold } from '../../report/fold.ts'
import type { Decimal } from '../../report/money.ts'
import { isDay } from '../facts/days.ts'
import { ListTable } from './lists.ts'
import { isPeriod, validOn } from './validity.ts'

// The values that a policy file is made of. Each message says what is expected, for somebody who writes the file.
// Numbers arrive as the text that was typed.

/** Words that are not blank. */
export const words = z.string('expected text').trim().min(1, 'expected text')

/** A switch: `true` or `false`. */
export const yesNo = z.boolean('expected true or false')

/** An exact decimal, zero or more, in whatever unit the parameter has. */
export const amount = z
  .string('expected an amount such as 25 or 25.50')
  .regex(/^\d{1,15}(\.\d{1,15})?$/, 'expected an amount such as 25 or 25.50')
  .transform((text): Decimal => new Big(text))

/** A whole number, zero or more, below 100,000. */
export const count = z
  .string('expected a whole number such as 60')
  .regex(/^\d{1,5}$/, 'expected a whole number such as 60')
  .transform(Number)

/** A share from 0 to 100 %, exact: `10` or `10%`. */
export const percentage = z
  .string('expected a percentage such as 10%')
  .regex(/^\d{1,3}(\.\d{1,6})?\s*%?$/, 'expected a percentage such as 10%')
  .transform((text): Decimal => new Big(text.replace('%', '').trim()))
  .refine((share) => share.lte(100), 'expected at most 100%')

/** A day of the calendar, `2026-01-31`. */
export const day = z
  .string('expected a day such as 2026-01-31')
  .refine(isDay, 'expected a day such as 2026-01-31')

/** An ISO 4217 code, such as `USD`. */
export const currencyCode = z
  .string('expected a currency such as USD')
  .regex(/^[A-Z]{3}$/, 'expected a currency such as USD')

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
export const amounts = z
  .record(currencyCode, amount, AMOUNTS)
  .refine((byCurrency) => Object.keys(byCurrency).length > 0, AMOUNTS)

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
  .transform((given): Limits => {
    const periods = Array.isArray(given) ? given : [{ amounts: given }]
    const maps = periods.map(({ amounts: byCurrency, ...rest }) => ({
      from: 'from' in rest ? rest.from : undefined,
      until: 'until' in rest ? rest.until : undefined,
      amounts: new Map(Object.entries(byCurrency)),
    }))
    return {
      at: (currency, on) =>
        validOn(
          maps.filter((each) => each.amounts.has(currency)),
          on,
        )?.amounts.get(currency),
    }
  })

/** Concur's code of an expense type, such as `BUSML`, in capitals: a slip in letter case must not switch a rule off. */
export const expenseTypeCode = words.transform((code) => code.toUpperCase())

const CODES = 'expected a list of expense types, such as [BUSML, BUSMEAL]'

/** At least one expense type, in capitals. */
export const expenseTypes = z
  .array(expenseTypeCode, CODES)
  .min(1, CODES)
  .transform((codes): ReadonlySet<string> => new Set(codes))

/** A list with a header alone would switch its rule off without a word; one without columns is a problem noted already. */
const listWithRows = z
  .instanceof(ListTable)
  .refine(
    ({ rows, columns }) => rows.length > 0 || columns.length === 0,
    'expected the list to have rows below its header',
  )

const WORD_LIST = 'expected a list of words, or { list: NAME } for one of the lists'

/**
 * Words that stand here, or in a column of a list: `[gift, spa]` or `{ list: words }`, which is the column of that
 * name or the first. Folded: letter case and spacing do not matter; compare with `fold`.
 */
export const wordList = z
  .union([z.array(words).min(1), listWithRows], WORD_LIST)
  .transform((given): ReadonlySet<string> => {
    if (!(given instanceof ListTable)) return new Set(given.map(fold))
    const column = given.columns.includes(given.name.toLowerCase())
      ? given.name.toLowerCase()
      : (given.columns[0] ?? '')
    return new Set(
      given.rows.flatMap(({ values }) => (values[column] === undefined ? [] : [fold(values[column])])),
    )
  })

/** So many wrong rows of a list are told: the log and the terminal need not have a hundred thousand. */
const MAX_ROWS_TOLD = 10

/**
 * Rows that stand here as mappings, or in a list: `{ list: cities }`, whose columns have the names of the schema.
 * @param row Reads one row; its values arrive as text.
 */
export function rowsOf<Row>(row: z.ZodType<Row>): z.ZodType<readonly Row[]> {
  const expected = 'expected a list of mappings, or { list: NAME } for one of the lists'
  return z.union([z.array(z.unknown()).min(1), listWithRows], expected).transform((given, context) => {
    const items =
      given instanceof ListTable
        ? given.rows.map(({ line, values }) => ({
            place: `list ${given.name}, line ${line}: `,
            value: values,
          }))
        : given.map((value, index) => ({ place: `row ${index + 1}: `, value }))
    let told = 0
    return items.flatMap(({ place, value }) => {
      const read = row.safeParse(value)
      if (read.success) return [read.data]
      told += 1
      // A column of a wrong name is wrong in each of its rows.
      if (told > MAX_ROWS_TOLD) return []
      for (const issue of read.error.issues) {
        const names = issue.code === 'unrecognized_keys' ? issue.keys.join(', ') : issue.path.join('.')
        context.addIssue({
          code: 'custom',
          message: `${place}${names}${names === '' ? '' : ': '}${issue.message}`,
          params: { isWhole: true },
        })
      }
      return []
    })
  })
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
