import { expect } from 'chai'
import { type ClockSight, judgeClock, leapsAfter } from '../../../server/store/judge-clock.ts'

const NOON = Date.UTC(2026, 5, 1, 12)
const SECOND = 1000
const HOUR = 3600 * SECOND
const DAY = 24 * HOUR

/** Two seconds after a look of ours, by a clock that runs. */
function sight(changes: Partial<ClockSight>): ClockSight {
  return {
    at: NOON,
    expected: NOON,
    sinceMs: 2 * SECOND,
    seenAt: NOON - 2 * SECOND,
    isOthers: false,
    ...changes,
  }
}

describe('judging a clock', () => {
  const cases: readonly { title: string; given: Partial<ClockSight>; is: ReturnType<typeof judgeClock> }[] = [
    { title: 'one that goes as time does runs', given: {}, is: { kind: 'runs' } },
    {
      title: 'one that is put right by a second runs',
      given: { expected: NOON + SECOND },
      is: { kind: 'runs' },
    },
    {
      title: 'one that is an hour ahead has leapt',
      given: { expected: NOON - HOUR, seenAt: NOON - HOUR - 2 * SECOND },
      is: { kind: 'leapt', byMs: HOUR },
    },
    {
      title: 'one that is 30 days behind has leapt',
      given: { expected: NOON + 30 * DAY, seenAt: NOON + 30 * DAY - 2 * SECOND },
      is: { kind: 'leapt', byMs: -30 * DAY },
    },
    {
      title: 'a leap that another process has seen is known already',
      given: { expected: NOON - HOUR, seenAt: NOON - SECOND, isOthers: true },
      is: { kind: 'runs' },
    },
    {
      title: 'a leap since another process looked is not',
      given: { expected: NOON - HOUR, seenAt: NOON - HOUR - SECOND, isOthers: true },
      is: { kind: 'leapt', byMs: HOUR },
    },
    {
      title: 'at the first look, one that is behind where it was seen has leapt',
      given: { expected: undefined, seenAt: NOON + 2 * HOUR },
      is: { kind: 'leapt', byMs: -2 * HOUR },
    },
    {
      title: 'at the first look, one that was seen long ago was unseen: nobody knows why',
      given: { expected: undefined, seenAt: NOON - 30 * DAY },
      is: { kind: 'unseen', sinceMs: 30 * DAY },
    },
    {
      title: 'at the first look, one that another process has just seen runs',
      given: { expected: undefined, seenAt: NOON - 3 * SECOND },
      is: { kind: 'runs' },
    },
    {
      title: 'one that nobody has ever seen runs',
      given: { expected: undefined, seenAt: undefined },
      is: { kind: 'runs' },
    },
  ]
  for (const { title, given, is } of cases) {
    it(title, () => {
      expect(judgeClock(sight(given))).to.deep.equal(is)
    })
  }
})

describe('the leaps that are remembered', () => {
  it('are those forward, and the times without a connector', () => {
    expect(leapsAfter([], { kind: 'leapt', byMs: HOUR }, NOON)).to.deep.equal([
      { from: NOON - HOUR, to: NOON },
    ])
    expect(leapsAfter([], { kind: 'unseen', sinceMs: DAY }, NOON)).to.deep.equal([
      { from: NOON - DAY, to: NOON },
    ])
  })

  it('are not restarts', () => {
    expect(leapsAfter([], { kind: 'unseen', sinceMs: 20 * SECOND }, NOON)).to.deep.equal([])
  })

  it('are forgotten when they are taken back, or as far as they are', () => {
    const leap = { from: NOON - HOUR, to: NOON + 30 * DAY }
    expect(leapsAfter([leap], { kind: 'leapt', byMs: -30 * DAY }, NOON)).to.deep.equal([
      { from: NOON - HOUR, to: NOON },
    ])
    expect(leapsAfter([leap], { kind: 'leapt', byMs: -31 * DAY }, NOON - 2 * HOUR)).to.deep.equal([])
  })

  it('are the newest hundred', () => {
    const many = Array.from({ length: 120 }, (_, index) => ({ from: index * HOUR, to: index * HOUR + 1 }))
    const kept = leapsAfter(many, { kind: 'runs' }, NOON)
    expect([kept.length, kept[0]?.from]).to.deep.equal([100, 20 * HOUR])
  })
})
