import { expect } from 'chai'
import { numbersIn, readArguments, writeArguments } from './arguments.ts'

describe('the arguments of a benchmark', () => {
  it('are a name, words and options in any order', () => {
    expect(readArguments([])).to.deep.equal({ words: [], pairs: 6 })
    expect(readArguments(['growth', '1000', '--pairs', '2', '5000'])).to.deep.equal({
      name: 'growth',
      words: ['1000', '5000'],
      pairs: 2,
    })
    expect(readArguments(['--against', '6c24f89'])).to.deep.equal({
      words: [],
      pairs: 6,
      against: '6c24f89',
    })
  })

  it('are refused where they say nothing', () => {
    for (const pairs of ['0', '1.5', 'many', '', '101'])
      expect(() => readArguments([`--pairs=${pairs}`]), pairs).to.throw('--pairs is a whole number from 1')
    for (const commit of ['', '--force'])
      expect(() => readArguments([`--against=${commit}`]), commit).to.throw('--against is a commit')
    expect(() => readArguments(['--pear', '3'])).to.throw('--pear')
    expect(numbersIn(['1000', '5'])).to.deep.equal([1000, 5])
    for (const size of ['many', '0', '1e3', '-5']) expect(() => numbersIn([size]), size).to.throw('a size is')
  })

  it('are read by another process as they were', () => {
    const asked = { name: 'growth', words: ['1000'], pairs: 2, against: 'main' }
    expect(readArguments(writeArguments(asked))).to.deep.equal(asked)
    expect(readArguments(writeArguments({ words: [], pairs: 6 }))).to.deep.equal({ words: [], pairs: 6 })
  })
})
