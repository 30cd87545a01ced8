import { Big } from 'big.js'
import { RE2JS } from 're2js'
import { CURRENCIES } from '../../report/currencies.ts'
import type { Day } from '../../report/expense-report.ts'
import { type Money, parseDecimal } from '../../report/money.ts'
import { daysBetween, isDay, weekdayOf } from '../facts/days.ts'
import { foundCode } from '../file/codes.ts'
import { misreadAmount } from '../file/parameters.ts'
import { type Callable, type CallContext, define, KINDS, type Literal, type Rates } from './callable.ts'
import { LIMITS } from './limits.ts'
import { bounded, operate } from './operators.ts'
import { notComputable, Unknown, type Value } from './value.ts'

const { text, int, day, money, list, moneys, decimals } = KINDS

const isNumber = (written: string) => parseDecimal(written) !== undefined
const amountInQuotes: Literal = {
  place: 0,
  expected: "an amount in quotes, such as '50'",
  accepts: (written, [, currency = '']) => isNumber(written) && (misreadAmount(written, currency) ?? true),
}
const currencyInQuotes: Literal = {
  place: 1,
  expected: "a currency in quotes, such as 'USD'",
  mayBeCalculated: true,
  accepts: (code) => CURRENCIES.has(code) || foundCode('currency', code),
}
const decimalInQuotes: Literal = {
  place: 0,
  expected: "a number in quotes, such as '0.5'",
  accepts: isNumber,
}
const dayInQuotes: Literal = { place: 0, expected: "a day in quotes, such as '2026-01-31'", accepts: isDay }
const patternInQuotes: Literal = {
  place: 1,
  expected: "a pattern in quotes, such as '(?i)taxi|cab'",
  accepts: isPattern,
}

/** Steps, beyond the one of the call, of what takes longer than others. */
const CONVERSION = 5
const CALENDAR = 20

const amounts = [
  define({
    name: 'money',
    takes: [text, text],
    gives: 'Money',
    meaning: "An amount in a currency: `money('49.90', 'USD')`, `money('50', report.currency)`.",
    literals: [amountInQuotes, currencyInQuotes],
    cost: () => CONVERSION,
    run: ([amount, currency]) => moneyOf(amount, currency),
  }),
  define({
    name: 'decimal',
    takes: [text],
    gives: 'Decimal',
    meaning: "An exact number: `decimal('0.5')`.",
    literals: [decimalInQuotes],
    cost: () => CONVERSION,
    run: ([written]) => parseDecimal(written) ?? notComputable('not a number'),
  }),
  define({
    name: 'decimal',
    takes: [int],
    gives: 'Decimal',
    meaning: 'A whole number as an exact number, to calculate with: `decimal(size(entry.attendees))`.',
    cost: () => CONVERSION,
    run: ([count]) => bounded(new Big(String(count))),
  }),
  define({
    name: 'sum',
    takes: [moneys, text],
    gives: 'Money',
    meaning: 'Amounts added, zero for none: `sum(report.entries.map(e, e.posted), report.currency)`.',
    literals: [currencyInQuotes],
    cost: ([addends]) => addends.length,
    run: ([addends, currency], context) => sum(addends, { amount: new Big(0), currency }, context),
  }),
  define({
    name: 'sum',
    takes: [decimals],
    gives: 'Decimal',
    meaning: 'Numbers added, zero for none: `sum(entry.allocations.map(a, a.percentage))`.',
    cost: ([addends]) => addends.length,
    run: ([addends], context) => sum(addends, new Big(0), context),
  }),
  define({
    name: 'convert',
    takes: [money, text],
    gives: 'Money',
    meaning: "An amount in another currency, by the list under `rates`: `convert(entry.posted, 'EUR')`.",
    literals: [currencyInQuotes],
    cost: ([{ amount }]) => amount.c.length,
    run: ([amount, currency], { rates }) => converted(amount, currency, rates),
  }),
  define({
    name: 'convert',
    takes: [money, text, day],
    gives: 'Money',
    meaning:
      "The same at the rate of a day, where the list has days: `convert(entry.posted, 'EUR', entry.transactionDate)`.",
    literals: [currencyInQuotes],
    cost: ([{ amount }]) => amount.c.length,
    run: ([amount, currency, on], { rates }) => converted(amount, currency, rates, on),
  }),
]

