import { buildEntry, buildItemization, buildReport, type Changes, money } from '../support/build-report.ts'
import type { Entry, ExpenseReport } from '../../server/report/expense-report.ts'
import { itSays, type RuleCase } from './apply-rule.ts'

const withEntry = (changes: Changes<Entry>): ExpenseReport => buildReport({ entries: [buildEntry(changes)] })
const withoutReceipt = (changes: Changes<Entry>): ExpenseReport =>
  withEntry({ receiptImageId: undefined, ...changes })

describe('the rule receipt-missing', () => {
  const RULE = 'receipt-missing, above: { USD: 25 }'
  const cases: readonly RuleCase[] = [
    ['asks for none below the amount', RULE, withoutReceipt({ posted: money('24.99') }), []],
    ['asks for none at the very amount', RULE, withoutReceipt({ posted: money('25.00000000') }), []],
    [
      'asks for one 0.00000001 above the amount',
      RULE,
      withoutReceipt({ posted: money('25.00000001') }),
      ['nEntry0001: no receipt | required above 25.00 USD'],
    ],
    ['takes an image', RULE, withEntry({ posted: money('300') }), []],
    [
      'takes an e-receipt',
      RULE,
      withoutReceipt({ posted: money('300'), eReceiptId: 'EReceipt0001', imageRequired: true }),
      [],
    ],
    [
      'asks for one whatever the amount where Concur requires a receipt',
      RULE,
      withoutReceipt({ posted: money('0.01'), receiptRequired: true }),
      ['nEntry0001: no receipt | required by Concur'],
    ],
    [
      'asks for one whatever the amount where Concur requires an image',
      RULE,
      withoutReceipt({ posted: money('0.01'), imageRequired: true }),
      ['nEntry0001: no receipt | required by Concur'],
    ],
    [
      'takes the image that Concur requires',
      RULE,
      withEntry({ posted: money('300'), receiptRequired: true, imageRequired: true }),
      [],
    ],
    [
      'can be told to ignore what Concur requires',
      `${RULE}, alsoWhenConcurRequires: false`,
      withoutReceipt({ posted: money('25'), receiptRequired: true, imageRequired: true }),
      [],
    ],
    ['asks for none for a credit', RULE, withoutReceipt({ posted: money('-300') }), []],
    [
      'asks for none for a personal expense of which nothing is approved',
      RULE,
      withoutReceipt({ posted: money('300'), isPersonal: true, approved: money('0E-8') }),
      [],
    ],
    [
      'asks for one for a personal expense that is still claimed',
      RULE,
      withoutReceipt({ posted: money('300'), isPersonal: true }),
      ['nEntry0001: no receipt | required above 25.00 USD'],
    ],
    [
      'cannot tell without an amount for the currency',
      RULE,
      buildReport({
        currency: 'SEK',
        entries: [buildEntry({ posted: money('10', 'SEK'), receiptImageId: undefined })],
      }),
      ['cannot tell: no amount is given for SEK'],
    ],
    [
      'needs no amount for the currency where there is a receipt',
      RULE,
      buildReport({ currency: 'SEK', entries: [buildEntry({ posted: money('10', 'SEK') })] }),
      [],
    ],
    [
      'cannot tell without the amount of the entry',
      RULE,
      withoutReceipt({ posted: undefined, transactionDate: undefined }),
      ['cannot tell: entry 1, TAXIX, has no amount'],
    ],
  ]
  itSays(cases)
})

describe('the rule purpose-missing', () => {
  const ENTRY = 'purpose-missing, on: [entry]'
  const blank = buildItemization({ itemizationId: 'nItemBlank', businessPurpose: '  ' })
  const cases: readonly RuleCase[] = [
    [
      'is content where report and entries have one',
      'purpose-missing, on: [report, entry]',
      buildReport(),
      [],
    ],
    [
      'finds a report without one',
      'purpose-missing, on: [report]',
      buildReport({ purpose: undefined }),
      ['nReportKey0001: empty | required'],
    ],
    [
      'takes blanks for nothing',
      'purpose-missing, on: [report, entry]',
      buildReport({ purpose: ' \t', entries: [buildEntry({ businessPurpose: '\u00a0\n' })] }),
      ['nReportKey0001: empty | required', 'nEntry0001: empty | required'],
    ],
    ['looks only where it is told to', ENTRY, buildReport({ purpose: undefined }), []],
    ['takes a single letter', ENTRY, withEntry({ businessPurpose: 'x' }), []],
    [
      'is content where the itemizations of an entry have one',
      ENTRY,
      withEntry({ businessPurpose: undefined, itemizations: [buildItemization()] }),
      [],
    ],
    [
      'is content where only the entry of blank itemizations has one',
      ENTRY,
      withEntry({ itemizations: [blank] }),
      [],
    ],
    [
      'finds the itemization that has none',
      ENTRY,
      withEntry({ businessPurpose: undefined, itemizations: [buildItemization(), blank] }),
      ['nItemBlank: empty | required'],
    ],
    [
      'asks for none for a personal expense of which nothing is approved',
      ENTRY,
      withEntry({ businessPurpose: undefined, isPersonal: true, approved: money('0') }),
      [],
    ],
  ]
  itSays(cases)
})
