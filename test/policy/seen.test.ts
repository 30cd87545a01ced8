import { expect } from 'chai'
import { countSeen, neverSeen, nothingSeen, type Seen } from '../../server/policy/seen.ts'
import type { ExpenseReport } from '../../server/report/expense-report.ts'
import { buildAttendee, buildEntry, buildItemization, buildReport } from '../support/build-report.ts'
import { policyOf } from './apply-rule.ts'

const MEAL = buildEntry({
  entryId: 'nMeal',
  expenseType: { code: 'BusMeal', name: 'Business Meal' },
  paymentType: 'CASH',
  custom: { custom3: '(10) Fair' },
  attendees: [buildAttendee({ type: 'BUSGUEST' })],
  itemizations: [buildItemization({ expenseType: { code: 'TIPS', name: 'Tips' } })],
})
const REPORTS: readonly ExpenseReport[] = [
  buildReport({ currency: 'EUR', orgUnits: { orgUnit1: '(4711) Board' }, entries: [MEAL, MEAL] }),
  buildReport({
    currency: 'EUR',
    orgUnits: { orgUnit1: '0A1B2C3D4E5F60718293A4B5C6D7E8F9' },
    entries: [MEAL],
  }),
]

function seenIn(reports: readonly ExpenseReport[]): Seen {
  const seen = nothingSeen()
  for (const report of reports) countSeen(report, seen)
  return seen
}

describe('what reports have that a policy can name', () => {
  it('is counted once for each report, codes in capitals, and no ids of list items', () => {
    const { reports, values } = seenIn(REPORTS)
    const rows = [...values.values()].map(
      (each) => `${each.kind} ${each.value} ${each.name ?? '-'} ${each.reports}`,
    )

    expect(reports).to.equal(2)
    expect(rows).to.have.members([
      'currency EUR - 2',
      'orgUnit1 (4711) Board - 1',
      'expense type BUSMEAL Business Meal 2',
      'expense type TIPS Tips 2',
      'attendee type BUSGUEST - 2',
      'payment type CASH - 2',
      'field orgUnit1 - 2',
      'field custom3 - 2',
    ])
  })

  const cases: readonly (readonly [rule: string, told: readonly string[]])[] = [
    ['rule: attendees-missing, expenseTypes: [busmeal, TIPS]', []],
    [
      'rule: attendees-missing, expenseTypes: [TIPS, BUSML]',
      [
        'expenseTypes[1]: no report has the expense type BUSML; did you mean BUSMEAL (Business Meal, in 2 of them)?',
      ],
    ],
    [
      "rule: amount-cap, caps: { 'Tips ': { EUR: 5 }, ZZZZZZZZ: { EUR: 5 }, '*': { EUR: 100 } }",
      ['caps.ZZZZZZZZ: no report has the expense type ZZZZZZZZ'],
    ],
    ["rule: receipt-missing, above: { EUR: 25 }, for: { orgUnit1: ['4711', board], currency: eur }", []],
    [
      'rule: receipt-missing, above: { EUR: 25 }, unless: { orgUnit1: Bord, country: DE }',
      [
        'unless.country: no report has the country DE; none of them tells any',
        'unless.orgUnit1: no report has the orgUnit1 Bord; did you mean (4711) Board (in 1 of them)?',
      ],
    ],
    [
      'rule: card-claimed-as-cash, cardPaymentTypes: [CBCP]',
      ['cardPaymentTypes[0]: no report has the payment type CBCP; did you mean CASH (in 2 of them)?'],
    ],
    [
      "rule: attendee-yearly-total, currency: EUR, perType: { BUSGUST: 500, '*': 1000 }",
      ['perType.BUSGUST: no report has the attendee type BUSGUST; did you mean BUSGUEST (in 2 of them)?'],
    ],
    [
      'rule: mileage-cap, expenseTypes: [TIPS], most: 300, unit: km, field: custom7',
      ['field: no report has the field custom7; did you mean custom3 (in 2 of them)?'],
    ],
    [
      "rule: condition, on: entry, when: \"entry.expenseType.code in ['TIPS', 'BUSMEALS']\"",
      ['when: no report has the expense type BUSMEALS; did you mean BUSMEAL (Business Meal, in 2 of them)?'],
    ],
  ]
  for (const [rule, told] of cases) {
    it(`says what no report has: ${rule}`, () => {
      const { names } = policyOf(`severity: error, ${rule}`)
      const said = neverSeen(names, seenIn(REPORTS))

      expect(said.map((each) => each.replace(/^rules\[0\]\.(\S+) \(.*?\):/, '$1:'))).to.have.members(told)
    })
  }
})

describe('a condition that names a code in small letters', () => {
  it('is warned of, for it compares letter by letter', () => {
    const { warnings } = policyOf(
      'severity: error, rule: condition, on: entry, when: "entry.expenseType.code == \'busml\'"',
    )

    expect(warnings).to.deep.equal([
      'rules[0].when (line 5, column 52): a condition compares letter by letter, and codes are in capitals: BUSML, not busml',
    ])
  })
})