const days = [
  define({
    name: 'day',
    takes: [text],
    gives: 'Day',
    meaning: "A day of the calendar: `day('2026-01-31')`.",
    literals: [dayInQuotes],
    run: ([written]) => written,
  }),
  define({
    name: 'daysBetween',
    takes: [day, day],
    gives: 'int',
    meaning: 'Days from the first to the second, negative if the second is earlier.',
    cost: () => 2 * CALENDAR,
    run: ([from, to]) => wholeNumber(daysBetween(from, to)),
  }),
  define({
    name: 'weekday',
    takes: [day],
    gives: 'int',
    meaning: '1 for Monday to 7 for Sunday.',
    cost: () => CALENDAR,
    run: ([each]) => {
      const weekday = weekdayOf(each)
      return wholeNumber(weekday === 0 ? 7 : weekday)
    },
  }),
]

const texts = [
  define({
    name: 'like',
    takes: [text, text],
    gives: 'bool',
    meaning:
      "Whether a pattern is found in the text, a regular expression as RE2 has it: `like(entry.vendor, '(?i)taxi|cab')`.",
    literals: [patternInQuotes],
    cost: ([whole, pattern], context) => whole.length * context.pattern(pattern).programSize(),
    run: ([whole, pattern], context) => context.pattern(pattern).matcher(whole).find(),
  }),
  textTest('contains', 'Whether the other text is in it; letter case matters.', (whole, part) =>
    whole.includes(part),
  ),
  textTest('startsWith', 'Whether it begins with the other text.', (whole, part) => whole.startsWith(part)),
  textTest('endsWith', 'Whether it ends with the other text.', (whole, part) => whole.endsWith(part)),
  textChange('lowerAscii', 'The text in small letters.', (whole) => whole.toLowerCase()),
  textChange('upperAscii', 'The text in capitals.', (whole) => whole.toUpperCase()),
  textChange('trim', 'The text without blanks around it.', (whole) => whole.trim()),
]

const sizes = [false, true].flatMap((isMethod) => [
  define({
    name: 'size',
    takes: [list],
    gives: 'int',
    meaning: 'How many there are in the list.',
    isMethod,
    isOfCel: true,
    run: ([counted]) => BigInt(counted.length),
  }),
  define({
    name: 'size',
    takes: [text],
    gives: 'int',
    meaning: 'How many characters the text has.',
    isMethod,
    isOfCel: true,
    cost: ([whole]) => whole.length >> 4,
    run: ([whole]) => BigInt(Array.from(whole).length),
  }),
])

/** Every function and method that a condition can call, besides `has()` and those that go through a list. */
export const FUNCTIONS: readonly Callable[] = [...amounts, ...days, ...texts, ...sizes]

function textTest(name: string, meaning: string, test: (whole: string, part: string) => boolean): Callable {
  return define({
    name,
    takes: [text, text],
    gives: 'bool',
    meaning,
    isMethod: true,
    isOfCel: true,
    // At worst every character of the one is compared with every character of the other.
    cost: ([whole, part]) => Math.ceil((whole.length * part.length) / 256),
    run: ([whole, part]) => test(whole, part),
  })
}

function textChange(name: string, meaning: string, change: (whole: string) => string): Callable {
  return define({
    name,
    takes: [text],
    gives: 'string',
    meaning,
    isMethod: true,
    isOfCel: true,
    cost: ([whole]) => whole.length >> 4,
    run: ([whole]) => change(whole),
  })
}

function moneyOf(written: string, currency: string): Money | Unknown {
  const amount = parseDecimal(written)
  return amount === undefined || !/^[A-Z]{3}$/.test(currency)
    ? notComputable(`${JSON.stringify(currency.slice(0, 20))} is not a currency`)
    : { amount, currency }
}

function sum(addends: readonly Value[], nothing: Value, { budget }: CallContext): Value | Unknown {
  let total: Value | Unknown = nothing
  for (const addend of addends) {
    if (total instanceof Unknown) break
    total = operate('+', total, addend, budget)
  }
  return total
}

function converted({ amount, currency: from }: Money, to: string, rates: Rates, on?: Day): Money | Unknown {
  if (from === to) return { amount, currency: to }
  const rate = rates(from, to, on)
  if (rate === undefined) {
    return notComputable(`there is no rate from ${from} to ${to}${on === undefined ? '' : ` on ${on}`}`)
  }
  const product = bounded(amount.times(rate))
  return product instanceof Unknown ? product : { amount: product, currency: to }
}

function wholeNumber(value: number | undefined): bigint | Unknown {
  return value === undefined ? notComputable('not a day of the calendar') : BigInt(value)
}

/** A pattern that RE2 can run in linear time, and that is no monster. */
function isPattern(pattern: string): boolean | string {
  try {
    return RE2JS.compile(pattern).programSize() <= LIMITS.pattern || 'the pattern is too large'
  } catch (error) {
    return error instanceof Error ? error.message : String(error)
  }
}
