import { Big } from 'big.js'
import { formatMoney, sumOf } from '../../report/money.ts'
import { entriesOf } from '../expenses.ts'
import { amount } from '../parameters.ts'
import { defineRule, hit, notEvaluated } from '../rule.ts'

/**
 * The itemizations of an entry do not sum to its amount.
 * Fields: `IsItemized`, `PostedAmount` of the entry and of each itemization. The tolerance is in the report's
 * currency.
 */
export const itemizationSum = defineRule({
  type: 'itemization-sum',
  message: '{object}: the itemizations sum to {observed} instead of {limit}.',
  parameters: { tolerance: amount.default(new Big(0)) },
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
      if (sum.amount.minus(total.amount).abs().gt(tolerance)) {
        yield hit(object, formatMoney(sum), formatMoney(total))
      }
    }
  },
})
