import type { Entry, ExpenseReport, Itemization } from '../../../server/report/expense-report.ts'
import { buildEntry, buildItemization, buildReport, type Changes, money } from '../../support/build-report.ts'
import { itSays, type RuleCase } from '../apply-rule.ts'
import { documentedReport } from '../documented-report.ts'

const RULE = 'tip-share, tipTypes: [tips], atMost: 20%'
const OF_MEALS = 'tip-share, tipTypes: [TIPS], mealTypes: [DINNR], atMost: 20%'

function part(code: string, amount: string, changes: Changes<Itemization> = {}): Itemization {
  return buildItemization({
    itemizationId: `n${code}`,
    expenseType: { code },
    posted: money(amount),
    ...changes,
  })
}

const itemized = (...itemizations: readonly Itemization[]): ExpenseReport =>
  buildReport({ entries: [buildEntry({ itemizations })] })

function entries(...given: readonly (readonly [code: string, amount: string, changes?: Changes<Entry>])[]) {
  return buildReport({
    entries: given.map(([code, amount, changes = {}], index) =>
      buildEntry({ entryId: `n${index + 1}`, expenseType: { code }, posted: money(amount), ...changes }),
    ),
  })
}

describe('the rule tip-share', () => {
  const cases: readonly RuleCase[] = [
    ['is content without a tip', RULE, buildReport(), []],
    ['is content with a tip of the share', RULE, itemized(part('DINNR', '50'), part('TIPS', '10.00')), []],
    [
      'finds 0.00000001 more',
      RULE,
      itemized(part('DINNR', '50'), part('TIPS', '10.00000001')),
      ['nTIPS: 10.00000001 USD | 10.00 USD'],
    ],
    [
      'reckons the share exactly',
      'tip-share, tipTypes: [TIPS], atMost: 12.5%',
      itemized(part('DINNR', '33.33'), part('TIPS', '4.17')),
      ['nTIPS: 4.17 USD | 4.16625 USD'],
    ],
    [
      'takes all the rest of the entry for the meal',
      RULE,
      itemized(part('DINNR', '40'), part('ALCOH', '10'), part('TIPS', '10')),
      [],
    ],
    [
      'takes only the types of meals where it is told some',
      OF_MEALS,
      itemized(part('DINNR', '40'), part('ALCOH', '10'), part('TIPS', '10')),
      ['nTIPS: 10.00 USD | 8.00 USD'],
    ],
    [
      'adds the tips of one entry',
      RULE,
      itemized(part('DINNR', '50'), part('TIPS', '6'), part('TIPS', '6', { itemizationId: 'nSecond' })),
      ['nSecond: 12.00 USD | 10.00 USD'],
    ],
    [
      'judges each entry by itself',
      RULE,
      buildReport({
        entries: [
          buildEntry({ itemizations: [part('DINNR', '100')] }),
          buildEntry({ itemizations: [part('DINNR', '10'), part('TIPS', '5')] }),
        ],
      }),
      ['nTIPS: 5.00 USD | 2.00 USD'],
    ],
    [
      'compares a tip of its own with the meals of its day',
      OF_MEALS,
      entries(['DINNR', '50'], ['TIPS', '10.01'], ['DINNR', '99', { transactionDate: '2026-05-20' }]),
      ['n2: 10.01 USD | 10.00 USD'],
    ],
    ['is content with a tip of its own of the share', OF_MEALS, entries(['TIPS', '10'], ['DINNR', '50']), []],
    [
      'leaves personal tips and credits out',
      RULE,
      itemized(
        part('DINNR', '50'),
        part('TIPS', '30', { isPersonal: true, approved: money('0') }),
        part('TIPS', '-1'),
      ),
      [],
    ],
    [
      'leaves a personal meal out',
      RULE,
      itemized(
        part('DINNR', '10'),
        part('DINNR', '90', { isPersonal: true, approved: money('0') }),
        part('TIPS', '5'),
      ),
      ['nTIPS: 5.00 USD | 2.00 USD'],
    ],
    [
      'cannot tell of a tip of its own where it is told no types of meals',
      RULE,
      entries(['DINNR', '50'], ['TIPS', '1']),
      ['cannot tell: entry 2, TIPS 1.00 USD on 2026-05-19, has no meal beside it'],
    ],
    [
      'cannot tell of a tip without a day',
      OF_MEALS,
      entries(['DINNR', '50', { transactionDate: undefined }], ['TIPS', '1', { transactionDate: undefined }]),
      ['cannot tell: entry 2, TIPS 1.00 USD, has no meal beside it'],
    ],
    [
      'cannot tell without the amount of the meal, or in two currencies',
      RULE,
      buildReport({
        entries: [
          buildEntry({ itemizations: [part('TIPS', '5'), part('DINNR', '1', { posted: undefined })] }),
          buildEntry({
            itemizations: [part('TIPS', '5'), part('DINNR', '0', { posted: money('9', 'EUR') })],
          }),
        ],
      }),
      [
        'cannot tell: entry 1, itemization 1, TIPS 5.00 USD on 2026-05-19, or its meal, lacks an amount in USD',
        'cannot tell: entry 2, itemization 1, TIPS 5.00 USD on 2026-05-19, or its meal, lacks an amount in USD',
      ],
    ],
    [
      'finds the tip of the documented report',
      RULE,
      documentedReport(),
      ['nItem$s2: 83.72962956 CHF | 42.93827156 CHF'],
    ],
  ]
  itSays(cases)
})
