import type { ExpenseReport } from '../../../server/report/expense-report.ts'
import { buildReport, money } from '../../support/build-report.ts'
import { itSays, type RuleCase } from '../apply-rule.ts'
import { itRefuses } from './refuses.ts'

const LISTED = 'approver-authority, authorities: { list: approvers }'
const WITH_OTHERS = `${LISTED}, others: { USD: 100 }`
const LISTS = { approvers: 'approver,currency,amount\nLee@example.com,USD,5000\nlee@example.com,EUR,4000\n' }

const submitted = (amount: string, approverLoginId: string | undefined, currency = 'USD'): ExpenseReport =>
  buildReport({ currency, total: money(amount, currency), approverLoginId, entries: [] })

describe('the rule approver-authority', () => {
  const cases: readonly RuleCase[] = [
    ['is content at the limit', LISTED, submitted('5000.00000000', 'LEE@example.com'), []],
    [
      'finds 0.00000001 more',
      LISTED,
      submitted('5000.00000001', 'lee@example.com'),
      ['nReportKey0001: 5000.00000001 USD | 5000.00 USD'],
    ],
    [
      'takes the limit of the currency',
      LISTED,
      submitted('4001', 'lee@example.com', 'EUR'),
      ['nReportKey0001: 4001.00 EUR | 4000.00 EUR'],
    ],
    [
      'cannot tell of a currency in which a listed approver has no limit',
      WITH_OTHERS,
      submitted('1', 'lee@example.com', 'CHF'),
      ['cannot tell: no amount is given for its approver in CHF'],
    ],
    [
      'takes the limit of all others',
      WITH_OTHERS,
      submitted('100.01', 'sam@example.com'),
      ['nReportKey0001: 100.01 USD | 100.00 USD'],
    ],
    [
      'cannot tell of an approver who is not listed, without a limit of all others',
      LISTED,
      submitted('1', 'sam@example.com'),
      ['cannot tell: no amount is given for its approver in USD'],
    ],
    [
      'says that v1.1 names no approver',
      WITH_OTHERS,
      submitted('1', undefined),
      ['cannot tell: not evaluated, field ApproverLoginID absent from the report (v1.1)'],
    ],
    [
      'cannot tell without a total',
      LISTED,
      buildReport({ approverLoginId: 'lee@example.com' }),
      ['cannot tell: the report has no total'],
    ],
  ]
  itSays(cases, LISTS)
  itRefuses(LISTED, 'list approvers, line 2: currency: expected a currency such as USD', {
    approvers: 'approver,currency,amount\nlee@example.com,dollars,1\n',
  })
})
