import { foldCase } from '../../report/fold.ts'
import type { Decimal } from '../../report/money.ts'
import { reportObject } from '../facts/expenses.ts'
import { words } from '../file/names.ts'
import { amountColumns, limits, mapping, withAmount } from '../file/parameters.ts'
import { rowsBy } from '../file/rows.ts'
import { defineRule, fieldAbsent, judged, notEvaluated } from '../rule.ts'

const row = withAmount(mapping({ approver: words, ...amountColumns }))
const authorities = rowsBy(row, ({ approver, currency }) => [approver, currency], foldCase).transform(
  (rows): ReadonlyMap<string, ReadonlyMap<string, Decimal>> =>
    new Map(
      [...Map.groupBy([...rows.values()].flat(), ({ approver }) => foldCase(approver))].map(
        ([approver, own]) => [approver, new Map(own.map((each) => [each.currency, each.amount]))],
      ),
    ),
)

export const approverAuthority = defineRule({
  type: 'approver-authority',
  summary:
    'The total of the report is above what its approver may approve. The limits stand in a list by login, whatever the letter case; an approver who is not in it has the limit of all others, where there is one.',
  fields: ['ApproverLoginID', 'ReportTotal'],
  example:
    'rule: approver-authority\nseverity: stop\nauthorities:\n  - { approver: lee.manager@example.com, currency: USD, amount: 5000 }\nothers: { USD: 1000 }',
  message: {
    en: '{object}: the total of {observed} is above the limit of its approver, {limit}.',
    de: '{object}: Die Summe von {observed} liegt über der Genehmigungsgrenze von {limit}.',
    fr: '{object} : le total de {observed} dépasse la limite d’approbation de {limit}.',
    es: '{object}: el total de {observed} supera el límite de aprobación de {limit}.',
  },
  parameters: {
    authorities: authorities.describe(
      'What each approver may approve: approver (the login), currency and amount.',
    ),
    others: limits
      .optional()
      .describe('What an approver who is not in the list may approve; if left out, that cannot be judged.'),
  },
  untold: () => ({ v1: ['ApproverLoginID'], v4: ['ApproverLoginID'] }),
  *check(report, { authorities: byApprover, others }) {
    const { approverLoginId: approver, total } = report
    if (approver === undefined) {
      yield fieldAbsent(report, 'ApproverLoginID')
      return
    }
    const currency = total?.currency ?? report.currency
    const own = byApprover.get(foldCase(approver))
    const limit = own === undefined ? others?.at(currency, report.submittedAt) : own.get(currency)
    if (total === undefined) yield notEvaluated('the report has no total')
    else if (limit === undefined) yield notEvaluated(`no amount is given for its approver in ${currency}`)
    else yield judged(total.amount.gt(limit), reportObject(report), total, { amount: limit, currency })
  },
})
