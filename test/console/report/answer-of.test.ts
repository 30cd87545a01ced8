import { expect } from 'chai'
import { answerOf } from '../../../server/console/report/answer-of.ts'
import type { KeptDecision } from '../../../server/record/human-decision.ts'
import type { EffectLine } from '../../../server/record/review-record.ts'
import { at } from '../../store/notifications.ts'

const DECISION: KeptDecision = {
  id: 1,
  notificationId: 2,
  reviewId: 3,
  readingKey: 'k1',
  action: 'approve',
  verdicts: {},
  by: 'cleo',
  acceptedAt: at(0),
  dueAt: at(10),
  state: 'accepted',
}

function write(state: string, reason: string | null = null, plannedAt = at(11)): EffectLine {
  const content = { kind: 'workflow', action: 'Approve', path: '/a' }
  return {
    id: 1,
    reviewId: 3,
    kind: 'workflow',
    state,
    content,
    plannedAt,
    sentAt: null,
    settledAt: null,
    reason,
  }
}

const HELD = { result: 'held' }
const OPEN = { result: null }
const WAITING = { state: 'waiting', reason: 'Concur gave no answer' } as const
const DEAD = { state: 'dead', reason: 'Concur refuses the token' } as const

describe('what became of a decision', () => {
  const rows: readonly (readonly [
    string,
    Partial<KeptDecision>,
    readonly EffectLine[],
    string | null,
    number,
  ])[] = [
    ['planned', {}, [], 'held', 5],
    ['on its way', {}, [], 'held', 10],
    ['on its way', {}, [write('sent')], null, 12],
    ['unknown', {}, [write('unknown', 'no answer within 30 s')], null, 12],
    ['done', { state: 'carried out' }, [write('confirmed', 'APPROVED')], 'approved', 12],
    ['recorded', { state: 'carried out' }, [], 'observed', 12],
    ['refused', { state: 'not carried out', outcome: 'why' }, [write('refused', 'No such step')], 'held', 12],
    ['not carried out', { state: 'not carried out', outcome: 'it has changed' }, [], 'held', 12],
    ['moved on', { state: 'superseded' }, [], 'superseded', 12],
    ['taken back', { state: 'taken back' }, [], 'held', 12],
  ]
  for (const [kind, changes, effects, result, seconds] of rows) {
    it(`is: ${kind}, when it is ${changes.state ?? 'accepted'} and ${seconds} s old with ${effects[0]?.state ?? 'no'} write`, () => {
      expect(answerOf({ ...DECISION, ...changes }, effects, { result }, WAITING, at(seconds)).kind).to.equal(
        kind,
      )
    })
  }

  it('has the words of Concur before those of the connector, and none while it waits or is on its way', () => {
    const refused = { ...DECISION, state: 'not carried out', outcome: 'why' } as const

    expect(answerOf(refused, [write('refused', 'No such step')], HELD, undefined, at(12)).words).to.equal(
      'No such step',
    )
    expect(answerOf(refused, [], HELD, undefined, at(12)).words).to.equal('why')
    expect(answerOf(DECISION, [], HELD, WAITING, at(1))).not.to.have.property('words')
    expect(answerOf(DECISION, [write('refused', 'before')], OPEN, WAITING, at(12)))
      .to.include({ kind: 'on its way' })
      .and.not.have.property('words')
  })

  it('has stopped where it was given up, and is refused if that was why', () => {
    expect(answerOf(DECISION, [], OPEN, DEAD, at(12))).to.include({
      kind: 'stopped',
      words: 'Concur refuses the token',
      isStopped: true,
      isMoving: false,
    })
    expect(answerOf(DECISION, [write('refused', 'no approver')], OPEN, DEAD, at(12))).to.include({
      kind: 'refused',
      words: 'no approver',
      isStopped: true,
    })
  })

  it('leaves out writes of before it', () => {
    const before = write('refused', 'old', at(-5))

    expect(
      answerOf({ ...DECISION, state: 'not carried out', outcome: 'why' }, [before], HELD, undefined, at(12)),
    ).to.include({
      kind: 'not carried out',
      words: 'why',
    })
  })
})
