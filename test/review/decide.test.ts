import { expect } from 'chai'
import type { Decision } from '../../server/record/decision.ts'
import { decide, workflowActionOf } from '../../server/review/decide.ts'
import { decisionOf, JUDGE, seenObject } from './scripted-object.ts'

describe('decide', () => {
  for (const outcome of ['approve', 'flag and approve', 'send back', 'hold'] as const) {
    it(`takes "${outcome}" from the policy, and names it`, () => {
      const policyDecision = decisionOf(outcome, { enforce: 'observe', comment: 'words' })
      const object = seenObject({ source: 'v4', objectId: 'R1', everSentBack: false })

      expect(decide({ object, policyDecision, policy: JUDGE })).to.deep.equal({
        by: 'policy',
        decision: policyDecision,
      })
    })
  }

  it('holds what was not seen whole, and says nothing of the part that was seen', () => {
    const policyDecision = decisionOf('send back', { comment: 'words', notEvaluated: [] })
    const object = seenObject({ source: 'v4', objectId: 'R1', everSentBack: false })
    const gap = { kind: 'count', expected: '3 entries', seen: '2 entries' } as const

    expect(decide({ object, policyDecision, policy: JUDGE, gap })).to.deep.equal({
      by: 'policy',
      decision: { ...decisionOf('hold'), gap },
    })
  })
})

describe('the workflow action of a decision', () => {
  const cases: readonly (readonly [string, Decision, ReturnType<typeof workflowActionOf>])[] = [
    ['that approves', decisionOf('approve'), { action: 'Approve', comment: undefined }],
    ['that flags', decisionOf('flag and approve'), { action: 'Approve', comment: undefined }],
    [
      'that approves, whatever it says',
      decisionOf('approve', { comment: 'words' }),
      { action: 'Approve', comment: undefined },
    ],
    [
      'that sends back',
      decisionOf('send back', { comment: 'A receipt is missing.' }),
      { action: 'Send Back to Employee', comment: 'A receipt is missing.' },
    ],
    [
      'that sends back without words',
      decisionOf('send back'),
      { action: 'Send Back to Employee', comment: 'The report does not keep the policy.' },
    ],
  ]
  for (const [title, decision, expected] of cases) {
    it(`is "${expected.action}" for one ${title}`, () => {
      expect(workflowActionOf(decision)).to.deep.equal(expected)
    })
  }
})
