import type { DaySum } from '../../record/history.ts'
import { signOf, sumOf } from '../../report/money.ts'
import { claimedLeavesOf, isCredit, sumsAsked } from '../facts/claims.ts'
import type { NamedLeaf } from '../facts/expenses.ts'
import { byPeriod, period } from '../facts/periods.ts'
import { addend, showSum } from '../facts/shown-sum.ts'
import { expenseTypes } from '../file/codes.ts'
import { type Limits, limits } from '../file/parameters.ts'
import { defineRule, judged, notEvaluated, type Remark } from '../rule.ts'

/** Credits are taken off before anything is counted, wherever they stand in the report. */
export const capPerPeriod = defineRule({
  type: 'cap-per-period',
  summary:
    'The expense types together sum to more than the cap of a day, week, month or year, earlier reports of the employee included. The first entry or itemization that takes the sum above the cap is flagged. Credits are taken off; personal expenses that are not claimed do not count.',
  fields: ['ExpKey', 'ExpenseKey', 'PostedAmount', 'TransactionDate', 'IsPersonal'],
  example:
    'rule: cap-per-period\nseverity: warning\nexceptionCode: OVERDAY\nexpenseTypes: [BRKFT, LUNCH, DINNR]\nper: day\ncap: { USD: 75, EUR: 70 }',
  message: {
    en: '{object}: from here on the cap of {limit} for the period is exceeded; the sum is {observed}.',
    de: '{object}: ab hier ist die Obergrenze von {limit} für den Zeitraum überschritten; die Summe beträgt {observed}.',
    fr: '{object} : à partir d’ici, le plafond de {limit} pour la période est dépassé ; le total est de {observed}.',
    es: '{object}: a partir de aquí se supera el límite de {limit} del período; la suma es de {observed}.',
  },
  parameters: {
    expenseTypes: expenseTypes
      .optional()
      .describe('The expense types that are summed together; without it all of them.'),
    per: period.describe('The period that is summed over: day, week (from Monday), month or year.'),
    cap: limits.describe('What they may sum to in a period, per currency of the report.'),
  },
  asksFor: (report, { expenseTypes: types, per }) => sumsAsked(report, types, per),
  *check(report, { expenseTypes: types, per, cap }, { sums }) {
    const past = byPeriod(sums, per)
    for (const [inPeriod, leaves] of byPeriod(claimedLeavesOf(report, types), per)) {
      if (inPeriod === undefined) {
        for (const { object } of leaves) yield notEvaluated(`${object.label}, has no valid transaction date`)
        continue
      }
      for (const [currency, own] of Map.groupBy(leaves, ({ expense }) => expense.posted?.currency)) {
        if (currency === undefined) {
          for (const { object } of own) yield notEvaluated(`${object.label}, has no amount`)
          continue
        }
        const earlier = (past.get(inPeriod) ?? []).filter((sum) => sum.currency === currency)
        yield* judgeSum({ inPeriod, currency, own, earlier }, cap)
      }
    }
  },
})

/** What is claimed in one period and one currency. */
interface Claims {
  readonly inPeriod: string
  readonly currency: string
  readonly own: readonly NamedLeaf[]
  readonly earlier: readonly DaySum[]
}

function* judgeSum({ inPeriod, currency, own, earlier }: Claims, cap: Limits): Iterable<Remark> {
  const present = own.flatMap(({ expense }) => expense.posted?.amount ?? [])
  const observed = () => showSum(inPeriod, [...earlier, ...present.map(addend)], currency)
  let sum = sumOf([...earlier.map((past) => past.sum), ...present.filter((amount) => signOf(amount) < 0)])
  let last: Remark | undefined
  for (const { object, day, expense } of own) {
    if (expense.posted === undefined || isCredit(expense)) continue
    sum = sum.plus(expense.posted.amount)
    const amount = cap.at(currency, day)
    if (amount === undefined) {
      yield notEvaluated(`no amount is given for ${currency}`)
      return
    }
    last = judged(sum.gt(amount), object, observed, { amount, currency })
    if (last.kind === 'hit') break
  }
  if (last !== undefined) yield last
}
