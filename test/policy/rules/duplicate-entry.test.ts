import { matchKey, vendorKey } from '../../../server/policy/facts/fingerprints.ts'
import type { PastExpense } from '../../../server/record/history.ts'
import type { Entry, ExpenseReport } from '../../../server/report/expense-report.ts'
import type { Past } from '../../support/build-past-expense.ts'
import { buildEntry, buildItemization, buildReport, type Changes, money } from '../../support/build-report.ts'
import { itSays, type RuleCase } from '../apply-rule.ts'

const RULE = 'duplicate-entry'
const twice = (changes: Changes<Entry>): ExpenseReport =>
  buildReport({ entries: [buildEntry(), buildEntry({ entryId: 'nSecond', ...changes })] })
const withoutVendor = { vendor: undefined }

describe('the rule duplicate-entry', () => {
  const SAME = ['nSecond: entry 1, Taxi 18.50 USD on 2026-05-19 | 1']
  const cases: readonly RuleCase[] = [
    ['is content with a single entry', RULE, buildReport(), []],
    ['finds the second of two', RULE, twice({}), SAME],
    ['folds case and space of the vendor', RULE, twice({ vendor: ' CITY  cabs ' }), SAME],
    ['compares amounts, not their digits', RULE, twice({ posted: money('18.50000000') }), SAME],
    ['lets another expense type pass', RULE, twice({ expenseType: { code: 'PARKG' } }), []],
    ['lets 0.00000001 more pass', RULE, twice({ posted: money('18.50000001') }), []],
    ['lets the same amount of another currency pass', RULE, twice({ posted: money('18.50', 'EUR') }), []],
    ['lets another vendor pass', RULE, twice({ vendor: 'Town Cabs' }), []],
    ['lets an unknown vendor pass', RULE, twice(withoutVendor), []],
    ['lets another day pass', RULE, twice({ transactionDate: '2026-05-20' }), []],
    [
      'lets amounts of zero pass',
      RULE,
      buildReport({ entries: ['nA', 'nB'].map((entryId) => buildEntry({ entryId, posted: money('0E-8') })) }),
      [],
    ],
    [
      'finds every later one',
      RULE,
      buildReport({
        entries: ['nA', 'nB', 'nC'].map((entryId) => buildEntry({ entryId, ...withoutVendor })),
      }),
      ['nB: entry 1, Taxi 18.50 USD on 2026-05-19 | 1', 'nC: entry 1, Taxi 18.50 USD on 2026-05-19 | 1'],
    ],
    [
      'cannot tell without a date',
      RULE,
      twice({ transactionDate: undefined }),
      ['cannot tell: entry 2, Taxi 18.50 USD, has no transaction date'],
    ],
    [
      'cannot tell without an amount',
      RULE,
      buildReport({ entries: [buildEntry({ posted: undefined })] }),
      ['cannot tell: entry 1, Taxi on 2026-05-19, has no amount'],
    ],
  ]
  itSays(cases)
})

const hotel = (entryId: string): Entry =>
  buildEntry({
    entryId,
    expenseType: { code: 'HOTEL' },
    posted: money('200'),
    itemizations: [
      buildItemization({ itemizationId: `${entryId}-room`, posted: money('181.50') }),
      buildItemization({ itemizationId: `${entryId}-taxi`, expenseType: { code: 'TAXIX' } }),
    ],
  })

describe('the rule duplicate-entry, of itemizations,', () => {
  const breakfast = buildItemization()
  const cases: readonly RuleCase[] = [
    [
      'lets equal ones of one entry pass',
      RULE,
      buildReport({ entries: [buildEntry({ posted: money('37'), itemizations: [breakfast, breakfast] })] }),
      [],
    ],
    [
      'lets one that is the whole of its entry pass',
      RULE,
      buildReport({ entries: [buildEntry({ itemizations: [breakfast] })] }),
      [],
    ],
    [
      'finds an entry that is an itemization of an earlier one',
      RULE,
      buildReport({ entries: [hotel('nHotel'), buildEntry({ entryId: 'nSecond' })] }),
      ['nSecond: entry 1, itemization 2, TAXIX 18.50 USD on 2026-05-19 | 1'],
    ],
    [
      'finds an itemization that is an earlier entry',
      RULE,
      buildReport({ entries: [buildEntry(), hotel('nHotel')] }),
      ['nHotel-taxi: entry 1, Taxi 18.50 USD on 2026-05-19 | 1'],
    ],
    [
      'says of an entry that stands there twice nothing more about its itemizations',
      RULE,
      buildReport({ entries: [hotel('nHotel'), hotel('nSecond')] }),
      ['nSecond: entry 1, HOTEL 200.00 USD on 2026-05-19 | 1'],
    ],
    [
      'takes the day of the entry where they have none',
      RULE,
      buildReport({
        entries: [
          buildEntry(),
          buildEntry({
            entryId: 'nHotel',
            posted: money('200'),
            itemizations: [buildItemization({ expenseType: { code: 'TAXIX' }, transactionDate: undefined })],
          }),
        ],
      }),
      ['nItem0001: entry 1, Taxi 18.50 USD on 2026-05-19 | 1'],
    ],
  ]
  itSays(cases)
})

