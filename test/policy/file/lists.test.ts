import { expect } from 'chai'
import { readList } from '../../../server/policy/file/lists.ts'

/** Rows as `line: values`. */
function rowsOf(text: string): readonly (readonly [number, Readonly<Record<string, string>>])[] {
  const read = readList('cities', text)
  if (!read.ok) throw new Error(read.problem)
  return read.table.rows.map(({ line, values }) => [line, values])
}

function problemOf(text: string): string {
  const read = readList('cities', text)
  return read.ok ? 'none' : read.problem
}

describe('a list', () => {
  const same: readonly (readonly [string, string])[] = [
    ['with commas', 'city,amount\nBern,200\n'],
    ['with semicolons', 'city;amount\nBern;200\n'],
    ['with tabs', 'city\tamount\nBern\t200\n'],
    ['with a byte order mark', '\uFEFFcity;amount\nBern;200\n'],
    ['written on Windows', 'city;amount\r\nBern;200\r\n'],
    ['with quotes', '"city","amount"\n"Bern","200"\n'],
    ['with blanks around the fields', ' City , AMOUNT \n Bern , 200 \n'],
    ['without an end of its last line', 'city,amount\nBern,200'],
  ]
  for (const [title, text] of same) {
    it(`is read ${title}`, () => {
      expect(rowsOf(text)).to.deep.equal([[2, { city: 'Bern', amount: '200' }]])
    })
  }

  it('may have separators, quotes and ends of lines inside quotes', () => {
    expect(rowsOf('city;note\n"Bern; ""the"" capital";"two\nlines"\n')).to.deep.equal([
      [3, { city: 'Bern; "the" capital', note: 'two\nlines' }],
    ])
  })

  it('leaves out empty fields, and lines that are empty', () => {
    expect(rowsOf('city,amount\n\nBern,\n,200\n')).to.deep.equal([
      [3, { city: 'Bern' }],
      [4, { amount: '200' }],
    ])
  })

  it('may have no rows', () => {
    expect(rowsOf('city,amount\n')).to.deep.equal([])
  })

  it('may have a single column', () => {
    expect(rowsOf('word\nspa\ngift card\n')).to.deep.equal([
      [2, { word: 'spa' }],
      [3, { word: 'gift card' }],
    ])
  })

  it('keeps numbers as they were typed', () => {
    expect(rowsOf('code\n0815\n')).to.deep.equal([[2, { code: '0815' }]])
  })

  it('may name a column as JavaScript names its own', () => {
    const [row] = rowsOf('constructor\nx\n')

    expect(row?.[1]['constructor']).to.equal('x')
  })

  const problems: readonly (readonly [string, string, string])[] = [
    ['an empty file', '', 'expected a header line with the names of the columns'],
    ['a file of blank lines', '\n\n', 'expected a header line with the names of the columns'],
    [
      'a column that is there twice',
      'City,amount,city\n',
      'line 1: expected each column to have a name of its own, but found "city"',
    ],
    [
      'a column without a name',
      'city,,amount\n',
      'line 1: expected each column to have a name of its own, but found ""',
    ],
  ]
  for (const [title, text, problem] of problems) {
    it(`cannot be used with ${title}`, () => {
      expect(problemOf(text)).to.equal(problem)
    })
  }

  it('cannot be used with a quote that is never closed', () => {
    expect(problemOf('city,amount\n"Bern,200\n')).to.match(/quote/i)
  })

  it('cannot be used with a row that has too many fields, and says which line', () => {
    expect(problemOf('city,amount\nBern,200\nBasel,1,500\n')).to.match(/line 3/)
  })
})
