import type { Entry, ExpenseReport } from '../../../server/report/expense-report.ts'
import { buildEntry, buildItemization, buildReport, type Changes, money } from '../../support/build-report.ts'
import { itSays, type RuleCase } from '../apply-rule.ts'
import { itRefuses } from './refuses.ts'

const RULE = 'weekend-or-holiday'
const LISTED = `${RULE}, holidays: { list: holidays }`
const HOLIDAYS = `Day;Country;Name
2026-05-25;US;Memorial Day
2026-05-25;de;
2026-12-25;;Christmas Day
`

const onDay = (transactionDate: string, changes: Changes<Entry> = {}): ExpenseReport =>
  buildReport({ entries: [buildEntry({ transactionDate, ...changes })] })

describe('the rule weekend-or-holiday', () => {
  const cases: readonly RuleCase[] = [
    ['is content with a Friday', RULE, onDay('2026-05-22'), []],
    ['finds a Saturday', RULE, onDay('2026-05-23'), ['nEntry0001: 2026-05-23 | -']],
    ['finds a Sunday', RULE, onDay('2026-05-24'), ['nEntry0001: 2026-05-24 | -']],
    ['is content with a Monday', RULE, onDay('2026-05-25'), []],
    [
      'takes the weekend that it is told',
      `${RULE}, weekendDays: [friday, saturday]`,
      onDay('2026-05-22'),
      ['nEntry0001: 2026-05-22 | -'],
    ],
    ['lets other days pass then', `${RULE}, weekendDays: [friday, saturday]`, onDay('2026-05-24'), []],
    [
      'knows no weekend where it is told so',
      `${RULE}, weekendDays: [], holidays: [{ day: 2026-12-25 }]`,
      onDay('2026-05-24'),
      [],
    ],
    ['lets other expense types pass', `${RULE}, expenseTypes: [PARKG]`, onDay('2026-05-24'), []],
    [
      'finds an itemization on its own day',
      RULE,
      onDay('2026-05-22', { itemizations: [buildItemization({ transactionDate: '2026-05-23' })] }),
      ['nItem0001: 2026-05-23 | -'],
    ],
    ['leaves credits out', RULE, onDay('2026-05-23', { posted: money('-1') }), []],
    [
      'leaves personal expenses out of which nothing is approved',
      RULE,
      onDay('2026-05-23', { isPersonal: true, approved: money('0') }),
      [],
    ],
    [
      'finds a holiday of the country',
      LISTED,
      onDay('2026-05-25'),
      ['nEntry0001: 2026-05-25 (Memorial Day) | -'],
    ],
    [
      'takes a holiday without a name',
      LISTED,
      onDay('2026-05-25', { location: { country: 'DE' } }),
      ['nEntry0001: 2026-05-25 | -'],
    ],
    [
      'lets a holiday of other countries pass',
      LISTED,
      onDay('2026-05-25', { location: { country: 'CH' } }),
      [],
    ],
    [
      'finds a holiday of every country',
      LISTED,
      onDay('2026-12-25', { location: {} }),
      ['nEntry0001: 2026-12-25 (Christmas Day) | -'],
    ],
    [
      'cannot tell without a country on a holiday of some',
      LISTED,
      onDay('2026-05-25', { location: {} }),
      ['cannot tell: entry 1, Taxi 18.50 USD on 2026-05-25, has no country'],
    ],
    ['needs no country on other days', LISTED, onDay('2026-05-26', { location: {} }), []],
    [
      'takes holidays that stand in the policy itself',
      `${RULE}, holidays: [{ day: 2026-05-22, name: Bridge }]`,
      onDay('2026-05-22'),
      ['nEntry0001: 2026-05-22 (Bridge) | -'],
    ],
    [
      'cannot tell without a valid date',
      RULE,
      onDay('2026-02-30'),
      ['cannot tell: entry 1, Taxi 18.50 USD on 2026-02-30, has no valid transaction date'],
    ],
  ]
  itSays(cases, { holidays: HOLIDAYS })

  itRefuses(
    'weekend-or-holiday, weekendDays: [sabbath]',
    'expected a list of weekdays, such as [saturday, sunday]',
  )

  itRefuses(LISTED, 'list holidays, line 3: day: expected a day such as 2026-01-31', {
    holidays: 'day,name\n2026-12-25,Christmas\n26.12.2026,Boxing Day\n',
  })
})
