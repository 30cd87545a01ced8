import { vendorKey } from '../../../server/policy/facts/fingerprints.ts'
import type { PastExpense } from '../../../server/record/history.ts'
import type { Entry, ExpenseReport } from '../../../server/report/expense-report.ts'
import { buildPast } from '../../support/build-past-expense.ts'
import { buildEntry, buildReport, type Changes, money } from '../../support/build-report.ts'
import { itSays, type RuleCase } from '../apply-rule.ts'
import { documentedReport } from '../documented-report.ts'

const RULE = 'split-purchase, limit: { USD: 100, EUR: 90 }'
const WITHIN_DAYS = `${RULE}, days: 2`

function reportOf(...entries: readonly Changes<Entry>[]): ExpenseReport {
  return buildReport({
    entries: entries.map((changes, index) => buildEntry({ entryId: `n${index + 1}`, ...changes })),
  })
}

const of = (amount: string, changes: Changes<Entry> = {}): Changes<Entry> => ({
  posted: money(amount),
  ...changes,
})
const on = (day: number, amount: string) => of(amount, { transactionDate: `2026-05-0${day}` })

function past(amount: string, changes: Changes<PastExpense> = {}): Changes<PastExpense> {
  return { posted: money(amount), vendorKey: vendorKey(buildEntry()), ...changes }
}

describe('the rule split-purchase', () => {
  const cases: readonly RuleCase[] = [
    ['is content with a sum at the limit', RULE, reportOf(of('60'), of('40.00')), []],
    [
      'finds a sum 0.00000001 above it, on the last of the purchases',
      RULE,
      reportOf(of('60'), of('40.00000001')),
      ['n2: 100.00000001 USD (City Cabs: 60.00 + 40.00000001) | 100.00 USD'],
    ],
    [
      'finds purchases of exactly the limit',
      RULE,
      reportOf(of('100'), of('100')),
      ['n2: 200.00 USD (City Cabs: 100.00 + 100.00) | 100.00 USD'],
    ],
    [
      'leaves purchases above the limit out, for they are not hidden',
      RULE,
      reportOf(of('100.01'), of('60')),
      [],
    ],
    [
      'folds case and space of the vendor',
      RULE,
      reportOf(of('60'), of('60', { vendor: ' CITY  cabs ' })),
      ['n2: 120.00 USD (CITY  cabs: 60.00 + 60.00) | 100.00 USD'],
    ],
    [
      'folds accents of the vendor, those of purchases that were kept with them included',
      RULE,
      reportOf(of('40', { vendor: 'CAFE DE PARIS' }), of('40', { vendor: 'Café de Paris' })),
      ['n2: 120.00 USD (Café de Paris: 40.00 + 40.00 + 40.00) | 100.00 USD'],
      buildPast(past('40', { vendorKey: 'cb831a03aaab9850a57f4d9bc325e087' })),
    ],
    ['lets another vendor pass', RULE, reportOf(of('60'), of('60', { vendor: 'Town Cabs' })), []],
    ['lets another currency pass', RULE, reportOf(of('60'), { posted: money('60', 'EUR') }), []],
    ['lets another day pass', RULE, reportOf(on(1, '60'), on(2, '60')), []],
    [
      'takes days together as it is told',
      WITHIN_DAYS,
      reportOf(on(3, '60'), on(1, '60')),
      ['n1: 120.00 USD (City Cabs: 60.00 + 60.00) | 100.00 USD'],
    ],
    ['lets a day more pass', WITHIN_DAYS, reportOf(on(1, '60'), on(4, '60')), []],
    [
      'finds those that lie close together among others',
      WITHIN_DAYS,
      reportOf(on(1, '30'), on(3, '30'), on(5, '50'), on(5, '21'), on(9, '90')),
      ['n4: 101.00 USD (City Cabs: 30.00 + 50.00 + 21.00) | 100.00 USD'],
    ],
    [
      'finds the same purchases once',
      WITHIN_DAYS,
      reportOf(on(1, '60'), on(2, '60'), on(3, '60'), on(4, '60'), on(8, '60'), on(9, '60')),
      [
        'n3: 180.00 USD (City Cabs: 60.00 + 60.00 + 60.00) | 100.00 USD',
        'n6: 120.00 USD (City Cabs: 60.00 + 60.00) | 100.00 USD',
      ],
    ],
    [
      'looks at the expense types that it is told',
      `${RULE}, expenseTypes: [PARKG]`,
      reportOf(of('60'), of('60')),
      [],
    ],
    [
      'leaves personal expenses out of which nothing is approved',
      RULE,
      reportOf(of('60'), of('60', { isPersonal: true, approved: money('0') })),
      [],
    ],
    [
      'takes no credits off, which are other purchases',
      RULE,
      reportOf(of('60'), of('-60'), of('60')),
      ['n3: 120.00 USD (City Cabs: 60.00 + 60.00) | 100.00 USD'],
    ],
    [
      'adds earlier reports',
      RULE,
      reportOf(of('60')),
      ['n1: 110.00 USD (City Cabs: 50.00 + 60.00) | 100.00 USD'],
      buildPast(past('50')),
    ],
    [
      'finds one that was completed in an earlier report, within the days',
      WITHIN_DAYS,
      reportOf(on(1, '60')),
      ['n1: 110.00 USD (City Cabs: 60.00 + 50.00) | 100.00 USD'],
      buildPast(past('50', { day: '2026-05-03' })),
    ],
    [
      'says nothing of what earlier reports split by themselves',
      WITHIN_DAYS,
      reportOf(of('60')),
      [],
      buildPast(past('60', { day: '2026-05-01' }), past('60', { day: '2026-05-02' })),
    ],
    [
      'leaves the rest of earlier reports out',
      RULE,
      reportOf(of('60')),
      [],
      buildPast(
        past('50', { isSameEmployee: false }),
        past('50', { type: 'Itemization' }),
        past('50', { vendorKey: undefined }),
        past('50', { day: '2026-05-18' }),
        past('100.01'),
        past('-50'),
      ),
    ],
    [
      'cannot tell without a vendor, an amount or a date',
      RULE,
      reportOf({ vendor: undefined }, { posted: undefined }, { transactionDate: undefined }),
      [
        'cannot tell: entry 1, Taxi 18.50 USD on 2026-05-19, has no vendor',
        'cannot tell: entry 2, Taxi on 2026-05-19, has no amount',
        'cannot tell: entry 3, Taxi 18.50 USD, has no valid transaction date',
      ],
    ],
    [
      'cannot tell without a limit for the currency',
      RULE,
      reportOf({ posted: money('1', 'SEK') }),
      ['cannot tell: no amount is given for SEK'],
    ],
    [
      'cannot tell of the entry of the documented report that has no vendor',
      'split-purchase, limit: { CHF: 300 }',
      documentedReport(),
      ['cannot tell: entry 2, PARKG 14.02901264 CHF on 2026-05-20, has no vendor'],
    ],
  ]
  itSays(cases)
})
