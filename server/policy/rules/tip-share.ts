import type { Day, Entry } from '../../report/expense-report.ts'
import type { Decimal } from '../../report/money.ts'
import { claimedLeavesOf, isOneOf } from '../facts/claims.ts'
import { type NamedLeaf, postedSum } from '../facts/expenses.ts'
import { expenseTypes } from '../file/codes.ts'
import { percentage } from '../file/parameters.ts'
import { defineRule, judged, notEvaluated, type Remark } from '../rule.ts'

/** The tips of one meal are judged together, so that they cannot be split; the last of them is flagged. */
export const tipShare = defineRule({
  type: 'tip-share',
  summary:
    'The tip is more than a share of the meal without the tip. A tip that is an itemization belongs to the meal in the same entry; a tip that is an entry of its own to the meals of its day that are not itemized. Personal expenses that are not claimed are left alone.',
  fields: ['ExpKey', 'ExpenseKey', 'PostedAmount', 'TransactionDate', 'IsPersonal'],
  example:
    'rule: tip-share\nseverity: warning\nexceptionCode: TIP\ntipTypes: [TIPS]\nmealTypes: [BUSML, LUNCH, DINNR]\natMost: 20%',
  message: {
    en: '{object}: the tip is {observed}; at most {limit} is allowed for this meal.',
    de: '{object}: das Trinkgeld beträgt {observed}; für diese Mahlzeit sind höchstens {limit} erlaubt.',
    fr: '{object} : le pourboire est de {observed} ; le maximum admis pour ce repas est de {limit}.',
    es: '{object}: la propina es de {observed}; el máximo admitido para esta comida es de {limit}.',
  },
  parameters: {
    tipTypes: expenseTypes.describe('The expense types of tips.'),
    mealTypes: expenseTypes
      .optional()
      .describe(
        'The expense types of meals. Without it the meal is all the rest of the same entry, and a tip that is an entry of its own cannot be judged.',
      ),
    atMost: percentage.describe('How much a tip may be, in percent of the meal.'),
  },
  *check(report, { tipTypes, mealTypes, atMost }) {
    const meals = Map.groupBy(claimedLeavesOf(report), mealKey)
    for (const [key, parts] of meals) {
      const tips = parts.filter(({ expense }) => isOneOf(tipTypes, expense))
      const isWithTip = typeof key === 'object' || (key !== undefined && mealTypes !== undefined)
      const meal = parts.filter(
        ({ expense }) => isWithTip && !isOneOf(tipTypes, expense) && isOneOf(mealTypes, expense),
      )
      yield* judge(tips, meal, atMost, report.currency)
    }
  },
})

/** The entry that it is a part of, or else its day. */
function mealKey({ entry, expense, day }: NamedLeaf): Entry | Day | undefined {
  return expense === entry ? day : entry
}

function* judge(
  tips: readonly NamedLeaf[],
  meal: readonly NamedLeaf[],
  atMost: Decimal,
  reportCurrency: string,
): Iterable<Remark> {
  const last = tips.at(-1)
  if (last === undefined) return
  const tip = postedSum(tips)
  const base = postedSum(meal)
  if (tip?.amount.lte(0)) return
  if (meal.length === 0 || base?.amount.lt(0)) {
    yield notEvaluated(`${last.object.label}, has no meal beside it`)
  } else if (tip === undefined || base?.currency !== tip.currency) {
    yield notEvaluated(
      `${last.object.label}, or its meal, lacks an amount in ${tip?.currency ?? reportCurrency}`,
    )
  } else {
    const allowed = { amount: base.amount.times(atMost).times('0.01'), currency: base.currency }
    yield judged(tip.amount.gt(allowed.amount), last.object, tip, allowed)
  }
}
