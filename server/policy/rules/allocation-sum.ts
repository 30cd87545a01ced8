import { Big } from 'big.js'
import { formatDecimal, sumOf } from '../../report/money.ts'
import { expensesOf } from '../expenses.ts'
import { amount } from '../parameters.ts'
import { defineRule, hit, notEvaluated } from '../rule.ts'

/**
 * The allocations of an entry or itemization do not sum to 100 %. None at all is fine; a third each, rounded to
 * 33.33 %, is within the default tolerance.
 * Fields: `Percentage` of `Allocations`.
 */
export const allocationSum = defineRule({
  type: 'allocation-sum',
  message: '{object}: the allocations sum to {observed} instead of {limit}.',
  parameters: { tolerance: amount.default(new Big('0.01')) },
  *check(report, { tolerance }) {
    for (const { expense, object } of expensesOf(report)) {
      const { allocations } = expense
      if (allocations.length === 0) continue
      const percentages = allocations.flatMap(({ percentage }) => percentage ?? [])
      const sum = sumOf(percentages)
      if (percentages.length < allocations.length) {
        yield notEvaluated(`${object.label}, has an allocation without a percentage`)
      } else if (sum.minus(100).abs().gt(tolerance)) {
        yield hit(object, `${formatDecimal(sum)} %`, '100.00 %')
      }
    }
  },
})
