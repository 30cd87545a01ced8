import { expect } from 'chai'
import { median, medianRatio } from './figures.ts'

describe('figures', () => {
  it('are medians in any order', () => {
    expect(median([10, 9, 100])).to.equal(10)
    expect(median([4, 1, 100, 2])).to.equal(3)
    expect(median([7])).to.equal(7)
    expect(Number.isNaN(median([]))).to.equal(true)
  })

  it('are ratios within pairs, not of medians', () => {
    expect(medianRatio([10, 20, 90], [20, 10, 30])).to.equal(2)
    expect(medianRatio([30, 10], [10, 10])).to.equal(2)
  })
})
