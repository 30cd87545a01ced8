import type { ExpenseReport } from '../../../server/report/expense-report.ts'
import { buildEntry, buildReport, money } from '../../support/build-report.ts'
import { itSays, type RuleCase } from '../apply-rule.ts'
import { itRefuses } from './refuses.ts'

const RULE = 'just-under-limit, limit: { USD: 25, EUR: 20 }, atLeast: 2'

function reportOf(...amounts: readonly string[]): ExpenseReport {
  return buildReport({
    entries: amounts.map((amount, index) => buildEntry({ entryId: `n${index + 1}`, posted: money(amount) })),
  })
}

describe('the rule just-under-limit', () => {
  const cases: readonly RuleCase[] = [
    ['is content with a single one', RULE, reportOf('24.90', '10', '25.01'), []],
    [
      'finds each of two',
      RULE,
      reportOf('24.90', '10', '24.50'),
      ['n1: 24.90 USD | 25.00 USD', 'n3: 24.50 USD | 25.00 USD'],
    ],
    [
      'counts amounts at the limit, and those that are 5 % below',
      RULE,
      reportOf('25.00000000', '23.75'),
      ['n1: 25.00 USD | 25.00 USD', 'n2: 23.75 USD | 25.00 USD'],
    ],
    ['leaves 0.00000001 more or less out', RULE, reportOf('25.00000001', '23.74999999', '24'), []],
    [
      'takes the share that it is told',
      `${RULE}, within: 20%`,
      reportOf('20', '19.99', '20.01'),
      ['n1: 20.00 USD | 25.00 USD', 'n3: 20.01 USD | 25.00 USD'],
    ],
    [
      'asks for three where it is told no number',
      'just-under-limit, limit: { USD: 25 }',
      reportOf('24.90', '24.90'),
      [],
    ],
    [
      'takes the limit of the currency and of the day',
      'just-under-limit, atLeast: 2, limit: [{ until: 2026-05-18, amounts: { EUR: 30 } }, { from: 2026-05-19, amounts: { EUR: 20 } }]',
      buildReport({
        entries: [
          buildEntry({ posted: money('19.50', 'EUR') }),
          buildEntry({ posted: money('29.50', 'EUR'), transactionDate: '2026-05-18', entryId: 'nSecond' }),
        ],
      }),
      ['nEntry0001: 19.50 EUR | 20.00 EUR', 'nSecond: 29.50 EUR | 30.00 EUR'],
    ],
    [
      'leaves personal expenses, credits and other types out',
      `${RULE}, expenseTypes: [LUNCH]`,
      buildReport({
        entries: [
          buildEntry({ posted: money('24.90'), expenseType: { code: 'lunch' } }),
          buildEntry({ posted: money('24.90') }),
          buildEntry({
            posted: money('24.90'),
            expenseType: { code: 'LUNCH' },
            isPersonal: true,
            approved: money('0'),
          }),
          buildEntry({ posted: money('-24.90'), expenseType: { code: 'LUNCH' } }),
        ],
      }),
      [],
    ],
    [
      'cannot tell without a limit for the currency, or without an amount',
      RULE,
      buildReport({
        entries: [buildEntry({ posted: money('5', 'SEK') }), buildEntry({ posted: undefined })],
      }),
      ['cannot tell: no amount is given for SEK', 'cannot tell: entry 2, Taxi on 2026-05-19, has no amount'],
    ],
  ]
  itSays(cases)

  itRefuses('just-under-limit, limit: { USD: 25 }, atLeast: 1', 'expected at least 2')
})
