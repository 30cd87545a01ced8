import { Big } from 'big.js'
import type { z } from 'zod'
import type { FoundObject } from '../../record/decision.ts'
import type { Entry } from '../../report/expense-report.ts'
import { type Decimal, signOf } from '../../report/money.ts'
import { entriesOf, isClaimed } from '../facts/expenses.ts'
import { currencyCode } from '../file/codes.ts'
import { wholeName } from '../file/names.ts'
import { amount, BOUNDS, bounds, mapping, percentage } from '../file/parameters.ts'
import { keyOf, rowsBy } from '../file/rows.ts'
import { isPeriod, validOn } from '../file/validity.ts'
import { defineRule, judged, notEvaluated, type Remark } from '../rule.ts'

const rate = amount.refine((value) => value.gt(0), 'expected a rate above zero, such as 1.0825')
const row = mapping({ currency: wholeName, rate, report: currencyCode.optional(), ...bounds })

const rates = rowsBy(row.refine(isPeriod, BOUNDS), ({ currency, report = '' }) => [currency, report])
type Rates = z.output<typeof rates>

const HUNDRED = new Big(100)

/**
 * Of v1.1 the name of a currency is known and not its code, such as `US, Dollar` or `Dollar, United States`: the list
 * has to have those names, that of the report's own currency included.
 */
export const exchangeRate = defineRule({
  type: 'exchange-rate',
  summary:
    'The exchange rate of an entry is further from a reference rate than a percentage. Without a rate of its own, an entry has that of its posted to its transaction amount. An entry whose currency has no reference rate on its day cannot be judged. Personal expenses that are not claimed are left alone.',
  fields: ['ExchangeRate', 'TransactionAmount', 'TransactionCurrencyName', 'PostedAmount', 'TransactionDate'],
  example:
    'rule: exchange-rate\nseverity: warning\nexceptionCode: EXRATE\nwithin: 5%\nrates:\n  - { currency: EUR, report: USD, rate: 1.0825, from: 2026-05-01, until: 2026-05-31 }\n  - { currency: Euro, report: USD, rate: 1.0825, from: 2026-05-01, until: 2026-05-31 }\n  - { currency: "Dollar, United States", report: USD, rate: 1 }',
  message: {
    en: '{object}: the exchange rate {observed} is too far from the reference rate {limit}.',
    de: '{object}: Der Wechselkurs {observed} weicht zu stark vom Referenzkurs {limit} ab.',
    fr: '{object} : le taux de change {observed} s’écarte trop du taux de référence {limit}.',
    es: '{object}: el tipo de cambio {observed} se aparta demasiado del tipo de referencia {limit}.',
  },
  parameters: {
    rates: rates.describe(
      'Reference rates: currency (the code, or the name as Concur shows it), rate (what one unit of it is in the report currency), report (the report currency, if the rate is for one alone), from and until.',
    ),
    within: percentage.describe('How far from the reference rate a rate may be.'),
  },
  *check(report, { rates: byCurrency, within }) {
    for (const { entry, object } of entriesOf(report)) {
      const to = entry.posted?.currency ?? report.currency
      if (isClaimed(entry) && entry.transaction?.currency !== to) {
        yield judge(entry, object, { to, byCurrency, within })
      }
    }
  },
})

function judge(
  entry: Entry,
  object: FoundObject,
  { to, byCurrency, within }: { readonly to: string; readonly byCurrency: Rates; readonly within: Decimal },
): Remark {
  const { currency, currencyName } = entry.transaction ?? {}
  const names = [currency, currencyName].flatMap((name) => name ?? [])
  const [name] = names
  if (name === undefined) return notEvaluated(`${object.label}, has no transaction currency`)
  const keys = [to, ''].flatMap((report) => names.map((each) => keyOf([each, report])))
  const reference = keys
    .map((key) => validOn(byCurrency.get(key) ?? [], entry.transactionDate))
    .find((found) => found !== undefined)?.rate
  if (reference === undefined) return notEvaluated(`no rate is given for ${name.trim()} to ${to}`)

  const rateOfEntry = entry.exchangeRate ?? impliedRate(entry)
  if (rateOfEntry === undefined) return notEvaluated(`${object.label}, has no exchange rate`)
  const difference = rateOfEntry.minus(reference).abs()
  const isOff = difference.times(HUNDRED).gt(reference.times(within))
  return judged(
    isOff,
    object,
    () => rateOfEntry.round(8).toFixed(),
    () => reference.toFixed(),
  )
}

function impliedRate({ posted, transaction }: Entry): Decimal | undefined {
  if (posted === undefined || transaction === undefined || signOf(transaction.amount) === 0) return undefined
  return posted.amount.div(transaction.amount)
}
