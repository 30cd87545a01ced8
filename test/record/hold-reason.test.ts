import { expect } from 'chai'
import type { Decision, Finding } from '../../server/record/decision.ts'
import { holdReasons } from '../../server/record/hold-reason.ts'

const HELD: Decision = {
  policyVersion: 'p1',
  enforce: 'act',
  findings: [],
  notEvaluated: [],
  outcome: 'hold',
}

function found(rule: string, id: string, message: string): Finding {
  const object = { type: 'Entry', id, label: id } as const
  return { rule, object, observed: '1', limit: '0', severity: 'stop', message, enforce: 'act' }
}

function keysOf(decision: Partial<Decision>, reason: string | null = null): readonly string[] {
  return holdReasons({ ...HELD, ...decision }, reason).map(({ key, message }) => `${key}: ${message}`)
}

describe('why a review is held', () => {
  it('names what a rule found by the rule and the object', () => {
    expect(keysOf({ findings: [found('tip', 'e1', 'one'), found('tip', 'e2', 'two')] })).to.deep.equal([
      'tip@e1: one',
      'tip@e2: two',
    ])
  })

  it('numbers what one rule found at one object', () => {
    const findings = [found('tip', 'e1', 'one'), found('cap', 'e1', 'cap'), found('tip', 'e1', 'two')]

    expect(keysOf({ findings })).to.deep.equal(['tip@e1#1: one', 'cap@e1: cap', 'tip@e1#2: two'])
  })

  it('numbers the reasons why one rule could not be applied', () => {
    const notEvaluated = ['no rate', 'no day'].map(
      (reason) => ({ rule: 'fx', reason, enforce: 'act' }) as const,
    )

    expect(keysOf({ notEvaluated })).to.deep.equal([
      'fx#1: rule fx could not be applied: no rate',
      'fx#2: rule fx could not be applied: no day',
    ])
  })

  it('leaves out what is on trial', () => {
    const findings = [
      { ...found('tip', 'e1', 'one'), enforce: 'observe' } as const,
      found('tip', 'e1', 'two'),
    ]

    expect(keysOf({ findings })).to.deep.equal(['tip@e1: two'])
  })

  it('is only that it was not seen whole, where that is so', () => {
    const gap = { kind: 'count', expected: '3', seen: '2' } as const

    expect(keysOf({ findings: [found('tip', 'e1', 'one')], gap }, 'not whole')).to.deep.equal([
      'incomplete: not whole',
    ])
  })

  it('is what is to be said of its exceptions where there is nothing else', () => {
    expect(keysOf({}, 'Concur refused exceptions')).to.deep.equal(['exceptions: Concur refused exceptions'])
  })
})
