import { expect } from 'chai'
import { pickOf } from '../../server/console/queue-pick.ts'
import type { QueueEntry } from '../../server/record/queue-entry.ts'

const entry = (id: number, changes: Partial<QueueEntry> = {}): QueueEntry => ({
  id,
  place: 'held',
  objectType: 'EXPRPT',
  reportId: `R${id}`,
  search: '',
  currency: 'EUR',
  startedAt: new Date(id),
  outcome: 'hold',
  isIncomplete: false,
  isDecided: false,
  timesSentBack: 0,
  rules: ['meals'],
  ...changes,
})

describe('picking reports of the queue', () => {
  it('takes those that are held for one rule, and tells the oldest', () => {
    const picked = pickOf([entry(1), entry(2), entry(3)], [3, 2, 3])
    expect(picked.entries.map(({ id }) => id)).to.deep.equal([2, 3])
    expect([picked.rule, picked.oldest, picked.problems]).to.deep.equal(['meals', new Date(2), []])
  })

  for (const [what, entries, problems] of [
    ['another rule', [entry(1), entry(2, { rules: ['hotels'] })], ['mixed']],
    ['another outcome', [entry(1), entry(2, { outcome: 'send back' })], ['mixed']],
    ['a second rule', [entry(1, { rules: ['meals', 'hotels'] })], ['gone', 'mixed']],
    ['a decision', [entry(1), entry(2, { isDecided: true })], ['gone']],
    ['another place', [entry(1, { place: 'observed' })], ['gone']],
  ] as const)
    it(`refuses ${what}`, () => {
      expect(pickOf(entries, [1, 2]).problems).to.deep.equal(problems)
    })
})
