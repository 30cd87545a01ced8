import { expect } from 'chai'
import { nextPollAt } from '../../server/polling/next-poll.ts'

const NOW = new Date('2026-05-22T09:30:00Z')
const MINUTE_MS = 60_000

describe('when an instance is polled next', () => {
  it('is within one interval, always on the same beat', () => {
    const first = nextPollAt(7, 15, NOW)

    expect(first.getTime() - NOW.getTime()).to.be.within(1, 15 * MINUTE_MS)
    expect(nextPollAt(7, 15, first).getTime() - first.getTime()).to.equal(15 * MINUTE_MS)
    // Late by two and a half beats: they are one.
    const late = new Date(first.getTime() + 2.5 * 15 * MINUTE_MS)
    expect(nextPollAt(7, 15, late).getTime() - first.getTime()).to.equal(3 * 15 * MINUTE_MS)
  })

  it('is spread, so that a thousand do not start together', () => {
    const perMinute = new Map<number, number>()
    for (let id = 1; id <= 1000; id += 1) {
      const minute = Math.floor((nextPollAt(id, 15, NOW).getTime() - NOW.getTime()) / MINUTE_MS)
      perMinute.set(minute, (perMinute.get(minute) ?? 0) + 1)
    }

    expect(Math.max(...perMinute.values())).to.be.lessThan(110)
    expect(perMinute.size).to.be.within(15, 16)
  })
})
