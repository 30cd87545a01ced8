import type { Entry, ExpenseReport } from '../../../server/report/expense-report.ts'
import { buildEntry, buildItemization, buildReport, type Changes, money } from '../../support/build-report.ts'
import { itSays, type RuleCase } from '../apply-rule.ts'
import { itRefuses } from './refuses.ts'

const BY_GRADE =
  'air-class, expenseTypes: [AIRFR], classField: custom5, gradeField: orgUnit2, allowed: { VP: [Economy, Business], Staff: [Y] }'

const flight = (grade: string | undefined, changes: Changes<Entry>): ExpenseReport =>
  buildReport({
    orgUnits: grade === undefined ? {} : { orgUnit2: grade },
    entries: [buildEntry({ expenseType: { code: 'AIRFR' }, ...changes })],
  })
const booked = (service: string): Changes<Entry> => ({ custom: { custom5: service } })
const ITEM_ID = 'AB8596D91C994F4DBBD820D6DCBDC599'

describe('the rule air-class', () => {
  const cases: readonly RuleCase[] = [
    ['is content with a class that the grade allows', BY_GRADE, flight('VP', booked('business')), []],
    [
      'finds a class that the grade does not allow',
      BY_GRADE,
      flight('VP', booked('First')),
      ['nEntry0001: First | Economy, Business'],
    ],
    ['knows a class by its code', BY_GRADE, flight('staff', booked('(Y) Economy')), []],
    ['knows a grade by its name', BY_GRADE, flight('(9)VP', booked('(J) Business')), []],
    [
      'shows the code of the class',
      BY_GRADE,
      flight('(20) Staff', booked('(J) Business')),
      ['nEntry0001: J | Y'],
    ],
    [
      'cannot tell of a grade that is not listed',
      BY_GRADE,
      flight('(30) Guest', booked('Y')),
      ['cannot tell: no classes are given for the grade 30'],
    ],
    [
      'takes the classes of all other grades',
      BY_GRADE.replace('Staff', "'*'"),
      flight('Guest', booked('Business')),
      ['nEntry0001: Business | Y'],
    ],
    [
      'cannot tell without a grade',
      BY_GRADE,
      flight(undefined, booked('Y')),
      ['cannot tell: the report has no orgUnit2'],
    ],
    [
      'cannot tell without a class',
      BY_GRADE,
      flight('VP', {}),
      ['cannot tell: entry 1, AIRFR 18.50 USD on 2026-05-19, has no custom5'],
    ],
    [
      'cannot tell of a list item that v4 gives the id of',
      BY_GRADE,
      { ...flight('VP', booked(ITEM_ID)), source: 'v4' },
      ['cannot tell: custom5 holds the id of a list item, not its code'],
    ],
    [
      'does not take a grade that v4 gives the id of for one of all others',
      BY_GRADE.replace('Staff', "'*'"),
      { ...flight(ITEM_ID, booked('Y')), source: 'v4' },
      ['cannot tell: orgUnit2 holds the id of a list item, not its code'],
    ],
    [
      'takes the class of an itemization of a flight that has none itself',
      BY_GRADE,
      flight('VP', { itemizations: [buildItemization({ custom: { custom5: 'First' } })] }),
      ['nEntry0001: First | Economy, Business'],
    ],
    [
      'finds a flight among the itemizations of another entry',
      BY_GRADE,
      flight('VP', {
        expenseType: { code: 'TRIP' },
        itemizations: [
          buildItemization({ expenseType: { code: 'airfr' }, custom: { custom5: 'First' } }),
          buildItemization({ itemizationId: 'nFee' }),
        ],
      }),
      ['nItem0001: First | Economy, Business'],
    ],
    ['needs no grade without a flight', BY_GRADE, buildReport(), []],
    ['leaves a refund alone', BY_GRADE, flight('VP', { ...booked('First'), posted: money('-900') }), []],
    [
      'leaves a personal expense alone of which nothing is paid',
      BY_GRADE,
      flight('VP', { ...booked('First'), isPersonal: true, approved: money('0') }),
      [],
    ],
  ]
  itSays(cases)
  itRefuses(
    'air-class, expenseTypes: [AIRFR], classField: class, gradeField: custom41, allowed: { VP: [Economy] }',
    'expected custom1 to custom40 or orgUnit1 to orgUnit6',
  )
  itRefuses(
    'air-class, expenseTypes: [AIRFR], classField: custom1, gradeField: custom2, allowed: { VP: [] }',
    'expected a list of classes, such as [economy, business]',
  )
})
