import { expect } from 'chai'
import type { WatchedSubscription } from '../../server/store/operators/subscriptions.ts'
import { amiss, daysLeft, deletionAt } from '../../server/subscriptions/watched.ts'

const day = (number: number) => new Date(Date.UTC(2026, 4, 1) + number * 86_400_000)

function watched(changes: Partial<WatchedSubscription> = {}): WatchedSubscription {
  return { id: 'acme.expense.v1', expectedSince: day(0), checkedAt: day(0), heardAt: day(0), ...changes }
}

describe('a subscription that is watched', () => {
  it('is deleted thirty days after the last event', () => {
    expect(deletionAt(day(0))).to.deep.equal(day(30))
    expect(daysLeft(watched(), day(12))).to.equal(18)
    expect(daysLeft({ id: 'x', expectedSince: day(0) }, day(12))).to.equal(undefined)
  })

  const cases: readonly (readonly [string, WatchedSubscription, number, ReturnType<typeof amiss>])[] = [
    ['in order', watched(), 0, undefined],
    ['in order while it was looked at yesterday', watched({ heardAt: day(2) }), 2, undefined],
    ['unchecked on the third day', watched(), 2.01, { kind: 'unchecked', since: day(0) }],
    ['in order when it has just begun', { id: 'x', expectedSince: day(0) }, 1, undefined],
    [
      'unchecked from the beginning',
      { id: 'x', expectedSince: day(0) },
      3,
      { kind: 'unchecked', since: day(0) },
    ],
    ['in order after twenty days', watched({ checkedAt: day(20) }), 20, undefined],
    ['silent after that', watched({ checkedAt: day(20) }), 20.01, { kind: 'silent', since: day(0) }],
    [
      'missing, however long nobody looked',
      watched({ problem: 'missing', problemSince: day(1) }),
      25,
      { kind: 'missing', since: day(1) },
    ],
  ]
  for (const [name, subscription, at, expected] of cases) {
    it(`is ${name}`, () => {
      expect(amiss(subscription, day(at))).to.deep.equal(expected)
    })
  }
})
