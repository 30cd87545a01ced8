import { expect } from 'chai'
import type { Decision, Finding } from '../../server/record/decision.ts'
import { decisionKey } from '../../server/review/decision-key.ts'

describe('decisionKey', () => {
  const finding: Finding = {
    rule: 'receipt',
    object: { type: 'Entry', id: 'nEntry0001', label: 'entry 1' },
    observed: 'none',
    limit: 'above 25.00 USD',
    severity: 'warning',
    exceptionCode: 'NORECPT',
    message: 'Please add a receipt.',
    enforce: 'act',
  }
  const decision: Decision = {
    policyVersion: 'v1',
    enforce: 'act',
    findings: [finding],
    notEvaluated: [],
    outcome: 'flag and approve',
  }

  const equal: readonly (readonly [string, Decision])[] = [
    ['a label', withFinding({ object: { type: 'Entry', id: 'nEntry0001', label: 'entry 2' } })],
    ['what was observed', withFinding({ observed: 'something' })],
    ['a message', withFinding({ message: 'Receipt, please.' })],
  ]
  for (const [name, other] of equal) {
    it(`is the same with another ${name}`, () => {
      expect(decisionKey(other)).to.equal(decisionKey(decision))
    })
  }

  const different: readonly (readonly [string, Decision])[] = [
    ['another outcome', { ...decision, outcome: 'hold' }],
    ['another policy', { ...decision, policyVersion: 'v2' }],
    ['another rule', withFinding({ rule: 'purpose' })],
    ['another object', withFinding({ object: { type: 'Entry', id: 'nEntry0002', label: 'entry 1' } })],
    [
      'another type of object',
      withFinding({ object: { type: 'Report', id: 'nEntry0001', label: 'entry 1' } }),
    ],
    ['another code', withFinding({ exceptionCode: 'NOPURP' })],
    ['no finding', { ...decision, findings: [] }],
    ['a finding twice', { ...decision, findings: [finding, finding] }],
    [
      'a rule that was not evaluated',
      { ...decision, notEvaluated: [{ rule: 'late', reason: 'no date', enforce: 'act' }] },
    ],
  ]
  for (const [name, other] of different) {
    it(`differs for ${name}`, () => {
      expect(decisionKey(other)).not.to.equal(decisionKey(decision))
    })
  }

  function withFinding(changes: Partial<Finding>): Decision {
    return { ...decision, findings: [{ ...finding, ...changes }] }
  }
})
