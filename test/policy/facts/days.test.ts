import { expect } from 'chai'
import { daysBetween } from '../../../server/policy/facts/days.ts'

describe('days between', () => {
  it('counts over the end of a leap February', () => {
    expect(daysBetween('2028-02-28', '2028-03-01T23:59:59')).to.equal(2)
  })

  it('is negative backwards', () => {
    expect(daysBetween('2026-05-20', '2026-05-19')).to.equal(-1)
  })
})
