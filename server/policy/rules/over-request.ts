import type { Decimal } from '../../report/money.ts'
import { entriesOf, type NamedEntry, postedSum } from '../facts/expenses.ts'
import { percentage } from '../file/parameters.ts'
import { defineRule, fieldAbsent, judged, notEvaluated, type Remark } from '../rule.ts'

/** What other reports claimed of the same request is not known: a request counts within one report. */
export const overRequest = defineRule({
  type: 'over-request',
  summary:
    'What the report claims for a line of an approved request is above the approved amount by more than a percentage. All entries of the report that belong to the line count together; the last of them is found. Entries without a request and personal expenses that are not claimed are left alone.',
  fields: ['authorizationRequestExpenseId', 'PostedAmount'],
  example: 'rule: over-request\nseverity: warning\nexceptionCode: OVERREQ\nbyMoreThan: 10%',
  message: {
    en: '{object}: {observed} claimed; the approved request covers at most {limit}.',
    de: '{object}: {observed} abgerechnet; der genehmigte Antrag deckt höchstens {limit}.',
    fr: '{object} : {observed} déclarés ; la demande approuvée couvre au plus {limit}.',
    es: '{object}: {observed} declarados; la solicitud aprobada cubre como máximo {limit}.',
  },
  parameters: {
    byMoreThan: percentage.describe('How far above the approved amount is still fine, such as 10%.'),
  },
  untold: () => ({ v1: ['authorizationRequestExpenseId'], v4: ['the approved amount'] }),
  *check(report, { byMoreThan }) {
    const byRequest = Map.groupBy(entriesOf(report), ({ entry }) => entry.requestExpense?.id)
    for (const [id, entries] of byRequest) {
      const last = entries.at(-1)
      if (id !== undefined && last !== undefined) yield* judge(entries, last, byMoreThan)
      else if (report.source === 'v1.1') yield fieldAbsent(report, 'authorizationRequestExpenseId')
    }
  },
})

function* judge(
  entries: readonly NamedEntry[],
  { entry, object }: NamedEntry,
  byMoreThan: Decimal,
): Iterable<Remark> {
  const claimed = entries.flatMap((each) => each.claimed)
  if (claimed.length === 0) return
  const total = postedSum(claimed)
  const approved = entry.requestExpense?.approved
  if (approved === undefined) yield notEvaluated(`${object.label}, has a request without an approved amount`)
  else if (total === undefined) yield notEvaluated(`${object.label}, has no amount`)
  else if (total.currency !== approved.currency) {
    yield notEvaluated(`${object.label}, has a request in ${approved.currency}`)
  } else {
    const most = approved.amount.times(byMoreThan.plus(100)).div(100)
    yield judged(total.amount.gt(most), object, total, { amount: most, currency: approved.currency })
  }
}
