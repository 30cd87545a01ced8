import { Big } from 'big.js'
import { expect } from 'chai'
import { LIMITS, newBudget } from '../../../server/policy/conditions/limits.ts'
import { Unknown, type Why } from '../../../server/policy/conditions/value.ts'
import type { Entry } from '../../../server/report/expense-report.ts'
import {
  buildAllocation,
  buildAttendee,
  buildEntry,
  buildReport,
  type Changes,
  money,
} from '../../support/build-report.ts'
import { evaluateText } from './evaluate-text.ts'

const THOUSAND_THOUSANDS = '[report.entries.filter(f, true)].map(l, report.entries.map(e, l))'

/** An entry that has most things, in a report with two others. */
function reportWith(changes: Changes<Entry> = {}) {
  const entry = buildEntry({
    vendor: 'City Cabs GmbH & Co. KG',
    posted: money('18.50000001'),
    exchangeRate: new Big('1.08500000000001'),
    attendees: [buildAttendee(), buildAttendee({ attendeeId: 'a2', company: undefined })],
    allocations: [
      buildAllocation({ percentage: new Big('33.33333333') }),
      buildAllocation({ percentage: new Big('66.66666667') }),
    ],
    custom: { custom3: '(1234) Project' },
    ...changes,
  })
  const others = [
    buildEntry({ entryId: 'n2', posted: money('100'), isPersonal: true }),
    buildEntry({ entryId: 'n3', posted: money('0.00000001'), vendor: undefined }),
  ]
  return buildReport({ entries: [entry, ...others] })
}

describe('an expression of a condition', () => {
  const values: readonly (readonly [text: string, value: string | bigint | boolean])[] = [
    ["entry.posted.amount == decimal('18.50000001')", true],
    ["entry.posted != money('18.50', 'USD')", true],
    ["entry.posted + money('0.1', 'USD') + money('0.2', 'USD') == entry.posted + money('0.3', 'USD')", true],
    ["(entry.posted - money('18.50', 'USD')).amount == decimal('0.00000001')", true],
    ["(entry.posted * decimal('0.1')).amount == decimal('1.850000001')", true],
    ["entry.posted in [money('1', 'USD'), entry.posted * decimal('1')]", true],
    ["money('0.1', 'USD') + money('0.2', 'USD') <= money('0.3', 'USD')", true],
    ["entry.posted.amount >= decimal('18.50000001')", true],
    ['entry.posted.currency == report.currency', true],
    ["entry.posted > money('18', report.currency)", true],
    ["entry.exchangeRate * entry.exchangeRate == decimal('1.1772250000000217000000000001')", true],
    ["decimal('1e-30') + decimal('1') > decimal('1')", true],
    ["sum(entry.allocations.map(a, a.percentage)) == decimal('100')", true],
    ["sum(report.entries.map(e, e.posted), 'USD').amount == decimal('118.50000002')", true],
    [
      "sum(report.entries.filter(e, e.vendor == 'nobody' && false).map(e, e.posted), 'EUR') == money('0', 'EUR')",
      true,
    ],
    ['sum(report.entries.map(e, e.isPersonal, e.posted), "USD") == money("100", "USD")', true],
    ["entry.transactionDate == day('2026-05-19')", true],
    ["entry.transactionDate < report.submittedAt && report.submittedAt == day('2026-05-22')", true],
    ['daysBetween(entry.transactionDate, report.submittedAt)', 3n],
    ['daysBetween(report.submittedAt, entry.transactionDate)', -3n],
    ['weekday(entry.transactionDate)', 2n],
    ["weekday(day('2026-05-24'))", 7n],
    ["like(entry.vendor, '(?i)CABS')", true],
    ["like(entry.vendor, '^Cabs')", false],
    ["entry.vendor.contains('Cabs') && entry.vendor.startsWith('City') && entry.vendor.endsWith('KG')", true],
    ['entry.vendor.lowerAscii().upperAscii().trim()', 'CITY CABS GMBH & CO. KG'],
    ["'ab' + 'cd'", 'abcd'],
    ["size('😀é')", 2n],
    ['size(entry.attendees)', 2n],
    ['entry.attendees.size() - 1', 1n],
    ['decimal(size(entry.attendees)) == decimal("2")', true],
    ['entry.attendees.exists_one(a, has(a.company))', true],
    ["entry.attendees.all(a, a.type == 'BUSGUEST')", true],
    ['report.entries.exists(o, o.entryId != entry.entryId && o.posted > entry.posted)', true],
    ['entry in report.entries', true],
    ['report.entries[1] in [entry]', false],
    ["entry.custom.custom3.startsWith('(1234)')", true],
    ['has(entry.custom.custom4)', false],
    ['-size(entry.attendees) * 3 + 7 % 4', -3n],
    ['report.entries.map(entry, entry.isPersonal) == [false, true, false]', true],
    ["entry.isPersonal ? 'personal' : 'business'", 'business'],
    ['true // said in words', true],
  ]
  for (const [text, value] of values) {
    it(`gives ${String(value)} for ${text}`, () => {
      expect(evaluateText(text, reportWith())).to.equal(value)
    })
  }

  const unknown: readonly (readonly [text: string, why: Why, reason: string])[] = [
    [
      "entry.posted > money('1', 'EUR')",
      'not computable',
      'USD and EUR cannot be compared or added without a rate',
    ],
    [
      "entry.posted == money('18.50', 'EUR')",
      'not computable',
      'USD and EUR cannot be compared or added without a rate',
    ],
    [
      "entry.posted + money('1', 'EUR') == entry.posted",
      'not computable',
      'USD and EUR cannot be compared or added without a rate',
    ],
    [
      "sum(report.entries.map(e, e.posted), 'EUR') == entry.posted",
      'not computable',
      'EUR and USD cannot be compared or added without a rate',
    ],
    [
      "money('1', entry.vendor) == entry.posted",
      'not computable',
      '"City Cabs GmbH & Co." is not a currency',
    ],
    ["entry.spendCategory == 'x'", 'absent', 'entry.spendCategory'],
    ["has(report.entries.filter(e, e.vendor == 'X')[0].eReceiptId)", 'absent', 'e.vendor'],
    [
      "has(report.entries.filter(e, has(e.vendor) && e.vendor == 'X')[0].eReceiptId)",
      'not computable',
      'a list has fewer elements',
    ],
    ['has(entry.mileage.distance)', 'never told', 'mileage'],
    ["entry.spendCategory == 'x' || entry.isPersonal", 'absent', 'entry.spendCategory'],
    ["!(entry.spendCategory == 'x')", 'absent', 'entry.spendCategory'],
    ["entry.transaction.currencyName == 'x'", 'absent', 'entry.transaction'],
    ["report.entries.all(e, e.vendor.contains('Cabs'))", 'absent', 'e.vendor'],
    ['report.entries.map(e, e.vendor).size() == 3', 'absent', 'e.vendor'],
    ["report.entries.exists_one(e, e.vendor == 'City Cabs')", 'absent', 'e.vendor'],
    ["entry.mileage.unit == 'K'", 'never told', 'mileage'],
    ['!has(entry.mileage)', 'never told', 'mileage'],
    ['entry.comments.size() == 0', 'never told', 'comment'],
    ['report.approverLoginId == report.employee.loginId', 'never told', 'ApproverLoginID'],
    ['size(entry.attendees) / (size(entry.attendees) - 2) == 1', 'not computable', 'division by zero'],
    ['size(entry.attendees) % 0 == 1', 'not computable', 'division by zero'],
    ['9223372036854775807 + size(entry.attendees) > 0', 'not computable', 'a whole number is too large'],
    ['report.entries[7].isPersonal', 'not computable', 'a list has fewer elements'],
    [
      "decimal('1e50') * decimal('1e50') > decimal('1')",
      'not computable',
      'a number has more than 60 digits',
    ],
  ]
  for (const [text, why, reason] of unknown) {
    it(`is unknown for ${text}`, () => {
      expect(evaluateText(text, reportWith())).to.deep.equal(new Unknown(why, reason))
    })
  }

  it('is false and not unknown where something known decides', () => {
    expect(evaluateText("entry.spendCategory == 'x' && entry.isPersonal", reportWith())).to.equal(false)
    expect(evaluateText("report.entries.exists(e, e.vendor == 'City Cabs')", reportWith())).to.equal(true)
    expect(evaluateText("report.entries.all(e, e.vendor == 'nobody')", reportWith())).to.equal(false)
  })
})

