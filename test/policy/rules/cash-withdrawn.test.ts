import type { Entry, ExpenseReport } from '../../../server/report/expense-report.ts'
import { buildEntry, buildItemization, buildReport, type Changes, money } from '../../support/build-report.ts'
import { itSays, type RuleCase } from '../apply-rule.ts'

const RULE = 'cash-withdrawn'
const BY_TYPE = 'cash-withdrawn, expenseTypes: [casha]'
const withEntry = (changes: Changes<Entry>): ExpenseReport => buildReport({ entries: [buildEntry(changes)] })

describe('the rule cash-withdrawn', () => {
  const cases: readonly RuleCase[] = [
    ['is content with another vendor', RULE, buildReport(), []],
    [
      'finds a word in the vendor',
      RULE,
      withEntry({ vendor: 'City Bank - Atm 0042 ' }),
      ['nEntry0001: City Bank - Atm 0042 | atm'],
    ],
    ['lets a part of a word pass', RULE, withEntry({ vendor: 'Atmosphere Hotel' }), []],
    [
      'finds words whatever their case and what stands between them',
      RULE,
      withEntry({ vendor: 'CAJERO-AUTOMÁTICO' }),
      ['nEntry0001: CAJERO-AUTOMÁTICO | cajero automático'],
    ],
    [
      'takes the words that it is told',
      `${RULE}, vendorWords: [Cashpoint]`,
      buildReport({
        entries: [buildEntry({ vendor: 'ATM' }), buildEntry({ entryId: 'nSecond', vendor: 'cashpoint' })],
      }),
      ['nSecond: cashpoint | cashpoint'],
    ],
    [
      'finds the expense type',
      BY_TYPE,
      withEntry({ expenseType: { code: 'CASHA' }, vendor: undefined }),
      ['nEntry0001: CASHA | CASHA'],
    ],
    [
      'finds an itemization of the type',
      BY_TYPE,
      withEntry({
        itemizations: [
          buildItemization(),
          buildItemization({ itemizationId: 'nCash', expenseType: { code: 'CASHA' } }),
        ],
      }),
      ['nCash: CASHA | CASHA'],
    ],
    ['leaves cash that was returned out', RULE, withEntry({ vendor: 'ATM', posted: money('-100') }), []],
    [
      'leaves personal expenses out of which nothing is approved',
      RULE,
      withEntry({ vendor: 'ATM', isPersonal: true, approved: money('0') }),
      [],
    ],
    [
      'finds a personal expense of which something is approved',
      RULE,
      withEntry({ vendor: 'ATM', isPersonal: true, approved: money('0.00000001') }),
      ['nEntry0001: ATM | atm'],
    ],
  ]
  itSays(cases)

  describe('with a list', () => {
    const listed: readonly RuleCase[] = [
      [
        'takes its words',
        `${RULE}, vendorWords: { list: machines }`,
        withEntry({ vendor: 'Bank-Automat 7' }),
        ['nEntry0001: Bank-Automat 7 | bank automat'],
      ],
    ]
    itSays(listed, { machines: 'machines\nbank automat\n' })
  })
})
