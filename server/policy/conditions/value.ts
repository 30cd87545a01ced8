import { Big } from 'big.js'
import type { Decimal, Money } from '../../report/money.ts'

/** What an expression of a condition can be. A `bigint` is CEL's `int`; a day is the text `2026-05-19`. */
export type Value = string | bigint | boolean | Decimal | Money | Part | readonly Value[]

/** A part of the report, such as an entry, as conditions see it. */
export interface Part {
  /** @param field A field of the model; the type check has seen to that. */
  readonly read: (field: string) => Value | Unknown
}

/**
 * Why there is no value. `absent`: this report, entry.. does not have it, which `has()` asks. `not listed`: Concur says
 * that there are some and does not list them. `never told`: the service that the report was read with does not have
 * the field, so that nobody knows. `too long`: the steps are used up.
 */
export type Why = 'absent' | 'not listed' | 'never told' | 'not computable' | 'too long'

/**
 * In place of a value where there is none: the outcome of the condition is unknown too, unless the rest of it decides
 * (`unknown && false` is false). A class, so that it is told from any value.
 */
export class Unknown {
  readonly why: Why
  /** The field (`absent`, `not listed`), Concur's name of it (`never told`), or the reason in words. */
  readonly text: string

  constructor(why: Why, text: string) {
    this.why = why
    this.text = text
  }
}

/** The one that ends an evaluation. */
export const TOO_LONG = new Unknown('too long', '')

/** The reason in words why something has no value. */
export function notComputable(reason: string): Unknown {
  return new Unknown('not computable', reason)
}

/** A list, of whatever. */
export function isList(value: Value): value is readonly Value[] {
  return Array.isArray(value)
}

/** An exact decimal. */
export function isDecimal(value: Value): value is Decimal {
  return value instanceof Big
}

/** An amount in a currency. */
export function isMoney(value: Value): value is Money {
  return typeof value === 'object' && 'currency' in value
}
