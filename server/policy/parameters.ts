import { Big } from 'big.js'
import { z } from 'zod'
import type { Decimal } from '../report/money.ts'

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

/** Amounts by ISO 4217 code. */
export type AmountPerCurrency = ReadonlyMap<string, Decimal>

const AMOUNTS = 'expected an amount per currency, such as { USD: 25, EUR: 25 }'

/** At least one currency, each with its exact amount. */
export const amountPerCurrency = z
  .record(z.string().regex(/^[A-Z]{3}$/), amount, AMOUNTS)
  .refine((amounts) => Object.keys(amounts).length > 0, AMOUNTS)
  .transform((amounts): AmountPerCurrency => new Map(Object.entries(amounts)))

/** Concur's code of an expense type, such as `BUSML`, in capitals: a slip in letter case must not switch a rule off. */
export const expenseTypeCode = words.transform((code) => code.toUpperCase())

/** A mapping that knows all of its names: a misspelt one would silently have no effect. */
export function mapping<Shape extends z.ZodRawShape>(shape: Shape): z.ZodObject<Shape, z.core.$strict> {
  const names = Object.keys(shape)
  const known = names.length === 0 ? 'there are no parameters here' : `known here: ${names.join(', ')}`
  return z.strictObject(shape, {
    error: ({ code }) =>
      code === 'unrecognized_keys' ? `unknown name; ${known}` : `expected a mapping; ${known}`,
  })
}
