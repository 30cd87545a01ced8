import { readFile } from 'node:fs/promises'
import { Big } from 'big.js'
import { expect } from 'chai'
import { readReportV11 } from '../../../server/concur/read-report-v11.ts'
import { evaluate } from '../../../server/policy/evaluate.ts'
import { parsePolicy } from '../../../server/policy/file/parse-policy.ts'
import { PolicyError } from '../../../server/policy/file/policy-error.ts'
import {
  buildAllocation,
  buildAttendee,
  buildEntry,
  buildItemization,
  buildReport,
  money,
} from '../../support/build-report.ts'
import { itSays, policyOf, policyWith } from '../apply-rule.ts'

const LABEL = 'entry 1, Taxi 18.50 USD on 2026-05-19'

/** The rule in one line; conditions with a colon or a comma stand in quotes. */
function when(condition: string, more = ''): string {
  return `condition, on: entry, when: ${JSON.stringify(condition)}${more}`
}

describe('condition', () => {
  describe('in any report', () => {
    itSays([
      [
        'finds an entry for which it holds, and shows what is to be shown',
        when(
          "entry.expenseType.code in ['ALCOH'] && entry.posted > money('50', 'USD')",
          ', observed: entry.posted',
        ),
        buildReport({ entries: [buildEntry({ expenseType: { code: 'ALCOH' }, posted: money('50.01') })] }),
        ["nEntry0001: 50.01 USD | entry.expenseType.code in ['ALCOH'] && entry.posted > money('50', 'USD')"],
      ],
      [
        'leaves an amount alone that is exactly the limit, to eight decimals',
        when("entry.posted.amount > decimal('50.00000001')"),
        buildReport({ entries: [buildEntry({ posted: money('50.00000001') })] }),
        [],
      ],
      [
        'finds an amount that is above by the eighth decimal',
        when("entry.posted > money('50', 'USD')"),
        buildReport({ entries: [buildEntry({ posted: money('50.00000001') })] }),
        ["nEntry0001: true | entry.posted > money('50', 'USD')"],
      ],
      [
        'never compares two currencies',
        when("entry.posted > money('50', 'EUR')"),
        buildReport(),
        ['cannot tell: USD and EUR cannot be compared or added without a rate'],
      ],
      [
        'says which field an entry lacks',
        when("entry.vendor == 'City Cabs'"),
        buildReport({ entries: [buildEntry({ vendor: undefined })] }),
        [`cannot tell: ${LABEL}, has no entry.vendor`],
      ],
      [
        'says once which field the source of the report does not have',
        when('entry.hasMissingReceiptDeclaration'),
        buildReport({ entries: [buildEntry(), buildEntry({ entryId: 'nEntry0002' })] }),
        ['cannot tell: not evaluated, field hasMissingReceiptDeclaration absent from the report (v1.1)'],
      ],
      [
        'needs no absent field where the rest of the condition decides',
        when("entry.vendor == 'City Cabs' && entry.isPersonal"),
        buildReport({ entries: [buildEntry({ vendor: undefined })] }),
        [],
      ],
      [
        'knows with has() that a field is empty',
        when('!has(entry.vendor)'),
        buildReport({ entries: [buildEntry({ vendor: undefined })] }),
        ['nEntry0001: true | !has(entry.vendor)'],
      ],
      [
        'does not take for empty what the source of the report cannot tell',
        when('!has(entry.location.city)'),
        buildReport(),
        ['cannot tell: not evaluated, field location.city absent from the report (v1.1)'],
      ],
      [
        'shows a dash where the value to show is absent',
        when('!has(entry.vendor)', ', observed: entry.vendor'),
        buildReport({ entries: [buildEntry({ vendor: undefined })] }),
        ['nEntry0001: - | !has(entry.vendor)'],
      ],
      [
        'shows a decimal with its digits, a day and a number',
        when('true', ', observed: entry.exchangeRate'),
        buildReport({ entries: [buildEntry({ exchangeRate: new Big('1.08500000000001') })] }),
        ['nEntry0001: 1.08500000000001 | true'],
      ],
      [
        'counts a day that the calendar does not have as absent',
        when("entry.transactionDate > day('2026-01-01')"),
        buildReport({ entries: [buildEntry({ transactionDate: '2026-02-30' })] }),
        ['cannot tell: entry 1, Taxi 18.50 USD on 2026-02-30, has no entry.transactionDate'],
      ],
      ['says nothing of a report without entries', when('true'), buildReport({ entries: [] }), []],
      [
        'shortens a long condition to 200 characters',
        when(`${'true && '.repeat(40)}true`),
        buildReport(),
        [`nEntry0001: true | ${'true && '.repeat(25).slice(0, 199)}…`],
      ],
    ])
  })

  describe('about other parts of a report', () => {
    const guest = buildAttendee({ attendeeId: 'a1', firstName: 'Sam', lastName: 'Sample' })
    const split = buildItemization({
      allocations: [
        buildAllocation({ allocationId: 'k1', percentage: new Big('40'), accountCode1: '4000' }),
        buildAllocation({ allocationId: '', percentage: new Big('60') }),
      ],
    })

    itSays([
      [
        'is looked at once for the report',
        "condition, on: report, when: 'size(report.entries) > 1', observed: size(report.entries)",
        buildReport({ entries: [buildEntry(), buildEntry({ entryId: 'nEntry0002' })] }),
        ['nReportKey0001: 2 | size(report.entries) > 1'],
      ],
      [
        'finds an itemization',
        'condition, on: itemization, when: "itemization.expenseType.code == \'BRKFT\' && entry.isItemized"',
        buildReport({ entries: [buildEntry({ itemizations: [buildItemization()] })] }),
        ["nItem0001: true | itemization.expenseType.code == 'BRKFT' && entry.isItemized"],
      ],
      [
        'finds an allocation, or what it is a share of where it has no key',
        'condition, on: allocation, when: "allocation.percentage < decimal(\'100\')", observed: allocation.percentage',
        buildReport({ entries: [buildEntry({ itemizations: [split] })] }),
        [
          "nItem0001: 60 | allocation.percentage < decimal('100')",
          "k1: 40 | allocation.percentage < decimal('100')",
        ],
      ],
      [
        'finds an attendee on the entry',
        'condition, on: attendee, when: "attendee.company == \'Sample Ltd\'"',
        buildReport({ entries: [buildEntry({ attendees: [guest] })] }),
        ["nEntry0001: true | attendee.company == 'Sample Ltd'"],
      ],
      [
        'is not evaluated where Concur counts attendees and lists none',
        'condition, on: attendee, when: "true"',
        buildReport({ entries: [buildEntry({ hasAttendees: true, attendeeCount: 3 })] }),
        [`cannot tell: ${LABEL}, has attendees that Concur did not list`],
      ],
      [
        'does not count attendees that Concur did not list',
        when('size(entry.attendees) < 2'),
        buildReport({ entries: [buildEntry({ hasAttendees: true, attendeeCount: 3 })] }),
        [`cannot tell: ${LABEL}, has attendees that Concur did not list`],
      ],
    ])

    it('calls an allocation and an attendee after what they belong to', () => {
      const policy = policyOf(
        'rule: condition, severity: error, id: a, on: allocation, when: "true"',
        'rule: condition, severity: error, id: b, on: attendee, when: "true"',
      )
      const report = buildReport({
        entries: [
          buildEntry({ allocations: [buildAllocation({ accountCode1: '4000' })], attendees: [guest] }),
        ],
      })

      const labels = evaluate(report, policy).findings.map(({ object }) => object.label)

      expect(labels).to.have.members([`${LABEL}, 100 % 4000`, `${LABEL}, Sam Sample`])
    })
  })

  it('calls a person in the language of the report too', () => {
    const policy = parsePolicy(
      `
language: de
outcomes: { error: send back }
rules: [{ rule: condition, severity: error, on: attendee, when: 'true', message: { de: '{object}: {observed}' } }]
`,
      'test.yaml',
    )
    const attendee = buildAttendee({ firstName: 'Sam', lastName: 'Sample, Jr.' })
    const report = buildReport({ entries: [buildEntry({ attendees: [attendee] })] })

    expect(evaluate(report, policy).findings.map(({ message }) => message)).to.deep.equal([
      'Ausgabe 1, Taxi 18.50 USD vom 2026-05-19, Sam Sample, Jr.: true',
    ])
  })

  describe('with rates', () => {
    const rates = { rates: 'from,to,rate\nUSD,EUR,0.91234567\n' }

    itSays(
      [
        [
          'converts exactly',
          when("convert(entry.posted, 'EUR').amount == decimal('16.878394895')", ', rates: { list: rates }'),
          buildReport(),
          ["nEntry0001: true | convert(entry.posted, 'EUR').amount == decimal('16.878394895')"],
        ],
        [
          'does not guess a rate that is not in the list',
          when("convert(entry.posted, 'CHF') > money('1', 'CHF')", ', rates: { list: rates }'),
          buildReport(),
          ['cannot tell: there is no rate from USD to CHF'],
        ],
      ],
      rates,
    )

    const dated = {
      rates: 'from,to,rate,from_day,until\nUSD,EUR,0.9,2026-01-01,2026-04-30\nUSD,EUR,0.8,2026-05-01,\n',
    }
    itSays(
      [
        [
          'takes the rate of the day',
          when(
            "convert(entry.posted, 'EUR', entry.transactionDate) == money('14.80', 'EUR')",
            ', rates: { list: rates }',
          ),
          buildReport(),
          ["nEntry0001: true | convert(entry.posted, 'EUR', entry.transactionDate) == money('14.80', 'EUR')"],
        ],
        [
          'does not take one of another day',
          when(
            "convert(entry.posted, 'EUR', day('2025-12-31')) == money('14.80', 'EUR')",
            ', rates: { list: rates }',
          ),
          buildReport(),
          ['cannot tell: there is no rate from USD to EUR on 2025-12-31'],
        ],
      ],
      dated,
    )

    it('wants to be told of which day where the rates have days', () => {
      const text =
        "rule: condition, severity: error, on: entry, rates: { list: rates }, when: \"convert(entry.posted, 'EUR') > money('1', 'EUR')\""

      expect(() => policyWith(dated, text)).to.throw(
        PolicyError,
        "the rates have days: write of which day, such as convert(entry.posted, 'EUR', entry.transactionDate)",
      )
    })

    it('wants a list of rates where convert() is called', () => {
      expect(
        problemsOf("on: entry, when: \"convert(entry.posted, 'EUR') > money('1', 'EUR')\""),
      ).to.deep.equal(['rules[0].when (line 5, column 52): convert() needs rates: { list: NAME }'])
    })

    it('refuses a rate of zero', () => {
      expect(() =>
        policyWith(
          { rates: 'from,to,rate\nUSD,EUR,0\n' },
          'rule: condition, severity: error, on: entry, when: "true", rates: { list: rates }',
        ),
      ).to.throw(PolicyError, 'expected more than 0')
    })
  })

  describe('in a policy file that is wrong', () => {
    const cases: readonly (readonly [title: string, parameters: string, problem: string])[] = [
      [
        'a misspelt field',
        'on: entry, when: "entry.vendro == \'x\'"',
        'rules[0].when (line 5, column 52): character 7: there is no field vendro; did you mean vendor?',
      ],
      [
        'a variable that the subject does not have',
        'on: report, when: entry.isPersonal',
        'rules[0].when (line 5, column 53): character 1: there is no entry here; known are report',
      ],
      [
        'a condition that is no condition',
        'on: entry, when: entry.posted',
        'rules[0].when (line 5, column 52): expected bool, but it gives Money',
      ],
      [
        'a value to show that cannot be shown',
        "on: entry, when: 'true', observed: entry.location",
        'rules[0].observed (line 5, column 66): expected string or int or bool or Money or Decimal or Day, but it gives Location',
      ],
      [
        'no condition',
        'on: entry',
        "rules[0].when (line 5, column 5): expected a condition such as entry.posted > money('50', 'USD'), but it is missing",
      ],
      [
        'another subject',
        "on: line, when: 'true'",
        'rules[0].on (line 5, column 41): expected report, entry, itemization, allocation, attendee, but found "line"',
      ],
    ]
    for (const [title, parameters, problem] of cases) {
      it(`names the place of ${title}`, () => {
        expect(problemsOf(parameters)).to.deep.equal([problem])
      })
    }
  })

  it('ends a condition that would take too long, says so once, and lets other rules be', () => {
    const slow = 'report.entries.all(a, report.entries.all(b, a.posted == b.posted))'
    const policy = policyOf(
      `rule: condition, severity: error, id: slow, on: entry, when: "${slow}"`,
      'rule: condition, severity: error, id: quick, on: report, when: "true"',
    )
    const entries = Array.from({ length: 1000 }, (_, index) => buildEntry({ entryId: `n${index}` }))

    const decision = evaluate(buildReport({ entries }), policy)

    expect(decision.notEvaluated).to.deep.equal([
      { rule: 'slow', reason: 'the condition takes more than 500,000 steps', enforce: 'act' },
    ])
    expect(decision.findings.map(({ rule }) => rule)).to.deep.equal(['quick'])
  })

  it('is evaluated for each of 1,000 entries', () => {
    const entries = Array.from({ length: 1000 }, (_, index) =>
      buildEntry({ entryId: `n${index}`, posted: money(`${index}.5`) }),
    )
    const policy = policyOf(`rule: ${when("entry.posted > money('899', 'USD')")}, severity: error`)

    expect(evaluate(buildReport({ entries }), policy).findings).to.have.lengthOf(101)
  })

  it('is evaluated for the sample of Concur', async () => {
    const sample = readReportV11(await readFile('test/fixtures/concur/report-full-details.xml'))
    if (!sample.ok) throw new Error(sample.problem)
    const policy = policyOf(
      `rule: condition, severity: error, on: report, when: "sum(report.entries.map(e, e.posted), report.currency) == report.total", observed: report.total`,
    )

    expect(evaluate(sample.value, policy).findings.map(({ observed }) => observed)).to.deep.equal([
      '312.45 CHF',
    ])
  })
})

function problemsOf(parameters: string): readonly string[] {
  try {
    policyOf(`rule: condition, severity: error, ${parameters}`)
  } catch (error) {
    if (error instanceof PolicyError) return error.problems
    throw error
  }
  return []
}
