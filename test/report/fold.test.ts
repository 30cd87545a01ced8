import { expect } from 'chai'
import * as fc from 'fast-check'
import { fold, foldCase, foldPart } from '../../server/report/fold.ts'

describe('names', () => {
  const alike: readonly (readonly [why: string, one: string, other: string])[] = [
    ['letter case', 'Example Vendor', 'EXAMPLE VENDOR'],
    ['blanks', 'Example  Vendor', ' Example\tVendor\n'],
    ['blanks that do not break', 'Example\u00A0Vendor', 'Example\u202FVendor'],
    ['full width', 'Ｅｘａｍｐｌｅ', 'example'],
    ['ligatures', 'Oﬃce', 'office'],
    ['accents', 'Café de Paris', 'CAFE DE PARIS'],
    ['accents behind their letter', 'Cafe\u0301', 'café'],
    ['umlauts', 'Zürich', 'ZURICH'],
    ['sharp s', 'Straße', 'STRASSE'],
    ['capital sharp s', 'STRAẞE', 'strasse'],
    ['letters of the north', 'Søren Ærø', 'SOREN AERO'],
    ['letters of Poland', 'Łódź', 'lodz'],
    ['letters of Turkey', 'İstanbul', 'ISTANBUL'],
    ['letters of Iceland', 'Þórður', 'thordur'],
    ['Vietnamese', 'Đà Nẵng', 'Da Nang'],
    ['Greek accents and the last letter', 'Οδός', 'ΟΔΟΣ'],
    ['Russian', 'Королёв', 'КОРОЛЕВ'],
    ['the typographic apostrophe', 'Joe’s', "Joe's"],
    ['an accent for an apostrophe', 'Joe´s', 'Joe`s'],
    ['half a quotation mark for an apostrophe', '‘t Hof', "'t Hof"],
    ['an Irish name', 'O\u02BCBrien', "o'brien"],
    ['dashes', 'Coca–Cola', 'COCA-COLA'],
    ['a dash that does not break, and a minus', 'Coca\u2011Cola', 'Coca\u2212Cola'],
    ['quotation marks', '„Zum Adler“', '"zum adler"'],
    ['a soft hyphen', 'Bahn\u00ADhof', 'bahnhof'],
    ['a blank without width', 'Acme\u200B', 'acme'],
    ['a mark of the direction', '\u200EAcme', 'acme'],
    ['apostrophes that others fall apart into', 'ŉ‴｀\u1FEF\u0374', "'n''''''"],
    ['a capital apostrophe', 'Ꞌ', 'ꞌ'],
    ['dashes that others fall apart into', '⁻₋︱︲', '----'],
    ['the order of points that something unseen holds apart', '\u05B8\u034F\u05B0', '\u05B0\u05B8'],
    ['a byte order mark', '\uFEFFAcme', 'acme'],
  ]
  for (const [why, one, other] of alike) {
    it(`are alike whatever the ${why}: ${one}, ${other}`, () => {
      expect(fold(one)).to.equal(fold(other))
    })
  }

  const different: readonly (readonly [why: string, one: string, other: string])[] = [
    ['a letter more', 'Zürich', 'Zuerich'],
    ['an apostrophe', "Joe's", 'Joes'],
    ['a blank', 'Coca Cola', 'Coca-Cola'],
    ['no blank', 'CocaCola', 'Coca Cola'],
    ['a sign', 'A & B', 'A B'],
    ['a point', 'Dr. Example', 'Dr Example'],
    ['the legal form', 'Example', 'Example GmbH'],
    ['a digit', 'Hotel 1', 'Hotel 2'],
    ['a script', 'Casino', '\u0421asino'],
    ['Japanese voicing', 'かき', 'がき'],
    ['Thai tones', 'ไม่', 'ไม้'],
    ['Hindi vowels', 'कि', 'की'],
  ]
  for (const [why, one, other] of different) {
    it(`are different by ${why}: ${one}, ${other}`, () => {
      expect(fold(one)).not.to.equal(fold(other))
    })
  }

  it('stay as they are when they are folded again', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'grapheme' }), (text) => {
        expect(fold(fold(text))).to.equal(fold(text))
      }),
    )
  })

  it('stay so whatever single character they are of', () => {
    const characters = Array.from({ length: 0x10000 }, (_, code) => String.fromCharCode(code))
    expect(characters.filter((each) => fold(fold(each)) !== fold(each))).to.deep.equal([])
  })

  it('are folded part by part as they are as a whole', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'grapheme' }), (text) => {
        expect(fold(Array.from(text, foldPart).join(''))).to.equal(fold(text))
      }),
    )
  })

  it('take a short way for ASCII that leads to the same', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary-ascii' }), (text) => {
        expect(fold(text)).to.equal(fold(`${text}\u200B`))
      }),
    )
  })
})

describe('logins', () => {
  it('are alike whatever their letter case, spacing and width', () => {
    expect([' ROBIN@example.com ', 'robin@example.com', 'Ｒobin@example.com'].map(foldCase)).to.deep.equal(
      Array.from({ length: 3 }, () => 'robin@example.com'),
    )
  })

  it('are different by accents, for they may be of two people', () => {
    expect(foldCase('müller')).not.to.equal(foldCase('muller'))
  })
})
