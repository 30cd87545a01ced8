import { Big } from 'big.js'
import { expect } from 'chai'
import { amountCell, textCell } from '../../server/commands/csv-cells.ts'

describe('a cell of a spreadsheet', () => {
  for (const text of [
    '=1+1',
    '+1-555',
    '-2+3',
    '@SUM(A1)',
    ' =1',
    '\t=1',
    '\n=1',
    '\r\n@x',
    '\u00a0=1',
    '\u200b=1',
    '\u202e=1',
    '\ufeff=1',
    '\0=1',
    '\uff1d1+1',
    '\uff0b1',
    '\uff0d1',
    '\uff20x',
    '\ufe631',
    '\u22121',
    '- lunch',
  ])
    it(`is no formula, though it begins as ${JSON.stringify(text)}`, () => {
      expect(textCell(text)[0]).to.equal("'")
    })

  for (const text of [
    '0042',
    '12345678901234567890',
    '1E5',
    '1.2e+3',
    '11/2026',
    '1-2',
    '10:30',
    '5 %',
    '1,5',
    '1 000',
    '$5',
    'Nov 2026',
    '12. März',
    '3-août-26',
    'Sept. 2026',
  ])
    it(`stays text, though a spreadsheet would take ${text} for a number or a day`, () => {
      expect(textCell(text)).to.equal(`'${text}`)
    })

  for (const text of [
    '',
    'Zoë Müller',
    'a=b',
    'ada+x@example.com',
    '4711',
    '0',
    '(=1)',
    "'=1",
    'B-52',
    'Q4 2026',
    'Marseille 2026',
    'May',
    '"=1"',
  ])
    it(`is ${JSON.stringify(text)} as it is`, () => {
      expect(textCell(text)).to.equal(text)
    })

  it('has one line, and nothing that turns what follows around', () => {
    expect(textCell(' two\r\nlines\u202eand\ttabs\u001b[31m ')).to.equal('two lines and tabs [31m')
  })

  it('has an amount as a number, with the mark of its language and every decimal', () => {
    expect(amountCell(new Big('-12.5'), 'en')).to.equal('-12.50')
    expect(amountCell(new Big('-12.5'), 'de')).to.equal('-12,50')
    expect(amountCell(new Big('1234567.00000001'), 'fr')).to.equal('1234567,00000001')
    expect(amountCell(new Big('1e21'), 'en')).to.equal('1000000000000000000000.00')
  })
})
