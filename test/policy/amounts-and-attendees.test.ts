import { Big } from 'big.js'
import type { Allocation, Entry, ExpenseReport } from '../../server/report/expense-report.ts'
import {
  buildAllocation,
  buildAttendee,
  buildEntry,
  buildItemization,
  buildReport,
  type Changes,
  money,
} from '../support/build-report.ts'
import { itSays, type RuleCase } from './apply-rule.ts'

const withEntry = (changes: Changes<Entry>): ExpenseReport => buildReport({ entries: [buildEntry(changes)] })

describe('the rule personal-claimed', () => {
  const personalItem = buildItemization({ isPersonal: true })
  const cases: readonly RuleCase[] = [
    ['is content where nothing is personal', 'personal-claimed', buildReport(), []],
    [
      'is content where nothing of it is approved',
      'personal-claimed',
      withEntry({ isPersonal: true, approved: money('0E-8') }),
      [],
    ],
    [
      'finds the smallest amount',
      'personal-claimed',
      withEntry({ isPersonal: true, approved: money('0.00000001') }),
      ['nEntry0001: 0.00000001 USD | 0.00 USD'],
    ],
    [
      'finds a personal itemization of a business entry',
      'personal-claimed',
      withEntry({ itemizations: [personalItem, buildItemization({ itemizationId: 'nItem0002' })] }),
      ['nItem0001: 18.50 USD | 0.00 USD'],
    ],
    [
      'sums the itemizations of a personal entry',
      'personal-claimed',
      withEntry({ isPersonal: true, approved: undefined, itemizations: [personalItem, personalItem] }),
      ['nEntry0001: 37.00 USD | 0.00 USD'],
    ],
    [
      'cannot tell without an approved amount',
      'personal-claimed',
      withEntry({ isPersonal: true, approved: undefined }),
      ['cannot tell: entry 1, TAXIX 18.50 USD on 2026-05-19, has no approved amount'],
    ],
  ]
  itSays(cases)
})

const shares = (...percentages: readonly string[]): readonly Allocation[] =>
  percentages.map((percentage) => buildAllocation({ percentage: new Big(percentage) }))

describe('the rule allocation-sum', () => {
  const cases: readonly RuleCase[] = [
    ['is content with none', 'allocation-sum', buildReport(), []],
    ['is content with halves', 'allocation-sum', withEntry({ allocations: shares('50', '50.00000000') }), []],
    [
      'is content with rounded thirds',
      'allocation-sum',
      withEntry({ allocations: shares('33.33', '33.33', '33.33') }),
      [],
    ],
    [
      'finds 0.00000001 beyond the tolerance',
      'allocation-sum',
      withEntry({ allocations: shares('99.98999999') }),
      ['nEntry0001: 99.98999999 % | 100.00 %'],
    ],
    [
      'finds too much',
      'allocation-sum, tolerance: 0',
      withEntry({ allocations: shares('50', '50.00000001') }),
      ['nEntry0001: 100.00000001 % | 100.00 %'],
    ],
    [
      'finds them on an itemization',
      'allocation-sum',
      withEntry({ itemizations: [buildItemization({ allocations: shares('60', '30') })] }),
      ['nItem0001: 90.00 % | 100.00 %'],
    ],
    [
      'cannot tell without a percentage',
      'allocation-sum',
      withEntry({ allocations: [buildAllocation({ percentage: undefined })] }),
      ['cannot tell: entry 1, TAXIX 18.50 USD on 2026-05-19, has an allocation without a percentage'],
    ],
  ]
  itSays(cases)
})

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
      ['cannot tell: entry 1, TAXIX 18.50 USD on 2026-05-19, lacks an amount in USD'],
    ],
    [
      'cannot tell where Concur sent no itemizations of an itemized entry',
      'itemization-sum',
      withEntry({ isItemized: true }),
      ['cannot tell: entry 1, TAXIX 18.50 USD on 2026-05-19, is itemized but has no itemizations'],
    ],
  ]
  itSays(cases)
})

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
      ['cannot tell: no cap is given for TAXIX in SEK'],
    ],
    [
      'cannot tell without the amount of the entry',
      RULE,
      withEntry({ posted: undefined, transactionDate: undefined }),
      ['cannot tell: entry 1, TAXIX, has no amount'],
    ],
  ]
  itSays(cases)
})

describe('the rule attendees-missing', () => {
  const RULE = 'attendees-missing, expenseTypes: [BUSML, BUSMEAL]'
  const meal = (changes: Changes<Entry>): ExpenseReport =>
    withEntry({ expenseType: { code: 'BUSMEAL' }, ...changes })
  const guest = buildAttendee()
  const host = buildAttendee({ attendeeId: 'nAttendee0002', type: 'SYSEMP' })
  const deleted = buildAttendee({ attendeeId: 'nAttendee0003', isDeleted: true })
  const cases: readonly RuleCase[] = [
    ['is content with two', RULE, meal({ attendees: [guest, host] }), []],
    [
      'finds a single one',
      RULE,
      meal({ attendees: [guest] }),
      ['nEntry0001: 1 attendee | at least 2 attendees'],
    ],
    [
      'does not count who was deleted, whatever Concur counts',
      RULE,
      meal({ attendees: [guest, deleted], attendeeCount: 2 }),
      ['nEntry0001: 1 attendee | at least 2 attendees'],
    ],
    [
      'counts nobody twice',
      RULE,
      meal({ attendees: [guest], itemizations: [buildItemization({ attendees: [guest] })] }),
      ['nEntry0001: 1 attendee | at least 2 attendees'],
    ],
    ["takes Concur's count where there is no list", RULE, meal({ attendeeCount: 2 }), []],
    [
      "finds too few by Concur's count",
      RULE,
      meal({ attendeeCount: 1, hasAttendees: true }),
      ['nEntry0001: 1 attendee | at least 2 attendees'],
    ],
    ['finds a meal with nobody', RULE, meal({}), ['nEntry0001: 0 attendees | at least 2 attendees']],
    [
      'cannot tell where Concur says that there are some and lists none',
      RULE,
      meal({ hasAttendees: true }),
      ['cannot tell: entry 1, BUSMEAL 18.50 USD on 2026-05-19, has attendees that Concur did not list'],
    ],
    ['leaves other expense types alone', RULE, buildReport(), []],
    [
      'finds a meal among the itemizations',
      RULE,
      withEntry({ itemizations: [buildItemization({ expenseType: { code: 'BUSML' } })] }),
      ['nEntry0001: 0 attendees | at least 2 attendees'],
    ],
    ['takes another number', `${RULE}, atLeast: 1`, meal({ attendees: [guest] }), []],
  ]
  itSays(cases)
})
