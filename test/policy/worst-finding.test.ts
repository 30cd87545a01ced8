import { expect } from 'chai'
import { worstFinding } from '../../server/policy/worst-finding.ts'
import type { Enforce, Finding, Outcome } from '../../server/record/decision.ts'

const outcomes = (each: Outcome) => ({ 'post-submit': each, 'pre-extract': 'hold', unknown: each }) as const
const RULES = [
  { id: 'flags', outcome: outcomes('flag and approve') },
  { id: 'sends-back', outcome: outcomes('send back') },
  { id: 'holds', outcome: outcomes('hold') },
]

function worst(...findings: readonly (readonly [string, Enforce?])[]) {
  return worstFinding({ findings: found(findings) }, RULES, 'post-submit')
}

function found(findings: readonly (readonly [string, Enforce?])[]) {
  return findings.map(
    ([rule, enforce = 'act']): Finding => ({
      rule,
      object: { type: 'Entry', id: 'e1', label: 'entry 1' },
      observed: '1',
      limit: '0',
      severity: 'high',
      message: 'too much',
      enforce,
    }),
  )
}

describe('the worst finding', () => {
  it('is the one whose rule asks for the strictest outcome', () => {
    expect(worst(['flags'], ['sends-back'])).to.equal(1)
    expect(worst(['flags'], ['holds'], ['sends-back'])).to.equal(1)
  })

  it('is the first of those that ask for the same', () => {
    expect(worst(['flags'], ['holds'], ['holds'])).to.equal(1)
  })

  it('is never one without consequences', () => {
    expect(worst(['holds', 'observe'], ['flags'])).to.equal(1)
    expect(worst(['holds', 'observe'])).to.equal(undefined)
    expect(worst()).to.equal(undefined)
  })

  it('is what no rule has found, such as a total above the ceiling: that asks for a person', () => {
    expect(worst(['sends-back'], ['approveUpTo'])).to.equal(1)
  })

  it('depends on the step', () => {
    const findings = found([['flags'], ['sends-back']])
    expect(worstFinding({ findings }, RULES, 'pre-extract')).to.equal(0)
  })
})
