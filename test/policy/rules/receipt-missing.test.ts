import { expect } from 'chai'
import { evaluate } from '../../../server/policy/evaluate.ts'
import type { Entry, ExpenseReport } from '../../../server/report/expense-report.ts'
import { buildEntry, buildReport, type Changes, money } from '../../support/build-report.ts'
import { itSays, policyOf, type RuleCase } from '../apply-rule.ts'

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
      ['nEntry0001: 25.00000001 USD | 25.00 USD'],
    ],
    ['takes an image', RULE, withEntry({ posted: money('300') }), []],
    [
      'takes an e-receipt',
      RULE,
      withoutReceipt({ posted: money('300'), eReceiptId: 'EReceipt0001', imageRequired: true }),
      [],
    ],
    [
      'takes the declaration of a receipt that is missing, also where Concur requires one',
      RULE,
      withoutReceipt({ posted: money('300'), imageRequired: true, hasMissingReceiptDeclaration: true }),
      [],
    ],
    [
      'can be told that a declaration does not count',
      `${RULE}, declarationCounts: false`,
      withoutReceipt({ posted: money('300'), hasMissingReceiptDeclaration: true }),
      ['nEntry0001: 300.00 USD | 25.00 USD'],
    ],
    [
      'asks for one where nothing is declared',
      RULE,
      withoutReceipt({ posted: money('300'), hasMissingReceiptDeclaration: false }),
      ['nEntry0001: 300.00 USD | 25.00 USD'],
    ],
    [
      'does not judge an entry again that an approver has rejected, and counts it',
      RULE,
      buildReport({
        entries: [
          buildEntry({ receiptImageId: undefined, posted: money('300'), isExpenseRejected: true }),
          buildEntry({ entryId: 'n2', receiptImageId: undefined, posted: undefined }),
        ],
      }),
      ['cannot tell: entry 2, Taxi on 2026-05-19, has no amount'],
    ],
    [
      'asks for one whatever the amount where Concur requires a receipt',
      RULE,
      withoutReceipt({ posted: money('0.01'), receiptRequired: true }),
      ['nEntry0001: 0.01 USD | -'],
    ],
    [
      'asks for one whatever the amount where Concur requires an image',
      RULE,
      withoutReceipt({ posted: money('0.01'), imageRequired: true }),
      ['nEntry0001: 0.01 USD | -'],
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
      ['nEntry0001: 300.00 USD | 25.00 USD'],
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
      'takes the amount of the day of the expense',
      'receipt-missing, above: [{ until: 2026-05-18, amounts: { USD: 10 } }, { from: 2026-05-19, amounts: { USD: 75 } }]',
      buildReport({
        entries: ['2026-05-18', '2026-05-19'].map((transactionDate) =>
          buildEntry({
            entryId: transactionDate,
            transactionDate,
            posted: money('50'),
            receiptImageId: undefined,
          }),
        ),
      }),
      ['2026-05-18: 50.00 USD | 10.00 USD'],
    ],
    [
      'cannot tell without the amount of the entry',
      RULE,
      withoutReceipt({ posted: undefined, transactionDate: undefined }),
      ['cannot tell: entry 1, Taxi, has no amount'],
    ],
  ]
  itSays(cases)
  for (const [title, parameters, changes, message] of [
    [
      'the amount that it exceeds',
      'above: { USD: 25 }',
      { receiptRequired: true },
      'a receipt is needed above 25.00 USD, and there is none.',
    ],
    ['no amount of 0', 'above: { USD: 0 }', {}, 'a receipt is required, and there is none.'],
    [
      'that Concur requires it, where the policy would not',
      'above: { USD: 400 }',
      { imageRequired: true },
      'Concur requires a receipt for this, and there is none.',
    ],
    ['the text of the policy file, where it has one', "above: { USD: 0 }, message: 'Beleg?'", {}, 'Beleg?'],
  ] as const) {
    it(`names ${title}`, () => {
      const policy = policyOf(`rule: receipt-missing, severity: note, ${parameters}`)
      const { findings } = evaluate(withoutReceipt({ posted: money('300'), ...changes }), policy)

      expect(
        findings.map((each) => each.message.replace('entry 1, Taxi 300.00 USD on 2026-05-19: ', '')),
      ).to.deep.equal([message])
    })
  }
})
