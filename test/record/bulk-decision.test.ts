import { Big } from 'big.js'
import { expect } from 'chai'
import { type BulkReview, bulkSums, needSecond } from '../../server/record/bulk-decision.ts'

const LIMITS = new Map([['EUR', new Big('100')]])
let id = 0
const of = (total: string | undefined, currency = 'EUR'): BulkReview => ({
  id: (id += 1),
  currency,
  startedAt: new Date(0),
  ...(total !== undefined && { total }),
})

describe('deciding on several reports at once', () => {
  it('adds their totals exactly, those of each currency apart', () => {
    expect(bulkSums([of('0.1'), of('0.2'), of('5', 'CHF'), of(undefined)])).to.deep.equal([
      { currency: 'CHF', amount: '5' },
      { currency: 'EUR', amount: '0.3' },
    ])
  })

  for (const [what, reviews, above] of [
    ['nobody else where the sum is the limit', [of('99.99'), of('0.01')], []],
    ['a second person where it is more', [of('99.99'), of('0.02')], ['100.01 EUR']],
    ['a second person in a currency without a limit', [of('1'), of('1', 'CHF')], ['1 CHF']],
    ['a second person where a total is not known', [of('1'), of(undefined)], ['1 EUR']],
    ['a second person where no total is known', [of(undefined, 'CHF'), of('1')], ['0 CHF']],
    ['a second person where only a credit keeps the sum low', [of('100.01'), of('-50')], ['100.01 EUR']],
    ['nobody else for a single report', [of('5000')], []],
  ] as const)
    it(`needs ${what}`, () => {
      const found = needSecond(reviews, LIMITS)
      expect(found.map(({ amount, currency }) => `${amount} ${currency}`)).to.deep.equal(above)
    })

  it('needs nobody else where nobody has set a limit', () => {
    expect(needSecond([of('5000'), of('5000')], undefined)).to.deep.equal([])
  })
})
