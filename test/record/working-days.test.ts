import { expect } from 'chai'
import { oldBefore, workingDaysSince } from '../../server/record/working-days.ts'

const ZONE = 'Europe/Berlin'

describe('working days', () => {
  const cases: readonly (readonly [string, string, string, number])[] = [
    ['the same day', '2026-11-26T08:00:00Z', '2026-11-26T22:59:59Z', 0],
    ['after midnight of the time zone', '2026-11-26T08:00:00Z', '2026-11-26T23:00:00Z', 1],
    ['from Friday to Sunday', '2026-11-27T08:00:00Z', '2026-11-29T08:00:00Z', 0],
    ['from Friday to Monday', '2026-11-27T08:00:00Z', '2026-11-30T08:00:00Z', 1],
    ['from Saturday to Monday', '2026-11-28T08:00:00Z', '2026-11-30T08:00:00Z', 1],
    ['a week', '2026-11-19T08:00:00Z', '2026-11-26T08:00:00Z', 5],
    ['over the end of summer time', '2026-10-23T21:59:00Z', '2026-10-25T23:01:00Z', 1],
    ['a year and a day', '2025-11-26T08:00:00Z', '2026-11-27T08:00:00Z', 262],
    ['from later on', '2026-11-30T08:00:00Z', '2026-11-26T08:00:00Z', 0],
  ]
  for (const [title, at, now, days] of cases)
    it(`are counted ${title}`, () => {
      expect(workingDaysSince(new Date(at), new Date(now), ZONE)).to.equal(days)
    })

  it('name the instant before which everything is so old, and after which nothing is', () => {
    for (const now of ['2026-11-26T10:00:00Z', '2026-11-28T10:00:00Z', '2026-10-26T00:30:00Z'].map(
      (text) => new Date(text),
    ))
      for (let days = 1; days <= 12; days += 1) {
        const start = oldBefore(days, now, ZONE)
        expect(workingDaysSince(new Date(start.getTime() - 1), now, ZONE)).to.be.at.least(days)
        expect(workingDaysSince(start, now, ZONE)).to.equal(days - 1)
      }
  })

  it('let everything of today be 0 days old', () => {
    const now = new Date('2026-11-26T10:00:00Z')
    expect(oldBefore(0, now, ZONE)).to.deep.equal(new Date('2026-11-26T23:00:00Z'))
  })
})
