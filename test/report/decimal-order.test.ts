import { Big } from 'big.js'
import { expect } from 'chai'
import { assert, constantFrom, property, stringMatching, tuple } from 'fast-check'
import { decimalOrder } from '../../server/report/decimal-order.ts'
import { parseDecimal } from '../../server/report/money.ts'

const decimal = tuple(constantFrom('', '-'), stringMatching(/^\d{1,30}(\.\d{1,30})?(e-?\d{1,2})?$/)).map(
  ([sign, digits]) => parseDecimal(`${sign}${digits}`) ?? new Big(0),
)

describe('the order of decimals as texts', () => {
  it('is that of the numbers', () => {
    const numbers = [
      '-1000',
      '-500.25',
      '-500',
      '-0.01',
      '0',
      '0.009',
      '0.01',
      '9',
      '10',
      '499.99',
      '500',
      '500.00000001',
    ]
    const texts = numbers.map((number) => decimalOrder(new Big(number)))

    expect(texts.toSorted()).to.deep.equal(texts)
  })

  it('is the same for one number in two spellings', () => {
    expect(decimalOrder(new Big('500.00'))).to.equal(decimalOrder(new Big('5e2')))
    expect(decimalOrder(new Big('-0'))).to.equal(decimalOrder(new Big('0')))
  })

  it('holds for whatever Concur can send', () => {
    assert(
      property(decimal, decimal, (one, other) => {
        const [a, b] = [decimalOrder(one), decimalOrder(other)]
        expect(a < b ? -1 : Number(a > b)).to.equal(one.cmp(other))
      }),
    )
  })

  it('has only letters and digits, which every collation sorts alike', () => {
    expect(decimalOrder(new Big('-1234.5'))).to.equal('n49687654z')
    expect(decimalOrder(new Big('1234.5'))).to.equal('p50312345')
  })
})
