import { expect } from 'chai'
import { evaluate } from '../../server/policy/evaluate.ts'
import { RULES } from '../../server/policy/rules/catalogue.ts'
import { untoldTo } from '../../server/policy/untold.ts'
import { buildAttendee, buildEntry, buildReport } from '../support/build-report.ts'
import { policyOf } from './apply-rule.ts'
import { documentedReport } from './documented-report.ts'
import { exampleOf } from './example-of.ts'
import { requestPolicyOf } from './request-rules/apply-request-rule.ts'

describe('what a condition reads that people leave empty', () => {
  const cases: readonly (readonly [when: string, unasked: readonly string[]])[] = [
    ["entry.vendor == 'x' && entry.posted > money('5', 'EUR')", ['entry.vendor']],
    ["has(entry.vendor) && entry.vendor == 'x'", []],
    ["entry.custom.custom2 == '4711' || entry.expenseType.code in ['TAXIX']", ['entry.custom.custom2']],
    ['report.entries.exists(e, has(e.vendor) && e.vendor == entry.vendor)', ['entry.vendor']],
    [
      "report.entries.filter(e, e.isPersonal)[0].businessPurpose == 'x'",
      ['report.entries.filter(e, e.isPersonal)[0].businessPurpose'],
    ],
  ]
  for (const [when, unasked] of cases) {
    it(`is ${unasked.join(', ') || 'nothing'} in ${when}`, () => {
      const [read] = policyOf(`severity: error, rule: condition, on: entry, when: "${when}"`).rules

      expect(read?.unasked).to.deep.equal(unasked)
    })
  }
})

describe('what a service of Concur does not tell', () => {
  const cases: readonly (readonly [rule: string, v1: readonly string[], v4: readonly string[]])[] = [
    ['rule: receipt-missing, above: { EUR: 25 }', [], []],
    ['rule: receipt-missing, above: { EUR: 25 }, for: { country: DE, currency: EUR }', ['country (for)'], []],
    ['rule: receipt-missing, above: { EUR: 25 }, unless: { group: A, orgUnit1: B }', ['group (unless)'], []],
    ['rule: own-approval', ['ApproverLoginID'], ['ApproverLoginID']],
    ['rule: mileage-cap, expenseTypes: [MILEG], most: 300, unit: km', ['Journey.BusinessDistance'], []],
    ['rule: mileage-cap, expenseTypes: [MILEG], most: 300, unit: km, field: custom7', [], []],
    ['rule: banned-words, words: [gift], comments: true', ['comment'], []],
    ['rule: banned-words, words: [gift]', [], []],
    [
      'rule: condition, on: entry, when: "entry.comments.size() == 0 && entry.mileage.distance > decimal(\'3\')"',
      ['entry.comments', 'entry.mileage'],
      [],
    ],
    [
      'rule: condition, on: report, when: "report.entries.exists(e, e.location.city == \'x\' && e.attendees.all(a, has(a.title)))"',
      ['e.location.city'],
      ['a.title'],
    ],
    [
      'rule: condition, on: report, when: "report.entries.filter(e, e.isPersonal)[0].hasMissingReceiptDeclaration"',
      ['report.entries.filter(e, e.isPersonal)[0].hasMissingReceiptDeclaration'],
      [],
    ],
  ]
  for (const [rule, v1, v4] of cases) {
    it(`is known of ${rule}`, () => {
      const [read] = policyOf(`severity: error, ${rule}`).rules

      expect(read && untoldTo(read)).to.deep.equal({ v1, v4 })
    })
  }

  it('is known of rules for travel requests', () => {
    const { requestRules } = requestPolicyOf(
      'rule: request-cash-advance, severity: stop, limits: { EUR: 500 }',
      'rule: request-condition, severity: stop, on: request, when: "request.mainDestination.country == \'KP\'"',
    )

    expect(requestRules.map(({ untold }) => untold)).to.deep.equal([
      { v4: ['CashAdvancesList'] },
      { v1: ['request.mainDestination'], v4: [] },
    ])
  })

  const v4 = buildReport({
    source: 'v4',
    startDate: '2026-05-01',
    entries: [
      buildEntry({
        expenseType: { code: 'BUSML' },
        hasMissingReceiptDeclaration: false,
        attendees: [buildAttendee({ type: undefined, title: undefined, company: undefined })],
      }),
    ],
  })
  for (const rule of RULES) {
    it(`is all that ${rule.type} says is absent`, () => {
      const policy = exampleOf(rule)
      const [read] = policy.rules
      const untold = read === undefined ? {} : untoldTo(read)
      const saidOf = (report: typeof v4) =>
        evaluate(report, policy).notEvaluated.flatMap(
          ({ reason }) => /field (.+) absent from the report/.exec(reason)?.[1] ?? [],
        )

      expect(untold.v1 ?? []).to.include.members(saidOf(documentedReport()))
      expect(untold.v4 ?? []).to.include.members(saidOf(v4))
    })
  }
})
