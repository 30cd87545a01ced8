import { Big } from 'big.js'
import type { ExpenseReport } from '../../report/expense-report.ts'
import { type Decimal, type Money, sumOf } from '../../report/money.ts'
import { isJudged, reportObject } from '../facts/expenses.ts'
import { amount, yesNo } from '../file/parameters.ts'
import { defineRule, judged, notEvaluated, type Remark } from '../rule.ts'

/**
 * That the entries sum to the total is what Concur's examples show. They have no personal and no rejected expenses, and
 * no page says whether the total holds those: either is accepted. Amounts due do not sum to the total in them, so nothing is said
 * of these.
 */
export const reportSum = defineRule({
  type: 'report-sum',
  summary:
    'The posted amounts of the entries do not sum to the total of the report, with personal expenses or without them. If told so, also where the total is not the sum of what is claimed and what is personal.',
  fields: ['ReportTotal', 'PostedAmount', 'IsPersonal', 'TotalClaimedAmount', 'PersonalExpenses'],
  example: 'rule: report-sum\nseverity: stop\ntolerance: 0.00',
  message: {
    en: '{object}: the amounts sum to {observed}, but the total is {limit}.',
    de: '{object}: Die Beträge ergeben {observed}, die Gesamtsumme lautet aber {limit}.',
    fr: '{object} : la somme des montants est de {observed}, alors que le total est de {limit}.',
    es: '{object}: los importes suman {observed}, pero el total es {limit}.',
  },
  parameters: {
    tolerance: amount
      .default(new Big(0))
      .describe('By how much the sum may differ, in the currency of the report.'),
    alsoClaimed: yesNo
      .default(false)
      .describe('Whether claimed and personal amounts of the header must sum to its total as well.'),
  },
  *check(report, { tolerance, alsoClaimed }) {
    const { total, totalClaimed, personalExpenses } = report
    if (total === undefined) {
      yield notEvaluated('the report has no total')
      return
    }
    yield ofEntries(report, total, tolerance)
    if (!alsoClaimed) return
    const parts =
      totalClaimed && personalExpenses && amountsIn(total.currency, [totalClaimed, personalExpenses])
    if (parts === undefined) yield notEvaluated('the report has no claimed or no personal amount')
    else yield judge(report, total, [sumOf(parts)], tolerance)
  },
})

function ofEntries(report: ExpenseReport, total: Money, tolerance: Decimal): Remark {
  const amounts = amountsIn(
    total.currency,
    report.entries.map(({ posted }) => posted),
  )
  if (amounts === undefined) return notEvaluated(`an entry lacks an amount in ${total.currency}`)
  const sums = [report.entries, report.entries.filter(isJudged)].flatMap((entries) => {
    const all = sumOf(entries.flatMap(({ posted }) => posted?.amount ?? []))
    return [all, all.minus(sumOf(entries.flatMap(personalOf)))]
  })
  return judge(report, total, sums, tolerance)
}

/** Broken where none of the sums is the total; the first is shown. */
function judge(report: ExpenseReport, total: Money, sums: readonly Decimal[], tolerance: Decimal): Remark {
  const isRight = sums.some((sum) => sum.minus(total.amount).abs().lte(tolerance))
  const [shown = total.amount] = sums
  return judged(!isRight, reportObject(report), { amount: shown, currency: total.currency }, total)
}

function personalOf(entry: ExpenseReport['entries'][number]): readonly Decimal[] {
  const parts = entry.isPersonal ? [entry] : entry.itemizations.filter(({ isPersonal }) => isPersonal)
  return parts.flatMap(({ posted }) => posted?.amount ?? [])
}

/** `undefined` unless each is an amount in that currency. */
function amountsIn(currency: string, given: readonly (Money | undefined)[]): readonly Decimal[] | undefined {
  const amounts = given.flatMap((each) => (each?.currency === currency ? each.amount : []))
  return amounts.length === given.length ? amounts : undefined
}
