import type { Attendee, Entry, ExpenseReport } from '../../../server/report/expense-report.ts'
import {
  buildAttendee,
  buildEntry,
  buildItemization,
  buildReport,
  type Changes,
  money,
} from '../../support/build-report.ts'
import { itSays, type RuleCase } from '../apply-rule.ts'

const RULE = 'meal-limit, expenseTypes: [BUSMEAL, DINNR], perPerson: { USD: 25, EUR: 20 }'

const withEntry = (changes: Changes<Entry>): ExpenseReport => buildReport({ entries: [buildEntry(changes)] })
const meal = (amount: string, changes: Changes<Entry> = {}): ExpenseReport =>
  withEntry({ expenseType: { code: 'busmeal' }, posted: money(amount), ...changes })
const people = (...ids: readonly string[]): readonly Attendee[] =>
  ids.map((attendeeId) => buildAttendee({ attendeeId }))
const withShare = (attendeeId: string, amount: string, currency = 'USD'): Attendee =>
  buildAttendee({ attendeeId, amount: money(amount, currency) })

describe('the rule meal-limit', () => {
  const cases: readonly RuleCase[] = [
    ['is content at the very limit', RULE, meal('75.00', { attendees: people('a', 'b', 'c') }), []],
    [
      'finds 0.00000001 more per person, rounded up for people',
      RULE,
      meal('75.00000003', { attendees: people('a', 'b', 'c') }),
      ['nEntry0001: 25.01 USD | 25.00 USD'],
    ],
    [
      'does not count who was deleted',
      RULE,
      meal('75', {
        attendees: [...people('a', 'b'), buildAttendee({ attendeeId: 'c', isDeleted: true })],
      }),
      ['nEntry0001: 37.50 USD | 25.00 USD'],
    ],
    [
      'counts everybody that an attendee stands for',
      RULE,
      meal('150.00', { attendees: [buildAttendee({ attendeeId: 'a', people: 5 }), ...people('b')] }),
      [],
    ],
    [
      'divides the share of a group by its number',
      RULE,
      meal('150', {
        attendees: [
          buildAttendee({ attendeeId: 'a', people: 4, amount: money('120') }),
          withShare('b', '20'),
        ],
      }),
      ['nEntry0001: 30.00 USD | 25.00 USD'],
    ],
    ['counts attendees without a key one by one', RULE, meal('50', { attendees: people('', '') }), []],
    ["takes Concur's count where nobody is listed", RULE, meal('50', { attendeeCount: 2 }), []],
    [
      'takes a meal with nobody for that of one person',
      RULE,
      meal('25.01'),
      ['nEntry0001: 25.01 USD | 25.00 USD'],
    ],
    [
      'cannot tell where Concur does not list the attendees',
      RULE,
      meal('60', { hasAttendees: true }),
      ['cannot tell: entry 1, busmeal 60.00 USD on 2026-05-19, has attendees that Concur did not list'],
    ],
    [
      'needs no attendees where the meal is within the limit of one',
      RULE,
      meal('25', { hasAttendees: true }),
      [],
    ],
    [
      'takes the largest share that Concur gives',
      RULE,
      meal('50', { attendees: [withShare('a', '30'), withShare('b', '20')] }),
      ['nEntry0001: 30.00 USD | 25.00 USD'],
    ],
    [
      'is content where no share is above the limit, whatever the average',
      RULE,
      meal('60', { attendees: [withShare('a', '25'), withShare('b', '25')] }),
      [],
    ],
    [
      'brings shares in the currency of the purchase to that of the report',
      RULE,
      meal('60', {
        transaction: { amount: money('50').amount, currency: 'EUR' },
        attendees: [withShare('a', '20', 'EUR'), withShare('b', '30', 'EUR')],
      }),
      ['nEntry0001: 36.00 USD | 25.00 USD'],
    ],
    [
      'divides where a share is missing or in a third currency',
      RULE,
      meal('50', { attendees: [withShare('a', '49', 'CHF'), ...people('b')] }),
      [],
    ],
    [
      'adds the shares of an attendee in several itemizations',
      RULE,
      meal('50', {
        itemizations: [
          buildItemization({ posted: money('25'), attendees: [withShare('a', '20'), withShare('b', '5')] }),
          buildItemization({ posted: money('25'), attendees: [withShare('a', '6'), withShare('b', '19')] }),
        ],
      }),
      ['nEntry0001: 26.00 USD | 25.00 USD'],
    ],
    [
      'counts of a meal the itemizations that are meals',
      RULE,
      meal('115', {
        attendees: people('a', 'b'),
        itemizations: [
          buildItemization({ expenseType: { code: 'MISCL' }, posted: money('65') }),
          buildItemization({ expenseType: { code: 'DINNR' }, posted: money('50') }),
        ],
      }),
      [],
    ],
    [
      'counts all of a meal that has no such itemizations',
      RULE,
      meal('52', {
        attendees: people('a', 'b'),
        itemizations: [buildItemization({ posted: money('52') })],
      }),
      ['nEntry0001: 26.00 USD | 25.00 USD'],
    ],
    [
      'takes itemizations of one type and day in another entry for one meal',
      RULE,
      withEntry({
        expenseType: { code: 'HOTEL' },
        posted: money('300'),
        itemizations: [
          buildItemization({ itemizationId: 'nMon', expenseType: { code: 'DINNR' }, posted: money('13') }),
          buildItemization({ itemizationId: 'nMon2', expenseType: { code: 'DINNR' }, posted: money('13') }),
          buildItemization({
            itemizationId: 'nTue',
            transactionDate: '2026-05-20',
            expenseType: { code: 'DINNR' },
            posted: money('25'),
          }),
          buildItemization({ itemizationId: 'nRoom', expenseType: { code: 'ROOM' }, posted: money('249') }),
        ],
      }),
      ['nMon: 26.00 USD | 25.00 USD'],
    ],
    ['leaves other expense types alone', RULE, withEntry({ posted: money('900') }), []],
    ['leaves a credit alone', RULE, meal('-900'), []],
    [
      'leaves a personal expense alone of which nothing is paid',
      RULE,
      meal('900', { isPersonal: true, approved: money('0E-8') }),
      [],
    ],
    [
      'leaves personal itemizations out',
      RULE,
      meal('40', {
        itemizations: [
          buildItemization({ posted: money('25') }),
          buildItemization({ posted: money('15'), isPersonal: true, approved: money('0') }),
        ],
      }),
      [],
    ],
    [
      'takes the limit of the currency',
      RULE,
      meal('20.5', { posted: money('20.5', 'EUR') }),
      ['nEntry0001: 20.50 EUR | 20.00 EUR'],
    ],
    [
      'cannot tell without a limit for the currency',
      RULE,
      meal('1', { posted: money('1', 'SEK') }),
      ['cannot tell: no amount is given for SEK'],
    ],
    [
      'takes the limit of the day',
      'meal-limit, expenseTypes: [BUSMEAL], perPerson: [{ until: 2026-05-18, amounts: { USD: 30 } }, { from: 2026-05-19, amounts: { USD: 25 } }]',
      meal('26'),
      ['nEntry0001: 26.00 USD | 25.00 USD'],
    ],
    [
      'cannot tell without an amount',
      RULE,
      meal('1', { posted: undefined, transactionDate: undefined }),
      ['cannot tell: entry 1, busmeal, has no amount'],
    ],
  ]
  itSays(cases)
})
