import type { ExpenseReport } from '../../../server/report/expense-report.ts'
import { buildEntry, buildReport } from '../../support/build-report.ts'
import { itSays, type RuleCase } from '../apply-rule.ts'

const datedOn = (transactionDate: string | undefined): ExpenseReport =>
  buildReport({ entries: [buildEntry({ transactionDate })] })

describe('the rule stale-entry', () => {
  const RULE = 'stale-entry, days: 60'
  const cases: readonly RuleCase[] = [
    ['is content with a fresh entry', RULE, datedOn('2026-05-21'), []],
    ['is content with an entry of exactly that age', RULE, datedOn('2026-03-23'), []],
    ['finds an entry that is a day older', RULE, datedOn('2026-03-22'), ['nEntry0001: 61 | 60']],
    [
      'cannot tell without a submission date',
      RULE,
      buildReport({ submittedAt: undefined }),
      ['cannot tell: the report has no submission date'],
    ],
    [
      'cannot tell without a transaction date',
      RULE,
      datedOn(undefined),
      ['cannot tell: entry 1, Taxi 18.50 USD, has no valid transaction date'],
    ],
  ]
  itSays(cases)
})
