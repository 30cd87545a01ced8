import type { Entry, ExpenseReport } from '../../../server/report/expense-report.ts'
import { buildEntry, buildItemization, buildReport, type Changes, money } from '../../support/build-report.ts'
import { itSays, type RuleCase } from '../apply-rule.ts'

const withEntry = (changes: Changes<Entry>): ExpenseReport => buildReport({ entries: [buildEntry(changes)] })

describe('the rule itemization-sum', () => {
  const itemized = (...amounts: readonly string[]): ExpenseReport =>
    withEntry({
      posted: money('115'),
      itemizations: amounts.map((amount) => buildItemization({ posted: money(amount) })),
    })
  const cases: readonly RuleCase[] = [
    ['is content with an entry that is not itemized', 'itemization-sum', buildReport(), []],
    ['is content where they sum', 'itemization-sum', itemized('8', '107.00000000'), []],
    [
      'adds exactly',
      'itemization-sum',
      withEntry({
        posted: money('0.3'),
        itemizations: [
          buildItemization({ posted: money('0.1') }),
          buildItemization({ posted: money('0.2') }),
        ],
      }),
      [],
    ],
    [
      'finds 0.00000001 too little',
      'itemization-sum',
      itemized('8', '106.99999999'),
      ['nEntry0001: 114.99999999 USD | 115.00 USD'],
    ],
    ['allows the tolerance', 'itemization-sum, tolerance: 0.05', itemized('8', '107.05'), []],
    [
      'finds more than the tolerance',
      'itemization-sum, tolerance: 0.05',
      itemized('8', '107.06'),
      ['nEntry0001: 115.06 USD | 115.00 USD'],
    ],
    [
      'cannot tell without the amount of each itemization',
      'itemization-sum',
      withEntry({ itemizations: [buildItemization({ posted: undefined })] }),
      ['cannot tell: entry 1, Taxi 18.50 USD on 2026-05-19, lacks an amount in USD'],
    ],
    [
      'cannot tell where Concur sent no itemizations of an itemized entry',
      'itemization-sum',
      withEntry({ isItemized: true }),
      ['cannot tell: entry 1, Taxi 18.50 USD on 2026-05-19, is itemized but has no itemizations'],
    ],
  ]
  itSays(cases)
})
