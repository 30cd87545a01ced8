import type { Entry, ExpenseReport } from '../../../server/report/expense-report.ts'
import { buildPast } from '../../support/build-past-expense.ts'
import { buildEntry, buildItemization, buildReport, type Changes } from '../../support/build-report.ts'
import { itSays, type RuleCase } from '../apply-rule.ts'

const RULE = 'overlapping-report'

function reportOf(...days: readonly Changes<Entry>['transactionDate'][]): ExpenseReport {
  return buildReport({ entries: days.map((transactionDate) => buildEntry({ transactionDate })) })
}

const earlier = (...days: readonly string[]) => buildPast(...days.map((day) => ({ day })))

const found = (days: string, allowed: string) => [
  `nReportKey0001: Earlier trip (11111111111111111111), ${days} | ${allowed}`,
]

describe('the rule overlapping-report', () => {
  const trip = reportOf('2026-05-19', '2026-05-21')
  const cases: readonly RuleCase[] = [
    ['is content with a report without entries', RULE, reportOf(), [], earlier('2026-05-19')],
    ['is content without other reports', RULE, trip, []],
    [
      'is content with a report that ends the day before',
      RULE,
      trip,
      [],
      earlier('2026-05-15', '2026-05-18'),
    ],
    ['is content with a report that begins the day after', RULE, trip, [], earlier('2026-05-22')],
    [
      'finds a day in common',
      RULE,
      trip,
      found('2026-05-18 – 2026-05-19', '0'),
      earlier('2026-05-19', '2026-05-18'),
    ],
    [
      'finds a report around it that has no expense on its days',
      RULE,
      trip,
      found('2026-05-01 – 2026-05-31', '0'),
      earlier('2026-05-01', '2026-05-31'),
    ],
    ['finds a report within it', RULE, trip, found('2026-05-20 – 2026-05-20', '0'), earlier('2026-05-20')],
    ['allows as many days as it is told', `${RULE}, days: 2`, trip, [], earlier('2026-05-01', '2026-05-20')],
    [
      'finds a day more',
      `${RULE}, days: 2`,
      trip,
      found('2026-05-01 – 2026-05-21', '2'),
      earlier('2026-05-01', '2026-05-21'),
    ],
    [
      'finds each report, the earliest first, and calls one without a name by its id',
      RULE,
      trip,
      [
        'nReportKey0001: 22222222222222222222, 2026-05-19 – 2026-05-19 | 0',
        'nReportKey0001: Earlier trip (11111111111111111111), 2026-05-20 – 2026-05-20 | 0',
      ],
      buildPast({ day: '2026-05-20' }, { reportId: '22222222222222222222', reportName: undefined }),
    ],
    ['lets reports of others pass', RULE, trip, [], buildPast({ isSameEmployee: false })],
    [
      'takes the days of itemizations',
      RULE,
      buildReport({
        entries: [buildEntry({ itemizations: [buildItemization({ transactionDate: '2026-04-01' })] })],
      }),
      found('2026-04-01 – 2026-04-01', '0'),
      earlier('2026-04-01'),
    ],
    [
      'judges by the other days where one is missing, and says so',
      RULE,
      reportOf('2026-05-19', undefined),
      [
        ...found('2026-05-19 – 2026-05-19', '0'),
        'cannot tell: entry 2, Taxi 18.50 USD, has no valid transaction date',
      ],
      earlier('2026-05-19'),
    ],
  ]
  itSays(cases)
})
