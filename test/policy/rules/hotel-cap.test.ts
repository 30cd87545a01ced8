import type { Entry, ExpenseReport } from '../../../server/report/expense-report.ts'
import { buildEntry, buildItemization, buildReport, type Changes, money } from '../../support/build-report.ts'
import { itSays, type RuleCase } from '../apply-rule.ts'
import { itRefuses } from './refuses.ts'

const RULE = 'hotel-cap, expenseTypes: [HOTEL], roomTypes: [ROOM], caps: { list: cities }'
const WITH_NIGHTS = `${RULE}, nightsField: custom7`
const LISTS = {
  cities: [
    'city;country;currency;amount;from;until',
    'SEATTLE;US;USD;200;;2026-05-31',
    'Seattle;US;USD;240;2026-06-01;',
    'Zürich;CH;CHF;250;;',
    ';US;USD;150;;',
  ].join('\n'),
}
const SEATTLE = { name: 'Seattle, Washington', country: 'US' }

const hotel = (amount: string, changes: Changes<Entry> = {}): ExpenseReport =>
  buildReport({
    entries: [
      buildEntry({ expenseType: { code: 'HOTEL' }, location: SEATTLE, posted: money(amount), ...changes }),
    ],
  })
const room = (itemizationId: string, amount: string, transactionDate = '2026-05-19') =>
  buildItemization({ itemizationId, expenseType: { code: 'ROOM' }, posted: money(amount), transactionDate })

describe('the rule hotel-cap', () => {
  const cases: readonly RuleCase[] = [
    ['is content at the cap of one night', RULE, hotel('200.00000000'), []],
    [
      'cannot tell above the cap without the number of nights',
      RULE,
      hotel('200.00000001'),
      ['cannot tell: entry 1, HOTEL 200.00000001 USD on 2026-05-19, does not say for how many nights'],
    ],
    [
      'takes each itemization of a room type for one night',
      RULE,
      hotel('700', {
        itemizations: [
          room('nMon', '200'),
          room('nTue', '200.01', '2026-05-20'),
          buildItemization({ posted: money('299.99') }),
        ],
      }),
      ['nTue: 200.01 USD | 200.00 USD'],
    ],
    [
      'takes itemizations of the entry types where no room types are given',
      'hotel-cap, expenseTypes: [HOTEL], caps: [{ country: US, currency: USD, amount: 100 }]',
      hotel('300', {
        itemizations: [buildItemization({ expenseType: { code: 'HOTEL' }, posted: money('300') })],
      }),
      ['nItem0001: 300.00 USD | 100.00 USD'],
    ],
    ['divides by the nights of a custom field', WITH_NIGHTS, hotel('600', { custom: { custom7: '3' } }), []],
    [
      'finds a dearer night by the custom field, rounded up for people',
      WITH_NIGHTS,
      hotel('600.00000003', { custom: { custom7: '(3) three nights' } }),
      ['nEntry0001: 200.01 USD | 200.00 USD'],
    ],
    [
      'cannot tell where the custom field holds no number of nights',
      WITH_NIGHTS,
      hotel('600', { custom: { custom7: '0' } }),
      ['cannot tell: entry 1, HOTEL 600.00 USD on 2026-05-19, does not say for how many nights'],
    ],
    [
      'takes the cap of the night',
      RULE,
      hotel('480', { itemizations: [room('nMay', '220', '2026-05-31'), room('nJune', '240', '2026-06-01')] }),
      ['nMay: 220.00 USD | 200.00 USD'],
    ],
    [
      'knows a city whatever its accents',
      'hotel-cap, expenseTypes: [HOTEL], caps: [{ city: Zurich, country: CH, currency: USD, amount: 100 }]',
      hotel('190', { location: { name: 'Zürich', country: 'CH' } }),
      ['cannot tell: entry 1, HOTEL 190.00 USD on 2026-05-19, does not say for how many nights'],
    ],
    [
      'takes the city that v4 gives',
      RULE,
      hotel('190', { location: { name: 'Hotel', city: 'seattle ', country: 'us' } }),
      [],
    ],
    [
      'takes the cap of the rest of the country for other cities',
      RULE,
      hotel('170', {
        location: { name: 'Boise, Idaho', country: 'US' },
        itemizations: [room('nMon', '170')],
      }),
      ['nMon: 170.00 USD | 150.00 USD'],
    ],
    [
      'cannot tell of a city without a cap',
      RULE,
      hotel('1', { location: { name: 'Wien', country: 'AT' } }),
      ['cannot tell: no amount is given for Wien, AT in USD'],
    ],
    [
      'compares within one currency',
      RULE,
      hotel('1', { location: { name: 'Zürich', country: 'CH' } }),
      ['cannot tell: no amount is given for Zürich, CH in USD'],
    ],
    [
      'cannot tell without a city',
      RULE,
      hotel('1', { location: { country: 'US' } }),
      ['cannot tell: entry 1, HOTEL 1.00 USD on 2026-05-19, has no city'],
    ],
    [
      'cannot tell without a country',
      RULE,
      hotel('1', { location: { name: 'Seattle' } }),
      ['cannot tell: entry 1, HOTEL 1.00 USD on 2026-05-19, has no country'],
    ],
    [
      'cannot tell without an amount',
      RULE,
      hotel('1', { posted: undefined, transactionDate: undefined }),
      ['cannot tell: entry 1, HOTEL, has no amount'],
    ],
    ['leaves a credit alone', RULE, hotel('-900'), []],
    ['leaves other expense types alone', RULE, buildReport(), []],
    [
      'leaves a personal expense alone of which nothing is paid',
      RULE,
      hotel('900', { isPersonal: true, approved: money('0') }),
      [],
    ],
  ]
  itSays(cases, LISTS)
  itRefuses(RULE, 'list cities, line 2: amount: expected an amount such as 25 or 25.50', {
    cities: 'city,country,currency,amount\nSeattle,US,USD,much\n',
  })
  itRefuses(RULE, 'list cities, line 2: expected until to be no earlier than from', {
    cities: 'country,currency,amount,from,until\nUS,USD,1,2026-02-01,2026-01-31\n',
  })
  itRefuses(RULE, 'list cities, line 2: untill: unknown name; known here: city, country', {
    cities: 'country,currency,amount,untill\nUS,USD,1,2026-01-31\n',
  })
  itRefuses(`${RULE}, nightsField: Custom7`, 'expected custom1 to custom40 or orgUnit1 to orgUnit6', LISTS)
})