/** The default entry in another report of the same employee. */
function past(changes: Partial<PastExpense> = {}, entry: Entry = buildEntry()): Past {
  const [match, vendor] = [matchKey(entry), vendorKey(entry)]
  return {
    expenses: [
      {
        reportId: 'PAST0001',
        reportName: 'Visit in April ',
        type: 'Entry',
        isItemized: false,
        isSameEmployee: true,
        day: '2026-05-19',
        expenseType: 'TAXIX',
        posted: money('18.50'),
        ...(match !== undefined && { matchKey: match }),
        ...(vendor !== undefined && { vendorKey: vendor }),
        isCardCharge: false,
        ...changes,
      },
    ],
  }
}

describe('the rule duplicate-entry, in other reports,', () => {
  const IN_APRIL = ['nEntry0001: Visit in April (PAST0001) | 1']
  const noVendor = buildEntry(withoutVendor)
  const cases: readonly RuleCase[] = [
    ['finds it in an earlier one of the employee', RULE, buildReport(), IN_APRIL, past()],
    [
      'finds it whatever the accents of the vendor',
      RULE,
      buildReport({ entries: [buildEntry({ vendor: 'CAFE DE PARIS' })] }),
      IN_APRIL,
      past({}, buildEntry({ vendor: 'Café de Paris' })),
    ],
    [
      'finds what was kept while accents made another vendor',
      RULE,
      buildReport({ entries: [buildEntry({ vendor: 'Café de Paris' })] }),
      IN_APRIL,
      past({
        matchKey: '8c0fb72f746c3094142e7d452987af21',
        vendorKey: 'cb831a03aaab9850a57f4d9bc325e087',
      }),
    ],
    [
      'names the id where the report has no name',
      RULE,
      buildReport(),
      ['nEntry0001: PAST0001 | 1'],
      { expenses: past().expenses.map(({ reportName: _name, ...rest }) => rest) },
    ],
    [
      'finds it under another expense type of the vendor',
      RULE,
      buildReport(),
      IN_APRIL,
      past({ expenseType: 'PARKG' }),
    ],
    [
      'lets what is not equal pass',
      RULE,
      buildReport(),
      [],
      past({}, buildEntry({ posted: money('18.51') })),
    ],
    [
      'finds it with somebody else, by the id alone',
      RULE,
      buildReport(),
      ['nEntry0001: PAST0001 | 1'],
      past({ isSameEmployee: false }),
    ],
    [
      'can leave others alone',
      `${RULE}, acrossEmployees: false`,
      buildReport(),
      [],
      past({ isSameEmployee: false }),
    ],
    [
      "names the employee's own report rather than that of somebody else",
      RULE,
      buildReport(),
      IN_APRIL,
      {
        expenses: [
          ...past({ isSameEmployee: false, reportId: 'OTHER1' }).expenses,
          ...past().expenses,
          ...past({ isSameEmployee: false, reportId: 'OTHER2' }).expenses,
        ],
      },
    ],
    [
      'finds it without a vendor under the same expense type',
      RULE,
      buildReport({ entries: [noVendor] }),
      IN_APRIL,
      past({}, noVendor),
    ],
    [
      'lets another expense type pass where no vendor is given',
      RULE,
      buildReport({ entries: [noVendor] }),
      [],
      past({ expenseType: 'PARKG' }, noVendor),
    ],
    [
      'leaves others alone where no vendor is given',
      RULE,
      buildReport({ entries: [noVendor] }),
      [],
      past({ isSameEmployee: false }, noVendor),
    ],
    [
      'finds an expense of the last day that it looks back',
      `${RULE}, lookBackDays: 3`,
      buildReport(),
      IN_APRIL,
      past(),
    ],
    ['lets an expense of the day before pass', `${RULE}, lookBackDays: 2`, buildReport(), [], past()],
    [
      'can look at nothing but the report',
      `${RULE}, lookBackDays: 0`,
      twice({}),
      ['nSecond: entry 1, Taxi 18.50 USD on 2026-05-19 | 1'],
      past(),
    ],
    [
      'looks back from a report without a submission date',
      RULE,
      buildReport({ submittedAt: undefined }),
      IN_APRIL,
      past(),
    ],
    [
      'finds an itemization of it',
      RULE,
      buildReport({ entries: [buildEntry({ posted: money('200'), itemizations: [buildItemization()] })] }),
      ['nItem0001: Visit in April (PAST0001) | 1'],
      past(),
    ],
  ]
  itSays(cases)
})
