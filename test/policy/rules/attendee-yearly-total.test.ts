import { Big } from 'big.js'
import type { Attendee, ExpenseReport } from '../../../server/report/expense-report.ts'
import { buildAttendee, buildEntry, buildReport, type Changes } from '../../support/build-report.ts'
import { itSays, type RuleCase } from '../apply-rule.ts'
import { itRefuses } from './refuses.ts'

const RULE = 'attendee-yearly-total, currency: USD, perType: { busguest: 500, HCP: 250 }'

const withGuest = (changes: Changes<Attendee>): ExpenseReport =>
  buildReport({ entries: [buildEntry({ attendees: [buildAttendee(changes)] })] })
const spent = (total: string): Changes<Attendee> => ({ totalYearToDate: new Big(total) })

describe('the rule attendee-yearly-total', () => {
  const cases: readonly RuleCase[] = [
    ['is content at the limit', RULE, withGuest(spent('500.00000000')), []],
    [
      'finds 0.00000001 more',
      RULE,
      withGuest(spent('500.00000001')),
      ['nEntry0001: Sam Sample, 500.00000001 USD | 500.00 USD'],
    ],
    [
      'takes the limit of the type',
      RULE,
      withGuest({ ...spent('251'), type: 'HCP' }),
      ['nEntry0001: Sam Sample, 251.00 USD | 250.00 USD'],
    ],
    ['has no limit for types that are not listed', RULE, withGuest({ ...spent('999'), type: 'SYSEMP' }), []],
    [
      'takes the limit of all other types',
      "attendee-yearly-total, currency: USD, perType: { HCP: 250, '*': 900 }",
      withGuest({ ...spent('999'), type: undefined, firstName: undefined, lastName: undefined }),
      ['nEntry0001: nAttendee0001, 999.00 USD | 900.00 USD'],
    ],
    ['leaves out who was deleted', RULE, withGuest({ ...spent('999'), isDeleted: true }), []],
    [
      'names an attendee once',
      RULE,
      buildReport({
        entries: ['nFirst', 'nSecond'].map((entryId) =>
          buildEntry({ entryId, attendees: [buildAttendee(spent('999'))] }),
        ),
      }),
      ['nFirst: Sam Sample, 999.00 USD | 500.00 USD'],
    ],
    [
      'cannot tell in a report of another currency',
      RULE,
      buildReport({ currency: 'EUR', entries: [buildEntry({ attendees: [buildAttendee(spent('1'))] })] }),
      ['cannot tell: the totals of attendees are in USD, and the report is in EUR'],
    ],
    [
      'cannot tell without a total',
      RULE,
      withGuest({ totalYearToDate: undefined }),
      ['cannot tell: entry 1, Taxi 18.50 USD on 2026-05-19, has an attendee without a total of the year'],
    ],
    [
      'says that v4 gives no total',
      RULE,
      { ...withGuest({ type: undefined }), source: 'v4' },
      ['cannot tell: not evaluated, field TotalAmountYtd absent from the report (v4)'],
    ],
    [
      'cannot tell where Concur does not list the attendees',
      RULE,
      buildReport({ entries: [buildEntry({ attendeeCount: 3 })] }),
      ['cannot tell: entry 1, Taxi 18.50 USD on 2026-05-19, has attendees that Concur did not list'],
    ],
  ]
  itSays(cases)
  itRefuses(
    'attendee-yearly-total, currency: USD, perType: {}',
    "expected an amount per attendee type, such as { BUSGUEST: 500, '*': 1000 }",
  )
})
