import type { Decimal } from '../../report/money.ts'
import { type Budget, LIMITS } from './limits.ts'
import { isDecimal, isList, isMoney, notComputable, TOO_LONG, Unknown, type Value } from './value.ts'

// The operators of conditions on values that have passed the type check. Amounts and decimals are exact, and amounts of
// two currencies never meet.

/** What stands between two operands. `&&`, `||` and `?:` do not always look at both and are not among them. */
export type BinaryOperator = '==' | '!=' | '<' | '<=' | '>' | '>=' | '+' | '-' | '*' | '/' | '%' | 'in'

/** Operators that the types of ours have, as CEL's type check wants them. CEL itself has those of its own types. */
export const OWN_OPERATORS: readonly string[] = [
  ...['Money', 'Decimal', 'Day'].flatMap((type) =>
    ['==', '<', '<=', '>', '>='].map((operator) => `${type} ${operator} ${type}: bool`),
  ),
  ...['Money', 'Decimal'].flatMap((type) => [
    `${type} + ${type}: ${type}`,
    `${type} - ${type}: ${type}`,
    `${type} * Decimal: ${type}`,
  ]),
]

/** Applies an operator; what it costs beyond one step is taken from the budget. Never throws. */
export function operate(
  operator: BinaryOperator,
  left: Value,
  right: Value,
  budget: Budget,
): Value | Unknown {
  budget.steps -= weightOf(operator, left, right)
  if (budget.steps < 0) return TOO_LONG
  switch (operator) {
    case '==':
      return equal(left, right, budget)
    case '!=':
      return not(equal(left, right, budget))
    case 'in':
      return isList(right) ? isIn(left, right, budget) : WRONG_TYPE
    case '<':
      return isOrdered(left, right, (order) => order < 0)
    case '<=':
      return isOrdered(left, right, (order) => order <= 0)
    case '>':
      return isOrdered(left, right, (order) => order > 0)
    case '>=':
      return isOrdered(left, right, (order) => order >= 0)
    case '+':
    case '-':
    case '*':
    case '/':
    case '%':
      break
  }
  return calculate(operator, left, right)
}

/** What an operator costs that looks at every character, element or digit. */
function weightOf(operator: BinaryOperator, left: Value, right: Value): number {
  const [a, b] = [decimalIn(left), decimalIn(right)]
  if (a === undefined || b === undefined) return lengthOf(left) + lengthOf(right)
  return operator === '*'
    ? (a.c.length * b.c.length) >> 4
    : (a.c.length + b.c.length + Math.abs(a.e - b.e)) >> 3
}

function lengthOf(value: Value): number {
  if (typeof value === 'string') return value.length >> 6
  return isList(value) ? value.length : 0
}

function decimalIn(value: Value): Decimal | undefined {
  if (typeof value !== 'object' || isList(value)) return undefined
  if (isDecimal(value)) return value
  return isMoney(value) ? value.amount : undefined
}

/** The decimal, unless it has grown beyond what anything in an expense report needs. */
export function bounded(decimal: Decimal): Decimal | Unknown {
  const isLong = Math.abs(decimal.e) > LIMITS.digits || decimal.c.length > 2 * LIMITS.digits
  return isLong ? notComputable(`a number has more than ${LIMITS.digits} digits`) : decimal
}

const WRONG_TYPE = notComputable('the types do not fit')

/** Each element is a step: a list of lists can hold one long list very often. */
function equal(left: Value, right: Value, budget: Budget): boolean | Unknown {
  budget.steps -= 1
  if (budget.steps < 0) return TOO_LONG
  if (isList(left) && isList(right)) {
    if (left.length !== right.length) return false
    const items = right.values()
    return anyOf(left, (item) => not(equal(item, items.next().value ?? false, budget)), true)
  }
  if (typeof left !== 'object') return left === right
  if (isDecimal(left)) return isDecimal(right) ? left.eq(right) : WRONG_TYPE
  if (!isMoney(left)) return left === right
  if (!isMoney(right)) return WRONG_TYPE
  return left.currency === right.currency ? left.amount.eq(right.amount) : twoCurrencies(left, right)
}

