import { expect } from 'chai'
import type { Entry, ExpenseReport } from '../../../server/report/expense-report.ts'
import { buildPast } from '../../support/build-past-expense.ts'
import { buildEntry, buildItemization, buildReport, type Changes, money } from '../../support/build-report.ts'
import { itSays, policyOf, type RuleCase } from '../apply-rule.ts'
import { documentedReport } from '../documented-report.ts'
import { itRefuses } from './refuses.ts'

const RULE = 'cap-per-period, per: day, cap: { USD: 100, EUR: 90 }'
const MEALS = 'cap-per-period, per: day, cap: { USD: 100 }, expenseTypes: [LUNCH, DINNR]'

function reportOf(...entries: readonly Changes<Entry>[]): ExpenseReport {
  return buildReport({
    entries: entries.map((changes, index) => buildEntry({ entryId: `n${index + 1}`, ...changes })),
  })
}

const of = (amount: string, changes: Changes<Entry> = {}): Changes<Entry> => ({
  posted: money(amount),
  ...changes,
})

describe('the rule cap-per-period', () => {
  const cases: readonly RuleCase[] = [
    ['is content at the cap', RULE, reportOf(of('60'), of('40.00')), []],
    [
      'finds 0.00000001 above it, on the entry that goes above',
      RULE,
      reportOf(of('60'), of('40.00000001')),
      ['n2: 100.00000001 USD (2026-05-19: 60.00 + 40.00000001) | 100.00 USD'],
    ],
    [
      'is about the first that goes above, and says the whole sum',
      RULE,
      reportOf(of('60'), of('50'), of('10')),
      ['n2: 120.00 USD (2026-05-19: 60.00 + 50.00 + 10.00) | 100.00 USD'],
    ],
    [
      'shows up to six addends',
      RULE,
      reportOf(...Array.from({ length: 6 }, () => of('17'))),
      ['n6: 102.00 USD (2026-05-19: 17.00 + 17.00 + 17.00 + 17.00 + 17.00 + 17.00) | 100.00 USD'],
    ],
    [
      'leaves the itemizations of a personal entry out of which nothing is approved',
      RULE,
      reportOf(
        of('101', {
          isPersonal: true,
          approved: money('0'),
          itemizations: [buildItemization({ posted: money('101') })],
        }),
      ),
      [],
    ],
    [
      'counts the addends where there are many',
      RULE,
      reportOf(...Array.from({ length: 7 }, () => of('20'))),
      ['n6: 140.00 USD (2026-05-19: 7) | 100.00 USD'],
    ],
    [
      'sums each day by itself',
      RULE,
      reportOf(
        of('60'),
        of('60', { transactionDate: '2026-05-20' }),
        of('60', { transactionDate: '2026-05-21' }),
      ),
      [],
    ],
    ['takes credits off, wherever they stand', RULE, reportOf(of('60'), of('50'), of('-10')), []],
    ['is not about a credit', RULE, reportOf(of('-1')), [], buildPast({ posted: money('500') })],
    [
      'leaves personal expenses out of which nothing is approved',
      RULE,
      reportOf(of('60'), of('60', { isPersonal: true, approved: money('0') })),
      [],
    ],
    [
      'sums the expense types that it is told, itemizations included',
      MEALS,
      reportOf(
        of('60', { expenseType: { code: 'lunch' } }),
        of('999'),
        of('70', {
          itemizations: [
            buildItemization({ expenseType: { code: 'DINNR' }, posted: money('50') }),
            buildItemization({ itemizationId: 'nBar', posted: money('20') }),
          ],
        }),
      ),
      ['nItem0001: 110.00 USD (2026-05-19: 60.00 + 50.00) | 100.00 USD'],
    ],
    [
      'adds earlier reports',
      RULE,
      reportOf(of('60')),
      ['n1: 105.50 USD (2026-05-19: 45.50 + 60.00) | 100.00 USD'],
      buildPast({ posted: money('45.50') }),
    ],
    [
      'adds of an earlier itemized entry only the itemizations',
      RULE,
      reportOf(of('60')),
      [],
      buildPast({ posted: money('40'), isItemized: true }, { posted: money('40'), type: 'Itemization' }),
    ],
    [
      'leaves other currencies, employees, days and types of earlier reports out',
      MEALS,
      reportOf(of('60', { expenseType: { code: 'LUNCH' } })),
      [],
      buildPast(
        { posted: money('80', 'EUR'), expenseType: 'LUNCH' },
        { posted: money('80'), expenseType: 'LUNCH', isSameEmployee: false },
        { posted: money('80'), expenseType: 'LUNCH', day: '2026-05-18' },
        { posted: money('80'), expenseType: 'LUNCH', day: undefined },
        { posted: money('80') },
      ),
    ],
    [
      'takes the cap of the currency',
      RULE,
      reportOf({ posted: money('90.01', 'EUR') }),
      ['n1: 90.01 EUR (2026-05-19: 90.01) | 90.00 EUR'],
    ],
    [
      'takes the cap of the day of the expense',
      'cap-per-period, per: month, cap: [{ until: 2026-05-15, amounts: { USD: 100 } }, { from: 2026-05-16, amounts: { USD: 200 } }]',
      reportOf(of('90', { transactionDate: '2026-05-14' }), of('90')),
      [],
    ],
    [
      'sums a week from Monday to Sunday',
      'cap-per-period, per: week, cap: { USD: 100 }',
      reportOf(
        of('60', { transactionDate: '2026-05-17' }),
        of('60', { transactionDate: '2026-05-18' }),
        of('60', { transactionDate: '2026-05-24' }),
      ),
      ['n3: 120.00 USD (2026-W21: 60.00 + 60.00) | 100.00 USD'],
    ],
    [
      'sums a year',
      'cap-per-period, per: year, cap: { USD: 100 }',
      reportOf(of('60', { transactionDate: '2025-12-31' }), of('60', { transactionDate: '2026-12-31' })),
      ['n2: 110.00 USD (2026: 50.00 + 60.00) | 100.00 USD'],
      buildPast({ posted: money('50'), day: '2026-01-01' }),
    ],
    [
      'cannot tell without a cap for the currency',
      RULE,
      reportOf({ posted: money('1', 'SEK') }),
      ['cannot tell: no amount is given for SEK'],
    ],
    [
      'cannot tell without an amount or a date, and judges the rest',
      RULE,
      reportOf({ posted: undefined }, { transactionDate: undefined }, of('101')),
      [
        'n3: 101.00 USD (2026-05-19: 101.00) | 100.00 USD',
        'cannot tell: entry 1, Taxi on 2026-05-19, has no amount',
        'cannot tell: entry 2, Taxi 18.50 USD, has no valid transaction date',
      ],
    ],
    [
      'finds it in the documented report',
      'cap-per-period, per: month, cap: { CHF: 300 }',
      documentedReport(),
      ['nEntry$p2: 312.45 CHF (2026-05: 214.6913578 + 83.72962956 + 14.02901264) | 300.00 CHF'],
    ],
  ]
  itSays(cases)

  itRefuses('cap-per-period, per: quarter, cap: { USD: 1 }', 'expected day or week or month or year')

  it('asks for sums of the periods that the report is in', () => {
    const report = reportOf(
      of('1', { transactionDate: '2026-05-19' }),
      of('1', { transactionDate: '2024-12-31' }),
    )
    const slices = ['day', 'week', 'month', 'year'].map((per) => {
      const [rule] = policyOf(`rule: cap-per-period, severity: error, per: ${per}, cap: { USD: 1 }`).rules
      return rule?.asksFor?.(report)
    })

    expect(slices).to.deep.equal([
      asked(['2024-12-31', '2024-12-31'], ['2026-05-19', '2026-05-19']),
      asked(['2024-12-30', '2025-01-05'], ['2026-05-18', '2026-05-24']),
      asked(['2024-12-01', '2024-12-31'], ['2026-05-01', '2026-05-31']),
      asked(['2024-01-01', '2024-12-31'], ['2026-01-01', '2026-12-31']),
    ])
  })
})

function asked(...days: readonly (readonly [from: string, to: string])[]) {
  return { kind: 'sums', parts: 'amounts', days: days.map(([from, to]) => ({ from, to })) }
}
