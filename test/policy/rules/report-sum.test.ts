import type { ExpenseReport } from '../../../server/report/expense-report.ts'
import { buildEntry, buildItemization, buildReport, type Changes, money } from '../../support/build-report.ts'
import { itSays, type RuleCase } from '../apply-rule.ts'

const RULE = 'report-sum'
/** Entries of 115 and 14 USD. */
const report = (total: string, changes: Changes<ExpenseReport> = {}): ExpenseReport =>
  buildReport({
    total: money(total),
    entries: [buildEntry({ posted: money('115') }), buildEntry({ entryId: 'nSecond', posted: money('14') })],
    ...changes,
  })
/** 115 USD, of which 15 are personal. */
const personal = (total: string): ExpenseReport =>
  report(total, {
    entries: [
      buildEntry({
        posted: money('100'),
        itemizations: [
          buildItemization({ posted: money('90') }),
          buildItemization({ itemizationId: 'nOwn', posted: money('10'), isPersonal: true }),
        ],
      }),
      buildEntry({ entryId: 'nSecond', posted: money('5'), isPersonal: true }),
      buildEntry({ entryId: 'nThird', posted: money('10') }),
    ],
  })

describe('the rule report-sum', () => {
  const cases: readonly RuleCase[] = [
    ['is content where the entries sum to the total', RULE, report('129.00000000'), []],
    [
      'finds 0.00000001 too much',
      RULE,
      report('128.99999999'),
      ['nReportKey0001: 129.00 USD | 128.99999999 USD'],
    ],
    ['allows the tolerance', `${RULE}, tolerance: 0.01`, report('129.01'), []],
    [
      'finds more than the tolerance',
      `${RULE}, tolerance: 0.01`,
      report('129.02'),
      ['nReportKey0001: 129.00 USD | 129.02 USD'],
    ],
    ...(['129', '115'] as const).map(
      (total): RuleCase => [
        `takes a total of ${total} with or without an entry that is rejected`,
        RULE,
        report(total, {
          entries: [
            buildEntry({ posted: money('115') }),
            buildEntry({ entryId: 'nSecond', posted: money('14'), isExpenseRejected: true }),
          ],
        }),
        [],
      ],
    ),
    [
      'takes credits away',
      RULE,
      report('101', {
        entries: [buildEntry({ posted: money('115') }), buildEntry({ posted: money('-14') })],
      }),
      [],
    ],
    ['is content where the total holds personal expenses', RULE, personal('115'), []],
    ['is content where it does not', RULE, personal('100'), []],
    [
      'finds a total that holds some of them',
      RULE,
      personal('110'),
      ['nReportKey0001: 115.00 USD | 110.00 USD'],
    ],
    [
      'takes the total of a report without entries to be nothing',
      RULE,
      report('1', { entries: [] }),
      ['nReportKey0001: 0.00 USD | 1.00 USD'],
    ],
    ['cannot tell without a total', RULE, buildReport(), ['cannot tell: the report has no total']],
    [
      'cannot tell without the amount of each entry',
      RULE,
      report('18.50', { entries: [buildEntry({ posted: undefined })] }),
      ['cannot tell: an entry lacks an amount in USD'],
    ],
    [
      'cannot tell where an amount is in another currency',
      RULE,
      report('18.50', { entries: [buildEntry({ posted: money('18.50', 'EUR') })] }),
      ['cannot tell: an entry lacks an amount in USD'],
    ],
  ]
  itSays(cases)
})

describe('the rule report-sum, of what is claimed,', () => {
  const CLAIMED = `${RULE}, alsoClaimed: true`
  const claimed = (amount: string, own: string): ExpenseReport =>
    report('129', { totalClaimed: money(amount), personalExpenses: money(own) })
  const cases: readonly RuleCase[] = [
    ['does not look unless it is told to', RULE, claimed('1', '1'), []],
    ['is content where claimed and personal are the total', CLAIMED, claimed('119', '10.00000000'), []],
    [
      'finds where they are not',
      CLAIMED,
      claimed('129', '0.00000001'),
      ['nReportKey0001: 129.00000001 USD | 129.00 USD'],
    ],
    ['allows the tolerance', `${CLAIMED}, tolerance: 0.01`, claimed('129', '0.01'), []],
    [
      'cannot tell without either',
      CLAIMED,
      report('129', { totalClaimed: money('129') }),
      ['cannot tell: the report has no claimed or no personal amount'],
    ],
  ]
  itSays(cases)
})
