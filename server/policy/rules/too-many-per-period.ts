import { claimedLeavesOf, isCredit, sumsAsked } from '../facts/claims.ts'
import { byPeriod, judgeCount, period } from '../facts/periods.ts'
import { expenseTypes } from '../file/codes.ts'
import { count } from '../file/parameters.ts'
import { defineRule, notEvaluated } from '../rule.ts'

export const tooManyPerPeriod = defineRule({
  type: 'too-many-per-period',
  summary:
    'There are more expenses of the given types in a day, week, month or year than are allowed, earlier reports of the employee included. The first entry or itemization above the number is flagged. Credits and personal expenses that are not claimed do not count.',
  fields: ['ExpKey', 'ExpenseKey', 'TransactionDate', 'PostedAmount', 'IsPersonal'],
  example:
    'rule: too-many-per-period\nseverity: warning\nexceptionCode: TOOMANY\nexpenseTypes: [GIFTS]\nper: year\natMost: 4',
  message: {
    en: '{object}: more expenses of this kind in the period than allowed: {observed} instead of at most {limit}.',
    de: '{object}: mehr Ausgaben dieser Art im Zeitraum als erlaubt: {observed} statt höchstens {limit}.',
    fr: '{object} : plus de dépenses de ce type sur la période que permis : {observed} au lieu de {limit} au maximum.',
    es: '{object}: más gastos de este tipo en el período de los permitidos: {observed} en lugar de {limit} como máximo.',
  },
  parameters: {
    expenseTypes: expenseTypes
      .optional()
      .describe('The expense types that are counted together; without it all of them.'),
    per: period.describe('The period that is counted over: day, week (from Monday), month or year.'),
    atMost: count.describe('How many of them are allowed in a period.'),
  },
  asksFor: (report, { expenseTypes: types, per }) => sumsAsked(report, types, per),
  *check(report, { expenseTypes: types, per, atMost }, { sums }) {
    const earlier = byPeriod(sums, per)
    const purchases = claimedLeavesOf(report, types).filter(({ expense }) => !isCredit(expense))
    for (const [inPeriod, leaves] of byPeriod(purchases, per)) {
      const objects = leaves.map(({ object }) => object)
      if (inPeriod === undefined) {
        for (const { label } of objects) yield notEvaluated(`${label}, has no valid transaction date`)
        continue
      }
      const before = (earlier.get(inPeriod) ?? []).reduce(
        (total, { parts, credits }) => total + parts - credits,
        0,
      )
      const counted = judgeCount(inPeriod, objects, before, atMost)
      if (counted !== undefined) yield counted
    }
  },
})
