import { signOf } from '../../report/money.ts'
import { claimedEntriesOf, isCredit } from '../facts/claims.ts'
import { currencyCode, expenseTypes } from '../file/codes.ts'
import { amountIn, byName, limits } from '../file/parameters.ts'
import { defineRule, judged, notEvaluated } from '../rule.ts'

const MULTIPLES = 'expected an amount above 0 per currency, such as { USD: 50, JPY: 5000 }'

const multiples = byName(
  currencyCode,
  (currency) => amountIn(currency).refine((multiple) => multiple.gt(0), MULTIPLES),
  MULTIPLES,
)

export const roundAmount = defineRule({
  type: 'round-amount',
  summary:
    'The amount of an entry is a whole multiple of a round number such as 50, as invented and estimated amounts often are. Small amounts, credits and personal expenses that are not claimed are left alone.',
  fields: ['PostedAmount', 'ExpKey', 'IsPersonal'],
  example:
    'rule: round-amount\nseverity: note\nmultipleOf: { USD: 50, EUR: 50, JPY: 5000 }\nabove: { USD: 99, EUR: 99, JPY: 9999 }',
  message: {
    en: '{object}: {observed} is a round amount, a multiple of {limit}.',
    de: '{object}: {observed} ist ein runder Betrag, ein Vielfaches von {limit}.',
    fr: '{object} : {observed} est un montant rond, un multiple de {limit}.',
    es: '{object}: {observed} es un importe redondo, múltiplo de {limit}.',
  },
  parameters: {
    multipleOf: multiples.describe('The round number, per currency of the report.'),
    above: limits.describe('Only amounts above this are looked at, per currency of the report.'),
    expenseTypes: expenseTypes
      .optional()
      .describe('The expense types that are looked at; without it all of them.'),
  },
  *check(report, { multipleOf, above, expenseTypes: types }) {
    for (const { entry, object } of claimedEntriesOf(report, types)) {
      const { posted, transactionDate } = entry
      const currency = posted?.currency ?? report.currency
      if (isCredit(entry)) continue
      const multiple = multipleOf.get(currency)
      const minimum = above.at(currency, transactionDate)
      if (multiple === undefined || minimum === undefined) {
        yield notEvaluated(`no amount is given for ${currency}`)
      } else if (posted === undefined) yield notEvaluated(`${object.label}, has no amount`)
      else if (posted.amount.gt(minimum)) {
        yield judged(signOf(posted.amount.mod(multiple)) === 0, object, posted, {
          amount: multiple,
          currency,
        })
      }
    }
  },
})
