import type { Attendee, Entry, ExpenseReport } from '../../../server/report/expense-report.ts'
import { buildAttendee, buildEntry, buildReport, type Changes, money } from '../../support/build-report.ts'
import { itSays, type RuleCase } from '../apply-rule.ts'
import { itRefuses } from './refuses.ts'

const AT_ALL = 'public-official, words: { list: officials }'
const ABOVE = `${AT_ALL}, above: { USD: 25 }`
const LISTS = { officials: 'officials,note\nGOVOFF,type\nministry of health,\nmayor,\n' }

const withGuest = (changes: Changes<Attendee>, entry: Changes<Entry> = {}): ExpenseReport =>
  buildReport({
    entries: [
      buildEntry({
        posted: money('50'),
        attendees: [buildAttendee(changes), buildAttendee({ attendeeId: 'nHost', type: 'SYSEMP' })],
        ...entry,
      }),
    ],
  })

describe('the rule public-official', () => {
  const cases: readonly RuleCase[] = [
    ['is content with other guests', AT_ALL, withGuest({ title: 'Buyer' }), []],
    [
      'knows an official by the type',
      AT_ALL,
      withGuest({ type: 'GovOff' }),
      ['nEntry0001: Sam Sample, 25.00 USD | 0.00 USD'],
    ],
    [
      'knows an official by the title',
      AT_ALL,
      withGuest({ title: 'Deputy Mayor' }),
      ['nEntry0001: Sam Sample, 25.00 USD | 0.00 USD'],
    ],
    [
      'knows an official by the company',
      AT_ALL,
      withGuest({ company: 'Ministry  of Health (Berlin)' }),
      ['nEntry0001: Sam Sample, 25.00 USD | 0.00 USD'],
    ],
    ['takes whole words only', AT_ALL, withGuest({ title: 'Mayoral Ball Agency', company: 'Health' }), []],
    ['is content at the amount per person', ABOVE, withGuest({ type: 'GOVOFF' }), []],
    [
      'finds 0.00000001 more per person',
      ABOVE,
      withGuest({ type: 'GOVOFF' }, { posted: money('50.00000002') }),
      ['nEntry0001: Sam Sample, 25.01 USD | 25.00 USD'],
    ],
    [
      'takes the share of the official where Concur gives it',
      ABOVE,
      withGuest({ type: 'GOVOFF', amount: money('24') }, { posted: money('900') }),
      [],
    ],
    ['leaves out who was deleted', AT_ALL, withGuest({ type: 'GOVOFF', isDeleted: true }), []],
    ['leaves a credit alone', AT_ALL, withGuest({ type: 'GOVOFF' }, { posted: money('-50') }), []],
    [
      'leaves a personal expense alone of which nothing is paid',
      AT_ALL,
      withGuest({ type: 'GOVOFF' }, { isPersonal: true, approved: money('0') }),
      [],
    ],
    [
      'cannot tell without an amount for the currency',
      ABOVE,
      withGuest({ type: 'GOVOFF' }, { posted: money('1', 'SEK') }),
      ['cannot tell: no amount is given for SEK'],
    ],
    [
      'cannot tell of an attendee of whom only a key is known',
      AT_ALL,
      withGuest({ type: undefined, company: undefined }),
      ['cannot tell: entry 1, Taxi 50.00 USD on 2026-05-19, has an attendee without type, title and company'],
    ],
    [
      'says that v4 does not tell who attends',
      AT_ALL,
      { ...withGuest({ type: undefined, company: undefined }), source: 'v4' },
      ['cannot tell: not evaluated, field AttendeeType absent from the report (v4)'],
    ],
    [
      'cannot tell where Concur does not list the attendees',
      AT_ALL,
      buildReport({ entries: [buildEntry({ hasAttendees: true })] }),
      ['cannot tell: entry 1, Taxi 18.50 USD on 2026-05-19, has attendees that Concur did not list'],
    ],
  ]
  itSays(cases, LISTS)
  itRefuses("public-official, words: ['&']", 'expected words with letters or digits')
})
