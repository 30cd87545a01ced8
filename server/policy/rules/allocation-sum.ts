import { Big } from 'big.js'
import { formatDecimal, sumOf } from '../../report/money.ts'
import { expensesOf } from '../facts/expenses.ts'
import { amount } from '../file/parameters.ts'
import { defineRule, judged, notEvaluated } from '../rule.ts'

const WHOLE = new Big(100)

/** None at all is fine; a third each, rounded to 33.33 %, is within the default tolerance. */
export const allocationSum = defineRule({
  type: 'allocation-sum',
  summary:
    'The allocations of an entry or itemization do not sum to 100 %. Expenses without allocations are left alone.',
  fields: ['Allocations', 'Percentage'],
  example: 'rule: allocation-sum\nseverity: error\nexceptionCode: ALLOCSUM\ntolerance: 0.01',
  message: {
    en: '{object}: the allocations sum to {observed} instead of {limit}.',
    de: '{object}: Die Kostenaufteilungen ergeben {observed} statt {limit}.',
    fr: '{object} : la somme des affectations est de {observed} au lieu de {limit}.',
    es: '{object}: las asignaciones suman {observed} en lugar de {limit}.',
  },
  parameters: {
    tolerance: amount
      .default(new Big('0.01'))
      .describe('By how many percentage points the sum may differ from 100.'),
  },
  *check(report, { tolerance }) {
    for (const { expense, object } of expensesOf(report)) {
      const { allocations } = expense
      if (allocations.length === 0) continue
      const percentages = allocations.flatMap(({ percentage }) => percentage ?? [])
      if (percentages.length < allocations.length) {
        yield notEvaluated(`${object.label}, has an allocation without a percentage`)
        continue
      }
      const sum = sumOf(percentages)
      const isOff = sum.minus(WHOLE).abs().gt(tolerance)
      yield judged(isOff, object, () => `${formatDecimal(sum)} %`, '100.00 %')
    }
  },
})
