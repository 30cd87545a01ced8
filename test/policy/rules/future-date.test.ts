import type { ExpenseReport } from '../../../server/report/expense-report.ts'
import { buildEntry, buildItemization, buildReport } from '../../support/build-report.ts'
import { itSays, type RuleCase } from '../apply-rule.ts'

const datedOn = (transactionDate: string | undefined): ExpenseReport =>
  buildReport({ entries: [buildEntry({ transactionDate })] })

describe('the rule future-date', () => {
  const cases: readonly RuleCase[] = [
    ['is content with the day of submission', 'future-date', datedOn('2026-05-22'), []],
    ['allows a day of grace', 'future-date', datedOn('2026-05-23'), []],
    ['finds two days later', 'future-date', datedOn('2026-05-24'), ['nEntry0001: 2026-05-24 | 2026-05-22']],
    [
      'finds it at the end of a year',
      'future-date',
      buildReport({
        submittedAt: '2026-12-31T23:59:59',
        entries: [buildEntry({ transactionDate: '2027-01-02' })],
      }),
      ['nEntry0001: 2027-01-02 | 2026-12-31'],
    ],
    [
      'can do without grace',
      'future-date, graceDays: 0',
      datedOn('2026-05-23'),
      ['nEntry0001: 2026-05-23 | 2026-05-22'],
    ],
    [
      'looks at itemizations too, of which some have no date',
      'future-date',
      buildReport({
        entries: [
          buildEntry({
            itemizations: [
              buildItemization({ transactionDate: undefined }),
              buildItemization({ itemizationId: 'nItemLate', transactionDate: '2027-05-19' }),
            ],
          }),
        ],
      }),
      ['nItemLate: 2027-05-19 | 2026-05-22'],
    ],
    [
      'cannot tell without a submission date',
      'future-date',
      buildReport({ submittedAt: undefined }),
      ['cannot tell: the report has no submission date'],
    ],
    [
      'cannot tell from a day that no calendar has',
      'future-date',
      datedOn('2026-02-30'),
      ['cannot tell: entry 1, Taxi 18.50 USD on 2026-02-30, has no valid transaction date'],
    ],
  ]
  itSays(cases)
})