describe('a hostile expression', () => {
  const entries = Array.from({ length: 1000 }, (_, index) =>
    buildEntry({ entryId: `n${index}`, vendor: 'a'.repeat(5000), posted: money(`${index}.01`) }),
  )
  const report = buildReport({ entries })

  const hostile: readonly (readonly [title: string, text: string])[] = [
    ['every pair of entries', 'report.entries.all(a, report.entries.all(b, a.posted == a.posted))'],
    [
      'every pair, whatever is unknown',
      'report.entries.exists(a, report.entries.exists(b, b.spendCategory == a.spendCategory))',
    ],
    [
      'every pair, however little is done',
      'report.entries.map(a, report.entries).exists(l, l.exists(x, 1 == 2))',
    ],
    ['lists that hold one list a thousand times, compared', `${THOUSAND_THOUSANDS} == ${THOUSAND_THOUSANDS}`],
    ['a list that doubles', `size([1].map(x, [x, x]).map(x, x + x)${'.map(x, x + x)'.repeat(20)}) > 0`],
    ['a pattern on long texts', "report.entries.exists(e, like(e.vendor, '(a|aa)*b'))"],
    [
      'a text looked for in a text',
      "report.entries.exists(e, e.vendor.contains(entry.vendor.lowerAscii() + 'b'))",
    ],
    [
      'the letter case of long texts',
      'report.entries.exists(a, report.entries.exists(b, a.vendor.upperAscii() == b.vendor))',
    ],
  ]
  for (const [title, text] of hostile) {
    it(`ends: ${title}`, () => {
      const budget = newBudget()

      const value = evaluateText(text, report, budget)

      expect(value).to.deep.include({ why: 'too long' })
      expect(budget.steps).to.be.below(0)
    })
  }

  it('cannot make a text longer and longer', () => {
    const text = `['${'a'.repeat(500)}']${'.map(x, x + x + x + x)'.repeat(20)}[0] == 'a'`

    expect(evaluateText(text, report)).to.deep.equal(
      new Unknown('not computable', `a text is longer than ${LIMITS.text} characters`),
    )
  })

  it('cannot make a number longer and longer', () => {
    const text = `[decimal('1.23456789')]${'.map(x, x * x)'.repeat(12)}[0] > decimal('1')`

    expect(evaluateText(text, report)).to.deep.equal(
      new Unknown('not computable', `a number has more than ${LIMITS.digits} digits`),
    )
  })

  it('does not start where nothing is left', () => {
    expect(evaluateText('true', report, { steps: 0 })).to.deep.include({ why: 'too long' })
  })

  it('takes one step for each node that it evaluates', () => {
    const budget = newBudget()

    evaluateText('report.entries.exists(e, e.isPersonal)', report, budget)

    // The list and its owner, the loop, and per entry the field and its owner.
    expect(LIMITS.steps - budget.steps).to.equal(2003)
  })
})
