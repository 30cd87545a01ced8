import { expect } from 'chai'
import * as fc from 'fast-check'
import { addDays, dayNumber, daysBetween, isDay, weekdayOf } from '../../../server/policy/facts/days.ts'

describe('days between', () => {
  it('counts over the end of a leap February', () => {
    expect(daysBetween('2028-02-28', '2028-03-01T23:59:59')).to.equal(2)
  })

  it('is negative backwards', () => {
    expect(daysBetween('2026-05-20', '2026-05-19')).to.equal(-1)
  })
})

describe('a day of the calendar', () => {
  it('is every day from the year 0 to 9999, and the next one is a day later', () => {
    fc.assert(
      fc.property(fc.integer({ min: -719_528, max: 2_932_895 }), (days) => {
        const date = new Date(days * 86_400_000)
        const day = date.toISOString().slice(0, 10)

        expect(dayNumber(day)).to.equal(days - 10_957)
        expect(weekdayOf(day)).to.equal(date.getUTCDay())
        expect(addDays(day, 0)).to.equal(day)
      }),
    )
  })

  for (const text of [
    '2026-02-29',
    '2100-02-29',
    '2026-04-31',
    '2026-13-01',
    '2026-00-10',
    '2026-05-00',
    '2026-05-0x',
  ]) {
    it(`is not ${text}`, () => {
      expect(isDay(text)).to.equal(false)
    })
  }
})
