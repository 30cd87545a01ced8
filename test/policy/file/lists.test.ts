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
    ['with empty columns behind', 'city;amount;;\nBern;200;;\n'],
    ['with empty columns between', 'city,,amount\nBern,,200\n'],
    ['with empty rows behind', 'city;amount\nBern;200\n;\n;\n'],
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

  it('may say above its header what separates its columns, as Excel has it', () => {
    expect(rowsOf('sep=;\r\ncity;amount\r\nBern;200\r\n')).to.deep.equal([
      [3, { city: 'Bern', amount: '200' }],
    ])
  })

  const alone: readonly (readonly [string, string])[] = [
    ['a comma where sheets have semicolons', 'vendors\nMüller, Meier & Co\nAcme\n'],
    ['a semicolon where sheets have commas', 'vendors\nMüller; Meier & Co\nAcme\n'],
    ['a comma, with empty columns behind', 'vendors;;\nMüller, Meier & Co;;\nAcme;;\n'],
  ]
  for (const [title, text] of alone) {
    it(`may have a single column with ${title} in it`, () => {
      expect(rowsOf(text).map(([, { vendors }]) => vendors?.replace(';', ','))).to.deep.equal([
        'Müller, Meier & Co',
        'Acme',
      ])
    })
  }

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
      'line 1: expected each column to have a name of its own, but found "city" twice',
    ],
    [
      'a column without a name, and something in it',
      'city,,amount\nBern,CH,200\n',
      'line 2: expected nothing in column 2, which has no name, but found "CH"',
    ],
    [
      'a row that is cut off',
      'code;status\n4711;open\n4713\n',
      'line 3: expected 2 fields as in the header, but found 1: "4713"',
    ],
    [
      'a row that has too many fields',
      'city,amount\nBern,200\nBasel,1,500\n',
      'line 3: expected 2 fields as in the header, but found "500" behind ","; put text that holds one into double quotes',
    ],
    [
      'one column where both separators stand in its rows',
      'vendors\nAcme;blocked\nSmith, Jones\n',
      'line 3: expected one field as in the header, but found "Jones" behind ","; put text that holds one into double quotes',
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
})
