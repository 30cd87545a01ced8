import type { Entry, ExpenseReport } from '../../../server/report/expense-report.ts'
import { buildEntry, buildReport, type Changes, money } from '../../support/build-report.ts'
import { itSays, type RuleCase } from '../apply-rule.ts'
import { itRefuses } from './refuses.ts'

const RULE = 'round-amount, multipleOf: { USD: 50, JPY: 5000 }, above: { USD: 99, JPY: 9999 }'

const withEntry = (amount: string, changes: Changes<Entry> = {}): ExpenseReport =>
  buildReport({ entries: [buildEntry({ posted: money(amount), ...changes })] })

describe('the rule round-amount', () => {
  const cases: readonly RuleCase[] = [
    ['finds a multiple', RULE, withEntry('150.00000000'), ['nEntry0001: 150.00 USD | 50.00 USD']],
    ['lets 0.00000001 more pass', RULE, withEntry('150.00000001'), []],
    ['lets another amount pass', RULE, withEntry('160'), []],
    ['lets small amounts pass', RULE, withEntry('50'), []],
    [
      'lets an amount at the minimum pass',
      'round-amount, multipleOf: { USD: 50 }, above: { USD: 100 }',
      withEntry('100'),
      [],
    ],
    [
      'takes a fraction for a multiple, exactly',
      'round-amount, multipleOf: { USD: 0.1 }, above: { USD: 0 }',
      withEntry('0.3'),
      ['nEntry0001: 0.30 USD | 0.10 USD'],
    ],
    [
      'takes the multiple of the currency',
      RULE,
      withEntry('0', { posted: money('15000', 'JPY') }),
      ['nEntry0001: 15000.00 JPY | 5000.00 JPY'],
    ],
    [
      'judges an itemized entry as a whole',
      RULE,
      withEntry('150', { isItemized: true }),
      ['nEntry0001: 150.00 USD | 50.00 USD'],
    ],
    ['leaves credits out, whatever the currency', RULE, withEntry('0', { posted: money('-150', 'SEK') }), []],
    [
      'leaves personal expenses out of which nothing is approved',
      RULE,
      withEntry('150', { isPersonal: true, approved: money('0') }),
      [],
    ],
    ['leaves other expense types out', `${RULE}, expenseTypes: [PARKG]`, withEntry('150'), []],
    [
      'cannot tell without a multiple for the currency',
      RULE,
      withEntry('0', { posted: money('150', 'EUR') }),
      ['cannot tell: no amount is given for EUR'],
    ],
    [
      'cannot tell without a minimum for the currency',
      'round-amount, multipleOf: { USD: 50 }, above: { EUR: 1 }',
      withEntry('150'),
      ['cannot tell: no amount is given for USD'],
    ],
    [
      'cannot tell without an amount',
      RULE,
      withEntry('0', { posted: undefined }),
      ['cannot tell: entry 1, Taxi on 2026-05-19, has no amount'],
    ],
  ]
  itSays(cases)

  itRefuses(
    'round-amount, multipleOf: { USD: 0 }, above: { USD: 1 }',
    'expected an amount above 0 per currency, such as { USD: 50, JPY: 5000 }',
  )

  itRefuses(
    'round-amount, multipleOf: {}, above: { USD: 1 }',
    'expected an amount above 0 per currency, such as { USD: 50, JPY: 5000 }',
  )
})
