import { expect } from 'chai'
import { rangesAround, rangesOfPeriods } from '../../../server/policy/facts/day-ranges.ts'
import { addDays } from '../../../server/policy/facts/days.ts'

describe('the days that are asked for', () => {
  it('are those around each day, those that meet joined, in their order', () => {
    expect(
      rangesAround(['2026-03-01', '2026-05-19', undefined, '2026-05-15', '2026-05-19'], 2),
    ).to.deep.equal([
      { from: '2026-02-27', to: '2026-03-03' },
      { from: '2026-05-13', to: '2026-05-21' },
    ])
  })

  it('leave out what is no day of the calendar', () => {
    expect(rangesAround(['2026-02-30', 'soon', ''], 1)).to.deep.equal([])
  })

  it('are whole weeks, also around a turn of the year', () => {
    expect(rangesOfPeriods(['2027-01-03', '2026-12-28'], 'week')).to.deep.equal([
      { from: '2026-12-28', to: '2027-01-03' },
    ])
  })

  it('are those from the first to the last where there are many gaps', () => {
    const days = Array.from({ length: 51 }, (_, index) => addDays('2026-01-01', index * 2))

    expect(rangesAround(days.slice(1), 0)).to.have.length(50)
    expect(rangesAround(days, 0)).to.deep.equal([{ from: '2026-01-01', to: '2026-04-11' }])
  })
})
