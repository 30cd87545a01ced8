import type { Entry, ExpenseReport } from '../../../server/report/expense-report.ts'
import { buildPast } from '../../support/build-past-expense.ts'
import { buildEntry, buildItemization, buildReport, type Changes, money } from '../../support/build-report.ts'
import { itSays, type RuleCase } from '../apply-rule.ts'
import { documentedReport } from '../documented-report.ts'

const RULE = 'too-many-per-period, per: month, atMost: 2, expenseTypes: [gifts]'

function reportOf(...entries: readonly Changes<Entry>[]): ExpenseReport {
  return buildReport({
    entries: entries.map((changes, index) =>
      buildEntry({ entryId: `n${index + 1}`, expenseType: { code: 'GIFTS' }, ...changes }),
    ),
  })
}

describe('the rule too-many-per-period', () => {
  const cases: readonly RuleCase[] = [
    ['is content with the number that is allowed', RULE, reportOf({}, {}), []],
    ['flags the first one too many', RULE, reportOf({}, {}, {}, {}), ['n3: 4 (2026-05) | 2']],
    [
      'flags the very first where earlier reports have too many',
      RULE,
      reportOf({}, {}),
      ['n1: 5 (2026-05) | 2'],
      buildPast(...[1, 2, 3].map(() => ({ expenseType: 'GIFTS' }))),
    ],
    ['counts each month by itself', RULE, reportOf({}, {}, { transactionDate: '2026-04-30' }), []],
    ['leaves other types out', RULE, reportOf({}, {}, { expenseType: { code: 'TAXIX' } }), []],
    [
      'counts every type where it is told none',
      'too-many-per-period, per: day, atMost: 1',
      reportOf({}, { expenseType: { code: 'TAXIX' } }),
      ['n2: 2 (2026-05-19) | 1'],
    ],
    [
      'counts itemizations',
      RULE,
      reportOf(
        {},
        {
          itemizations: [
            buildItemization({ expenseType: { code: 'GIFTS' } }),
            buildItemization({ expenseType: { code: 'GIFTS' }, itemizationId: 'nSecond' }),
          ],
        },
      ),
      ['nSecond: 3 (2026-05) | 2'],
    ],
    [
      'leaves credits, personal expenses and amounts of zero out',
      RULE,
      reportOf(
        {},
        {},
        { posted: money('-1') },
        { posted: money('0E-8') },
        { isPersonal: true, approved: money('0') },
      ),
      [],
    ],
    [
      'leaves earlier credits, other employees, other months and other types out',
      RULE,
      reportOf({}, {}),
      [],
      buildPast(
        { expenseType: 'GIFTS', posted: money('-1') },
        { expenseType: 'GIFTS', isSameEmployee: false },
        { expenseType: 'GIFTS', day: '2026-04-30' },
        { expenseType: 'GIFTS', isItemized: true },
        {},
      ),
    ],
    [
      'counts whatever the currency',
      RULE,
      reportOf({}, {}),
      ['n2: 3 (2026-05) | 2'],
      buildPast({ expenseType: 'GIFTS', posted: money('5', 'EUR') }),
    ],
    ['counts one without an amount', RULE, reportOf({}, {}, { posted: undefined }), ['n3: 3 (2026-05) | 2']],
    [
      'cannot tell without a date',
      RULE,
      reportOf({ transactionDate: '2026-02-30' }),
      ['cannot tell: entry 1, GIFTS 18.50 USD on 2026-02-30, has no valid transaction date'],
    ],
    [
      'counts the documented report',
      'too-many-per-period, per: year, atMost: 1',
      documentedReport(),
      ['nItem$s2: 3 (2026) | 1'],
    ],
  ]
  itSays(cases)
})
