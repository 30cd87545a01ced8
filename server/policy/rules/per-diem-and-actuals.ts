import type { Day } from '../../report/expense-report.ts'
import { claimedLeavesOf, isCredit, isOneOf, reportOf } from '../facts/claims.ts'
import { rangesAround } from '../facts/day-ranges.ts'
import { isDay } from '../facts/days.ts'
import { expenseTypes } from '../file/codes.ts'
import { defineRule, judged, notEvaluated } from '../rule.ts'

/** Where both stand in this report, the actual costs are flagged: usually they are the slip. */
export const perDiemAndActuals = defineRule({
  type: 'per-diem-and-actuals',
  summary:
    'For one day both a per diem and actual costs are claimed, earlier reports of the employee included. Credits, amounts of zero and personal expenses that are not claimed are left alone.',
  fields: ['ExpKey', 'ExpenseKey', 'TransactionDate', 'PostedAmount', 'IsPersonal'],
  example:
    'rule: per-diem-and-actuals\nseverity: error\nexceptionCode: PERDIEM\nperDiemTypes: [PERDI]\nactualTypes: [BRKFT, LUNCH, DINNR]',
  message: {
    en: '{object}: a per diem and actual costs are claimed for {limit}, see {observed}.',
    de: '{object}: für den {limit} sind Pauschale und tatsächliche Kosten abgerechnet, siehe {observed}.',
    fr: '{object} : une indemnité forfaitaire et des frais réels sont déclarés pour le {limit}, voir {observed}.',
    es: '{object}: se declaran una dieta y gastos reales para el {limit}; véase {observed}.',
  },
  parameters: {
    perDiemTypes: expenseTypes.describe('The expense types of per diems.'),
    actualTypes: expenseTypes.describe(
      'The expense types that a per diem stands for, such as meals or lodging. A per diem among them counts as a per diem.',
    ),
  },
  asksFor(report, { perDiemTypes, actualTypes }) {
    const types = new Set([...perDiemTypes, ...actualTypes])
    const days = rangesAround(
      claimedLeavesOf(report, types).map(({ day }) => day),
      0,
    )
    return { kind: 'expenses', parts: 'amounts', days, expenseTypes: [...types] }
  },
  *check(report, { perDiemTypes, actualTypes }, { expenses }) {
    const perDiems = new Map<Day, string>()
    const pastActuals = new Map<Day, string>()
    for (const past of expenses) {
      if (past.day === undefined || isCredit(past)) continue
      if (perDiemTypes.has(past.expenseType)) perDiems.set(past.day, reportOf(past))
      else if (actualTypes.has(past.expenseType)) pastActuals.set(past.day, reportOf(past))
    }
    const leaves = claimedLeavesOf(report, new Set([...perDiemTypes, ...actualTypes])).filter(
      ({ expense }) => !isCredit(expense),
    )
    const isPerDiem = ({ expense }: (typeof leaves)[number]): boolean => isOneOf(perDiemTypes, expense)
    for (const leaf of leaves) {
      if (leaf.day !== undefined && isPerDiem(leaf)) perDiems.set(leaf.day, leaf.object.label)
    }
    for (const leaf of leaves) {
      const { object, day } = leaf
      if (day === undefined || !isDay(day)) {
        yield notEvaluated(`${object.label}, has no valid transaction date`)
        continue
      }
      const other = (isPerDiem(leaf) ? pastActuals : perDiems).get(day)
      yield judged(other !== undefined, object, other ?? '-', day)
    }
  },
})
