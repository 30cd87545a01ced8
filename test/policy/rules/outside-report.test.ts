import type { Entry, ExpenseReport } from '../../../server/report/expense-report.ts'
import { buildEntry, buildItemization, buildReport, type Changes } from '../../support/build-report.ts'
import { itSays, type RuleCase } from '../apply-rule.ts'

const RULE = 'outside-report'
/** A report of 18 to 20 May. */
const trip = (entry: Changes<Entry>, changes: Changes<ExpenseReport> = {}): ExpenseReport =>
  buildReport({
    source: 'v4',
    startDate: '2026-05-18',
    endDate: '2026-05-20',
    entries: [buildEntry(entry)],
    ...changes,
  })

describe('the rule outside-report', () => {
  const cases: readonly RuleCase[] = [
    ['is content with a day between', RULE, trip({}), []],
    ['is content with the first day', RULE, trip({ transactionDate: '2026-05-18' }), []],
    ['is content with the last day', RULE, trip({ transactionDate: '2026-05-20' }), []],
    [
      'finds the day before',
      RULE,
      trip({ transactionDate: '2026-05-17' }),
      ['nEntry0001: 2026-05-17 | 2026-05-18 – 2026-05-20'],
    ],
    [
      'finds the day after',
      RULE,
      trip({ transactionDate: '2026-05-21' }),
      ['nEntry0001: 2026-05-21 | 2026-05-18 – 2026-05-20'],
    ],
    ['allows days of grace before', `${RULE}, graceDays: 18`, trip({ transactionDate: '2026-04-30' }), []],
    ['allows days of grace after', `${RULE}, graceDays: 12`, trip({ transactionDate: '2026-06-01' }), []],
    [
      'finds the day after those',
      `${RULE}, graceDays: 12`,
      trip({ transactionDate: '2026-06-02' }),
      ['nEntry0001: 2026-06-02 | 2026-05-18 – 2026-05-20'],
    ],
    [
      'looks at itemizations too, of which some have no date',
      RULE,
      trip({
        itemizations: [
          buildItemization({ transactionDate: undefined }),
          buildItemization({ itemizationId: 'nLate', transactionDate: '2026-05-21' }),
        ],
      }),
      ['nLate: 2026-05-21 | 2026-05-18 – 2026-05-20'],
    ],
    [
      'is open at the end where only the first day is given',
      RULE,
      trip({ transactionDate: '2026-05-17' }, { endDate: undefined }),
      ['nEntry0001: 2026-05-17 | 2026-05-18 – '],
    ],
    [
      'is open at the beginning where only the last day is given',
      RULE,
      trip({ transactionDate: '2026-01-01' }, { startDate: undefined }),
      [],
    ],
    [
      'cannot tell of a report that gives neither',
      RULE,
      buildReport(),
      ['cannot tell: not evaluated, field startDate absent from the report (v1.1)'],
    ],
    [
      'cannot tell of a report with a day that no calendar has',
      RULE,
      trip({}, { endDate: '2026-02-30' }),
      ['cannot tell: the report has no valid dates'],
    ],
    [
      'cannot tell without a transaction date',
      RULE,
      trip({ transactionDate: undefined }),
      ['cannot tell: entry 1, Taxi 18.50 USD, has no valid transaction date'],
    ],
    ['has nothing to say of a report without entries', RULE, trip({}, { entries: [] }), []],
  ]
  itSays(cases)
})
