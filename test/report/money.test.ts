import { Big } from 'big.js'
import { expect } from 'chai'
import { formatDecimal, signOf, sumOf } from '../../server/report/money.ts'

describe('an amount for people', () => {
  for (const [amount, text] of [
    ['0', '0.00'],
    ['-0', '0.00'],
    ['129.00000000', '129.00'],
    ['-0.5', '-0.50'],
    ['1e5', '100000.00'],
    ['0.001', '0.001'],
    ['12.3450', '12.345'],
  ] as const) {
    it(`writes ${amount} as ${text}`, () => {
      expect(formatDecimal(new Big(amount))).to.equal(text)
    })
  }
})

describe('the sign of an amount', () => {
  it('is that of a comparison with 0', () => {
    expect(['-0.01', '-0', '0', '1e-30'].map((text) => signOf(new Big(text)))).to.deep.equal([-1, 0, 0, 1])
  })
})

describe('a sum', () => {
  it('of nothing is zero, and of cents exact', () => {
    expect(sumOf([]).toFixed()).to.equal('0')
    expect(sumOf([new Big('0.1'), new Big('0.2')]).toFixed()).to.equal('0.3')
  })
})
