import { expect } from 'chai'
import { daysBetween } from '../../server/policy/days.ts'
import type { Entry, ExpenseReport } from '../../server/report/expense-report.ts'
import { buildEntry, buildItemization, buildReport, type Changes, money } from '../support/build-report.ts'
import { itSays, type RuleCase } from './apply-rule.ts'

const datedOn = (transactionDate: string | undefined): ExpenseReport =>
  buildReport({ entries: [buildEntry({ transactionDate })] })

describe('the rule stale-entry', () => {
  const RULE = 'stale-entry, days: 60'
  const cases: readonly RuleCase[] = [
    ['is content with a fresh entry', RULE, datedOn('2026-05-21'), []],
    ['is content with an entry of exactly that age', RULE, datedOn('2026-03-23'), []],
    ['finds an entry that is a day older', RULE, datedOn('2026-03-22'), ['nEntry0001: 61 days | 60 days']],
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
      ['cannot tell: entry 1, TAXIX 18.50 USD, has no valid transaction date'],
    ],
  ]
  itSays(cases)
})

describe('the rule future-date', () => {
  const cases: readonly RuleCase[] = [
    ['is content with the day of submission', 'future-date', datedOn('2026-05-22'), []],
    ['allows a day of grace', 'future-date', datedOn('2026-05-23'), []],
    ['finds two days later', 'future-date', datedOn('2026-05-24'), ['nEntry0001: 2026-05-24 | 2026-05-22']],
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
      ['cannot tell: entry 1, TAXIX 18.50 USD on 2026-02-30, has no valid transaction date'],
    ],
  ]
  itSays(cases)
})

describe('days between', () => {
  it('counts over the end of a leap February', () => {
    expect(daysBetween('2028-02-28', '2028-03-01T23:59:59')).to.equal(2)
  })

  it('is negative backwards', () => {
    expect(daysBetween('2026-05-20', '2026-05-19')).to.equal(-1)
  })
})

const twice = (changes: Changes<Entry>): ExpenseReport =>
  buildReport({ entries: [buildEntry(), buildEntry({ entryId: 'nSecond', ...changes })] })

describe('the rule duplicate-entry', () => {
  const SAME = ['nSecond: entry 1, TAXIX 18.50 USD on 2026-05-19 | once']
  const cases: readonly RuleCase[] = [
    ['finds the second of two', 'duplicate-entry', twice({}), SAME],
    ['folds case and space of the vendor', 'duplicate-entry', twice({ vendor: ' CITY  cabs ' }), SAME],
    ['compares amounts, not their digits', 'duplicate-entry', twice({ posted: money('18.50000000') }), SAME],
    ['lets 0.00000001 more pass', 'duplicate-entry', twice({ posted: money('18.50000001') }), []],
    ['lets another vendor pass', 'duplicate-entry', twice({ vendor: 'Town Cabs' }), []],
    ['lets another day pass', 'duplicate-entry', twice({ transactionDate: '2026-05-20' }), []],
    ['lets another expense type pass', 'duplicate-entry', twice({ expenseType: { code: 'PARKG' } }), []],
    [
      'finds every later one',
      'duplicate-entry',
      buildReport({
        entries: ['nA', 'nB', 'nC'].map((entryId) => buildEntry({ entryId, vendor: undefined })),
      }),
      [
        'nB: entry 1, TAXIX 18.50 USD on 2026-05-19 | once',
        'nC: entry 1, TAXIX 18.50 USD on 2026-05-19 | once',
      ],
    ],
    [
      'cannot tell without a date',
      'duplicate-entry',
      twice({ transactionDate: undefined }),
      ['cannot tell: entry 2, TAXIX 18.50 USD, has no transaction date'],
    ],
  ]
  itSays(cases)
})
