import type { Entry, ExpenseReport } from '../../../server/report/expense-report.ts'
import { buildEntry, buildItemization, buildReport, type Changes, money } from '../../support/build-report.ts'
import { itSays, type RuleCase } from '../apply-rule.ts'

const withEntry = (changes: Changes<Entry>): ExpenseReport => buildReport({ entries: [buildEntry(changes)] })

describe('the rule amount-cap', () => {
  const RULE = "amount-cap, caps: { hotel: { USD: 400, EUR: 350 }, '*': { USD: 1000 } }"
  const ONLY_HOTEL = 'amount-cap, caps: { HOTEL: { USD: 400 } }'
  const hotel = (amount: string, currency = 'USD'): ExpenseReport =>
    withEntry({ expenseType: { code: 'HOTEL' }, posted: money(amount, currency) })
  const cases: readonly RuleCase[] = [
    ['is content below the cap', RULE, hotel('399.99'), []],
    ['is content at the cap', RULE, hotel('400.00'), []],
    ['finds 0.00000001 above it', RULE, hotel('400.00000001'), ['nEntry0001: 400.00000001 USD | 400.00 USD']],
    ['takes the cap of the currency', RULE, hotel('399', 'EUR'), ['nEntry0001: 399.00 EUR | 350.00 EUR']],
    [
      'takes the cap of all other types',
      RULE,
      withEntry({ posted: money('1000.01') }),
      ['nEntry0001: 1000.01 USD | 1000.00 USD'],
    ],
    ['has none for types that are not listed', ONLY_HOTEL, withEntry({ posted: money('9999') }), []],
    [
      'finds itemizations of the type',
      ONLY_HOTEL,
      withEntry({
        posted: money('900'),
        itemizations: [buildItemization({ expenseType: { code: 'HOTEL' }, posted: money('500') })],
      }),
      ['nItem0001: 500.00 USD | 400.00 USD'],
    ],
    ['is content with a credit of any size', RULE, hotel('-9999'), []],
    [
      'takes the cap of the day, which an itemization without one has from its entry',
      'amount-cap, caps: { BRKFT: [{ until: 2026-05-18, amounts: { USD: 1 } }, { from: 2026-05-19, amounts: { USD: 18 } }] }',
      withEntry({ itemizations: [buildItemization({ transactionDate: undefined })] }),
      ['nItem0001: 18.50 USD | 18.00 USD'],
    ],
    [
      'has none for a personal expense of which nothing is approved',
      RULE,
      withEntry({ posted: money('9999'), isPersonal: true, approved: money('0') }),
      [],
    ],
    [
      'says once that it cannot tell without a cap for the currency',
      RULE,
      buildReport({
        entries: [
          buildEntry({ posted: money('1', 'SEK') }),
          buildEntry({ entryId: 'nSecond', posted: money('2', 'SEK') }),
        ],
      }),
      ['cannot tell: no amount is given for Taxi in SEK'],
    ],
    [
      'cannot tell without the amount of the entry',
      RULE,
      withEntry({ posted: undefined, transactionDate: undefined }),
      ['cannot tell: entry 1, Taxi, has no amount'],
    ],
  ]
  itSays(cases)
})
