import { expect } from 'chai'
import { readScope } from '../../../server/policy/file/scope.ts'
import { picks } from '../../../server/policy/file/selector.ts'
import { buildReport } from '../../support/build-report.ts'

const KNOWN =
  'known here: policyKey, group, ledger, currency, country, orgUnit1, orgUnit2, orgUnit3, orgUnit4, orgUnit5, orgUnit6'

const WRONG: readonly (readonly [string, string])[] = [
  ['{ orgunit1: Sales }', `orgunit1: unknown name; ${KNOWN}`],
  ['Sales', `expected a mapping; ${KNOWN}`],
  ['', `expected a mapping; ${KNOWN}`],
  ['{ currency: [] }', 'currency: expected a value or a list of values, such as [EUR, CHF]'],
  [
    '{}',
    'expected at least one of policyKey, group, ledger, currency, country, orgUnit1, orgUnit2, orgUnit3, orgUnit4, orgUnit5, orgUnit6',
  ],
  ['{ currency: EUR', 'Flow map must end with a }'],
  ['{ currency: *euro }', 'Unresolved alias (the anchor must be set before the alias): euro'],
]

describe('reading the scope of a reviewer', () => {
  it('takes what a rule takes in `for`, and gives the JSON that is kept', () => {
    const read = readScope('{ orgUnit1: [0100, Support], currency: EUR }')
    if (!read.ok) throw new Error(read.problems.join())
    expect(read.json).to.equal('{"orgUnit1":["0100","Support"],"currency":"EUR"}')

    const again = readScope(read.json)
    if (!again.ok) throw new Error(again.problems.join())
    const kindOf = (orgUnit1: string, currency: string) =>
      picks(again.scope, buildReport({ orgUnits: { orgUnit1 }, currency })).kind
    expect([
      kindOf('0100', 'EUR'),
      kindOf('support', 'EUR'),
      kindOf('100', 'EUR'),
      kindOf('0100', 'USD'),
    ]).to.deep.equal(['yes', 'yes', 'no', 'no'])
  })

  for (const [text, problem] of WRONG) {
    it(`refuses ${text === '' ? 'an empty text' : text}`, () => {
      const read = readScope(text)
      expect(read.ok ? [] : read.problems.map((each) => each.slice(0, problem.length))).to.include(problem)
    })
  }
})