function isIn(item: Value, list: readonly Value[], budget: Budget): boolean | Unknown {
  return anyOf(list, (each) => equal(item, each, budget), false)
}

/** `true` as soon as one is, otherwise unknown as soon as one was; the other way round if `isNegated`. */
function anyOf(
  list: readonly Value[],
  test: (item: Value) => boolean | Unknown,
  isNegated: boolean,
): boolean | Unknown {
  let unknown: Unknown | undefined
  for (const item of list) {
    const result = test(item)
    if (result === true) return !isNegated
    if (result === TOO_LONG) return TOO_LONG
    if (result instanceof Unknown) unknown ??= result
  }
  return unknown ?? isNegated
}

function not(value: boolean | Unknown): boolean | Unknown {
  return value instanceof Unknown ? value : !value
}

function isOrdered(left: Value, right: Value, holds: (order: number) => boolean): boolean | Unknown {
  const order = compare(left, right)
  return order instanceof Unknown ? order : holds(order)
}

/** Negative, zero or positive; text and days as CEL orders text. */
function compare(left: Value, right: Value): number | Unknown {
  if (typeof left !== 'object' && typeof left === typeof right) {
    return left < right ? -1 : left === right ? 0 : 1
  }
  if (typeof left !== 'object' || typeof right !== 'object') return WRONG_TYPE
  if (isDecimal(left) && isDecimal(right)) return left.cmp(right)
  if (!isMoney(left) || !isMoney(right)) return WRONG_TYPE
  return left.currency === right.currency ? left.amount.cmp(right.amount) : twoCurrencies(left, right)
}

function calculate(operator: '+' | '-' | '*' | '/' | '%', left: Value, right: Value): Value | Unknown {
  if (typeof left === 'bigint' && typeof right === 'bigint') return calculateInt(operator, left, right)
  if (operator === '+' && typeof left === 'string' && typeof right === 'string') return joined(left, right)
  if (operator === '+' && isList(left) && isList(right)) return [...left, ...right]
  if (operator === '/' || operator === '%') return WRONG_TYPE
  if (isDecimal(left) && isDecimal(right)) return calculateDecimal(operator, left, right)
  if (!isMoney(left)) return WRONG_TYPE
  if (isMoney(right) && left.currency !== right.currency) return twoCurrencies(left, right)
  const other = isMoney(right) ? right.amount : right
  const amount = isDecimal(other) ? calculateDecimal(operator, left.amount, other) : WRONG_TYPE
  return amount instanceof Unknown ? amount : { amount, currency: left.currency }
}

function calculateDecimal(operator: '+' | '-' | '*', left: Decimal, right: Decimal): Decimal | Unknown {
  return bounded(
    operator === '+' ? left.plus(right) : operator === '-' ? left.minus(right) : left.times(right),
  )
}

const INT_OPERATORS = {
  '+': (left: bigint, right: bigint) => left + right,
  '-': (left: bigint, right: bigint) => left - right,
  '*': (left: bigint, right: bigint) => left * right,
  '/': (left: bigint, right: bigint) => left / right,
  '%': (left: bigint, right: bigint) => left % right,
}

/** CEL's `int` has 64 bits. */
function calculateInt(operator: '+' | '-' | '*' | '/' | '%', left: bigint, right: bigint): bigint | Unknown {
  if ((operator === '/' || operator === '%') && right === 0n) return notComputable('division by zero')
  const result = INT_OPERATORS[operator](left, right)
  return BigInt.asIntN(64, result) === result ? result : notComputable('a whole number is too large')
}

function joined(left: string, right: string): string | Unknown {
  return left.length + right.length > LIMITS.text
    ? notComputable(`a text is longer than ${LIMITS.text} characters`)
    : left + right
}

function twoCurrencies(left: { readonly currency: string }, right: { readonly currency: string }): Unknown {
  return notComputable(`${left.currency} and ${right.currency} cannot be compared or added without a rate`)
}
