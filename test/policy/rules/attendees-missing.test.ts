import type { Entry, ExpenseReport } from '../../../server/report/expense-report.ts'
import {
  buildAttendee,
  buildEntry,
  buildItemization,
  buildReport,
  type Changes,
  money,
} from '../../support/build-report.ts'
import { itSays, type RuleCase } from '../apply-rule.ts'

const withEntry = (changes: Changes<Entry>): ExpenseReport => buildReport({ entries: [buildEntry(changes)] })

describe('the rule attendees-missing', () => {
  const RULE = 'attendees-missing, expenseTypes: [BUSML, BUSMEAL]'
  const meal = (changes: Changes<Entry>): ExpenseReport =>
    withEntry({ expenseType: { code: 'BUSMEAL' }, ...changes })
  const guest = buildAttendee()
  const host = buildAttendee({ attendeeId: 'nAttendee0002', type: 'SYSEMP' })
  const deleted = buildAttendee({ attendeeId: 'nAttendee0003', isDeleted: true })
  const cases: readonly RuleCase[] = [
    ['is content with two', RULE, meal({ attendees: [guest, host] }), []],
    ['finds a single one', RULE, meal({ attendees: [guest] }), ['nEntry0001: 1 | 2']],
    [
      'does not count who was deleted, whatever Concur counts',
      RULE,
      meal({ attendees: [guest, deleted], attendeeCount: 2 }),
      ['nEntry0001: 1 | 2'],
    ],
    [
      'counts nobody twice',
      RULE,
      meal({ attendees: [guest], itemizations: [buildItemization({ attendees: [guest] })] }),
      ['nEntry0001: 1 | 2'],
    ],
    ["takes Concur's count where there is no list", RULE, meal({ attendeeCount: 2 }), []],
    [
      "finds too few by Concur's count",
      RULE,
      meal({ attendeeCount: 1, hasAttendees: true }),
      ['nEntry0001: 1 | 2'],
    ],
    ['finds a meal with nobody', RULE, meal({}), ['nEntry0001: 0 | 2']],
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
      ['nEntry0001: 0 | 2'],
    ],
    [
      'asks for none for a personal meal of which nothing is approved',
      RULE,
      meal({ isPersonal: true, approved: money('0') }),
      [],
    ],
    [
      'folds the letter case of the expense type',
      'attendees-missing, expenseTypes: [busmeal]',
      meal({}),
      ['nEntry0001: 0 | 2'],
    ],
    ['takes another number', `${RULE}, atLeast: 1`, meal({ attendees: [guest] }), []],
  ]
  itSays(cases)
})
