import { expect } from 'chai'
import type { Decision, Finding } from '../../server/record/decision.ts'
import type { HumanDecision } from '../../server/record/human-decision.ts'
import { say } from '../../server/record/sentence.ts'
import { asDecision, decideAsPerson } from '../../server/review/decide-as-person.ts'
import type { ObjectReading } from '../../server/review/seen-object.ts'
import { decisionOf, JUDGE, seenObject } from './scripted-object.ts'

const VISIT = { source: 'v1', objectId: 'R1', everSentBack: false } as const
const CALL = { correlationId: 'c1' }
const HUMAN: HumanDecision = {
  reviewId: 1,
  readingKey: 'reading 1',
  action: 'approve',
  verdicts: {},
  by: 'ada@example.com',
}

function finding(rule: string, exceptionCode?: string): Finding {
  return {
    rule,
    object: { type: 'Entry', id: 'e1', label: 'entry 1' },
    observed: '1',
    limit: '0',
    severity: 'stop',
    message: `${rule} is broken`,
    enforce: 'act',
    ...(exceptionCode !== undefined && { exceptionCode }),
  }
}

const CODED = finding('hotel-cap', 'OVERCAP')
const BARE = finding('weekend')
const HELD: Decision = decisionOf('hold', {
  findings: [CODED, BARE],
  notEvaluated: [{ rule: 'rates', reason: 'no rate', enforce: 'act' }],
})

describe('what a decision of a person asks for', () => {
  const cases: readonly (readonly [string, Partial<HumanDecision>, Partial<Decision>])[] = [
    [
      'approves with the exceptions of what was granted',
      { verdicts: { 'hotel-cap@e1': 'exception', 'weekend@e1': 'in policy', rates: 'in policy' } },
      { outcome: 'flag and approve', findings: [CODED, BARE] },
    ],
    [
      'approves with the exceptions of what stands',
      { verdicts: { 'hotel-cap@e1': 'out of policy', 'weekend@e1': 'incorrect', rates: 'in policy' } },
      { outcome: 'flag and approve', findings: [CODED] },
    ],
    [
      'approves without exceptions where the finding is incorrect',
      { verdicts: { 'hotel-cap@e1': 'incorrect', 'weekend@e1': 'exception', rates: 'exception' } },
      { outcome: 'approve', findings: [BARE] },
    ],
    [
      'sends back with the words of the person',
      { action: 'send back', verdicts: { 'hotel-cap@e1': 'out of policy' }, comment: 'Too dear' },
      { outcome: 'send back', findings: [CODED, BARE], comment: 'Too dear' },
    ],
  ]
  for (const [title, human, expected] of cases) {
    it(title, () => {
      const common = { policyVersion: 'p1', enforce: 'act', notEvaluated: [] }
      expect(asDecision({ ...HUMAN, ...human }, HELD)).to.deep.equal({ ...common, ...expected })
    })
  }
})

const JUDGED: HumanDecision = {
  ...HUMAN,
  verdicts: { 'hotel-cap@e1': 'exception', 'weekend@e1': 'in policy', rates: 'in policy' },
}

const allowed = () => Promise.resolve({ ok: true } as const)

function reading(readingKey: string, policyDecision = HELD): ObjectReading {
  return { object: seenObject(VISIT, { readingKey }), policyDecision, policy: JUDGE }
}

describe('a decision of a person', () => {
  it('does not hold where another policy has found something since', async () => {
    const decide = decideAsPerson(JUDGED, allowed, CALL)
    const findings = [CODED, BARE, finding('taxi-cap')]

    expect(await decide(reading('reading 1', decisionOf('hold', { ...HELD, findings })))).to.deep.equal({
      kind: 'no more',
      reason: 'the policy says something else of the report since ada@example.com decided to approve it',
    })
  })

  it('does not send back what the policy finds no fault with any more', async () => {
    const human = { ...HUMAN, action: 'send back', comment: 'Too dear' } as const
    const verdicts = { 'hotel-cap@e1': 'out of policy' } as const
    const decide = decideAsPerson({ ...human, verdicts }, allowed, CALL)
    const now = reading('reading 1', decisionOf('hold', { ...HELD, findings: [BARE] }))

    expect(await decide(now)).to.deep.equal({
      kind: 'no more',
      reason: 'the policy says something else of the report since ada@example.com decided to send it back',
    })
  })

  it('approves what was not seen whole only where that was judged, and says so', async () => {
    const gap = { kind: 'count', expected: '3', seen: '2' } as const
    const partial = { ...reading('reading 1'), gap }
    const judged = { ...HUMAN, verdicts: { incomplete: 'in policy' } } as const

    expect(await decideAsPerson(JUDGED, allowed, CALL)(partial)).to.have.property('kind', 'no more')
    expect(await decideAsPerson(judged, allowed, CALL)(partial)).to.deep.equal({
      kind: 'taken',
      taken: {
        by: 'person',
        decision: {
          policyVersion: 'p1',
          enforce: 'act',
          findings: [],
          notEvaluated: [],
          outcome: 'approve',
          gap,
        },
      },
    })
  })

  it('leaves the exception of one of two findings of one rule that is incorrect, not of the other', () => {
    const other = { ...CODED, exceptionCode: 'OTHER', message: 'another' }
    const twice = decisionOf('hold', { findings: [CODED, other] })
    const verdicts = { 'hotel-cap@e1#1': 'incorrect', 'hotel-cap@e1#2': 'exception' } as const

    expect(asDecision({ ...HUMAN, verdicts }, twice).findings).to.deep.equal([other])
  })

  it('holds for the reading that it was taken on', async () => {
    const decide = decideAsPerson(JUDGED, allowed, CALL)

    expect(await decide(reading('reading 1'))).to.have.nested.property('taken.by', 'person')
  })

  it('does not hold for another one', async () => {
    const decide = decideAsPerson(JUDGED, allowed, CALL)

    expect(await decide(reading('reading 2'))).to.deep.equal({
      kind: 'no more',
      reason: 'the report has changed since ada@example.com decided to approve it',
    })
  })

  it('does not hold where the person may not decide on what is read now', async () => {
    const decide = decideAsPerson(
      JUDGED,
      () => Promise.resolve({ ok: false, reason: say('own report') }),
      CALL,
    )

    expect(await decide(reading('reading 1'))).to.deep.equal({
      kind: 'no more',
      reason: 'the decision of ada@example.com was not carried out: nobody decides on a report of their own',
    })
  })
})
