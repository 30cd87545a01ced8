import { expect } from 'chai'
import { byPeriod, periodOf } from '../../../server/policy/facts/periods.ts'

describe('the period of a day', () => {
  it('is named the same in every language', () => {
    expect(periodOf('2026-05-19', 'day')).to.equal('2026-05-19')
    expect(periodOf('2026-05-19', 'week')).to.equal('2026-W21')
    expect(periodOf('2026-05-19', 'month')).to.equal('2026-05')
    expect(periodOf('2026-05-19', 'year')).to.equal('2026')
  })

  it('is a week from Monday to Sunday', () => {
    expect(periodOf('2026-05-18', 'week')).to.equal('2026-W21')
    expect(periodOf('2026-05-24', 'week')).to.equal('2026-W21')
    expect(periodOf('2026-05-25', 'week')).to.equal('2026-W22')
  })

  it('is a week of the year that its Thursday is in', () => {
    expect(periodOf('2024-12-30', 'week')).to.equal('2025-W01')
    expect(periodOf('2027-01-03', 'week')).to.equal('2026-W53')
    expect(periodOf('2028-01-01', 'week')).to.equal('2027-W52')
  })

  it('ignores a time of day', () => {
    expect(periodOf('2026-05-19T23:59:59', 'day')).to.equal('2026-05-19')
  })

  it('is unknown for what is no day of the calendar', () => {
    expect(periodOf('2026-02-30', 'month')).to.equal(undefined)
    expect(periodOf('soon', 'week')).to.equal(undefined)
  })

  it('keeps things in their order, and those without a valid day apart', () => {
    const items = [
      { id: 1, day: '2026-05-31' },
      { id: 2 },
      { id: 3, day: '2026-06-01' },
      { id: 4, day: '2026-05-01' },
      { id: 5, day: 'soon' },
    ]

    const ids = [...byPeriod(items, 'month')].map(([name, found]) => [name, found.map(({ id }) => id)])

    expect(ids).to.deep.equal([
      ['2026-05', [1, 4]],
      [undefined, [2, 5]],
      ['2026-06', [3]],
    ])
  })
})
