import { Big } from 'big.js'
import { sumOf } from '../../report/money.ts'
import { entriesOf } from '../facts/expenses.ts'
import { amount } from '../file/parameters.ts'
import { defineRule, judged, notEvaluated } from '../rule.ts'

/** Compares posted amounts, which entry and itemizations have in the same currency. */
export const itemizationSum = defineRule({
  type: 'itemization-sum',
  summary: 'The itemizations of an entry do not sum to its amount.',
  fields: ['IsItemized', 'PostedAmount'],
  example: 'rule: itemization-sum\nseverity: error\nexceptionCode: ITEMSUM\ntolerance: 0.00',
  message: {
    en: '{object}: the itemizations sum to {observed} instead of {limit}.',
    de: '{object}: Die Einzelposten ergeben {observed} statt {limit}.',
    fr: '{object} : la somme des ventilations est de {observed} au lieu de {limit}.',
    es: '{object}: los detalles suman {observed} en lugar de {limit}.',
  },
  parameters: {
    tolerance: amount
      .default(new Big(0))
      .describe('By how much the sum may differ, in the currency of the report.'),
  },
  *check(report, { tolerance }) {
    for (const { entry, object, itemizations } of entriesOf(report)) {
      if (itemizations.length === 0) {
        if (entry.isItemized) yield notEvaluated(`${object.label}, is itemized but has no itemizations`)
        continue
      }
      const total = entry.posted
      const amounts = itemizations.flatMap(({ expense: { posted } }) =>
        posted && posted.currency === total?.currency ? posted.amount : [],
      )
      if (total === undefined || amounts.length < itemizations.length) {
        yield notEvaluated(`${object.label}, lacks an amount in ${total?.currency ?? report.currency}`)
        continue
      }
      const sum = { amount: sumOf(amounts), currency: total.currency }
      yield judged(sum.amount.minus(total.amount).abs().gt(tolerance), object, sum, total)
    }
  },
})
