import { expect } from 'chai'
import { nameFinder, textFinder } from '../../server/personal-data/names.ts'
import { replaceInBytes, replaceInJson } from '../../server/personal-data/replace-in.ts'

const FINDER = nameFinder({ ids: ['zoe@example.com', '1042', 'E-7781'], names: ["O'Neill, Zoë"] }, 'X')

describe('names in texts', () => {
  const found: readonly (readonly [string, string, string])[] = [
    ['in any letter case', "ZOË O'NEILL", 'X'],
    ['without accents', "Zoe O'Neill came", 'X came'],
    ['with accents of their own', "Zoe\u0308 O'Neill", 'X'],
    ['with a printer’s apostrophe', 'Zoë O’Neill', 'X'],
    ['with the last name first', "by O'Neill, Zoë.", 'by X.'],
    ['with an initial', "Zoë M. O'Neill", 'X'],
    ['in XML', 'Zo&#xEB; O&apos;Neill', 'X'],
    ['in JSON', String.raw`"Zo\u00eb O'Neill"`, '"X"'],
    ['in an address', 'login=zoe%40example.com&x=1', 'login=X&x=1'],
    ['across lines', "Zoë\n  O'Neill", 'X'],
    [
      'in two elements',
      '<FirstName>Zo&#235;</FirstName><Title/><LastName>O&apos;Neill</LastName>',
      '<FirstName>X</FirstName><Title/><LastName>X</LastName>',
    ],
    [
      'in two members',
      `{"lastName":"O'Neill","id":7,"firstName":"Zoë"}`,
      '{"lastName":"X","id":7,"firstName":"X"}',
    ],
    ['by an address in capitals', 'To: ZOE@EXAMPLE.COM', 'To: X'],
    ['by an id with letters', 'of e-7781!', 'of X!'],
    ['by a number in a field of a person', '<EmployeeID>1042</EmployeeID>', '<EmployeeID>X</EmployeeID>'],
    ['by a number in a member of a person', '{"employeeId": "1042"}', '{"employeeId": "X"}'],
  ]
  for (const [how, text, expected] of found) {
    it(`are found ${how}`, () => {
      expect(FINDER.replace(text)).to.deep.equal({ text: expected, count: 1 })
    })
  }

  const others: readonly (readonly [string, string])[] = [
    ['a longer name', "Zoey O'Neills"],
    ['a part of the name', 'Zoë was here'],
    ['a longer address', 'azoe@example.com zoe@example.com.au'],
    ['an amount', '<Amount>1042</Amount>, "total": "1042", 1042.00'],
    ['two people beside each other', "<LastName>O'Neill</LastName></A><A><FirstName>Zoë</FirstName>"],
  ]
  for (const [what, text] of others) {
    it(`are not ${what}`, () => {
      expect(FINDER.replace(text)).to.deep.equal({ text, count: 0 })
    })
  }

  it('are also each part of them in what is their own', () => {
    const own = nameFinder({ ids: [], names: ["O'Neill, Zoë Ann"] }, 'X', true)
    expect(own.replace("Dear Ann, Mr O'Neill and zoe; zoey").text).to.equal('Dear X, Mr X and X; zoey')
  })

  it('are found in writing that has no letters of ASCII', () => {
    expect(nameFinder({ ids: [], names: ['Петрова, Анна'] }, 'X').replace('от Анна Петрова').text).to.equal(
      'от X',
    )
  })

  it('stand in quoted texts too, the longest of which goes first', () => {
    const finder = textFinder(['Dinner', 'Dinner with Zoë', 'abc'], '-')
    expect(finder.replace('purpose "dinner  with ZOE" is banned; abc').text).to.equal(
      'purpose "-" is banned; abc',
    )
  })

  it('do not take time that grows with the square of a hostile text', () => {
    const hostile = `"zoë" , ${'"a" : "b" , '.repeat(20_000)}<zoë>${'</a><b>'.repeat(20_000)}`
    expect(FINDER.replace(hostile).count).to.equal(0)
  })

  it('are taken out of our JSON without touching its words', () => {
    const hold = nameFinder({ ids: [], names: ['Hold, Rule'] }, 'X', true)
    expect(
      replaceInJson('{"outcome":"hold","findings":[{"rule":"hold","message":"hold \\u0048old"}]}', hold),
    ).to.deep.equal({
      text: '{"outcome":"hold","findings":[{"rule":"hold","message":"X X"}]}',
      count: 2,
    })
  })

  const bytes: readonly (readonly [string, Buffer, string])[] = [
    ['UTF-16', Buffer.from("\uFEFF<a>Zoë O'Neill</a>", 'utf16le'), '<a>X</a>'],
    ['Latin-1 without a word', Buffer.from("Zoë O'Neill", 'latin1'), 'X'],
    [
      'a declared encoding',
      Buffer.from('<?xml version="1.0" encoding="ISO-8859-1"?><a>Zoë O\'Neill</a>', 'latin1'),
      '<?xml version="1.0"?><a>X</a>',
    ],
  ]
  for (const [what, body, expected] of bytes) {
    it(`are found in bytes of ${what}`, () => {
      expect(Buffer.from(replaceInBytes(body, FINDER).bytes).toString()).to.equal(expected)
    })
  }

  it('leave bytes without them as they are', () => {
    const body = Buffer.from([0xff, 0xfe, 0x00, 0xd8, 0x41])
    expect(replaceInBytes(body, FINDER)).to.deep.equal({ bytes: body, count: 0 })
  })
})
