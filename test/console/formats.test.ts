import { expect } from 'chai'
import { createFormats } from '../../server/console/formats.ts'
import { readerOf } from '../../server/console/reader.ts'

const AT = new Date('2026-11-29T22:30:00Z')

/** With plain blanks: where Intl writes narrow ones and such that break no line depends on its version. */
const plain = (text: string) => text.replaceAll(/[\u{A0}\u{202F}]/gu, ' ')

describe('dates and amounts of the console', () => {
  const cases = [
    {
      locale: 'en-GB',
      date: '29 Nov 2026',
      time: '23:30',
      clock: '23:30:00',
      amount: 'EUR 1,234.50',
      count: '1,234',
    },
    {
      locale: 'en-US',
      date: 'Nov 29, 2026',
      time: '11:30 PM',
      clock: '11:30:00 PM',
      amount: 'EUR 1,234.50',
      count: '1,234',
    },
    {
      locale: 'de-DE',
      date: '29.11.2026',
      time: '23:30',
      clock: '23:30:00',
      amount: '1.234,50 EUR',
      count: '1.234',
    },
  ]
  for (const { locale, date, time, clock, amount, count } of cases) {
    it(`are written as in ${locale}`, () => {
      const formats = createFormats(locale, 'Europe/Berlin')

      expect(plain(formats.date(AT))).to.equal(date)
      expect(plain(formats.time(AT))).to.equal(time)
      expect(plain(formats.clock(AT))).to.equal(clock)
      expect(plain(formats.dateTime(AT))).to.equal(`${date}, ${time}`)
      expect(plain(formats.day('2026-11-29'))).to.equal(date)
      expect(plain(formats.amount('1234.5', 'EUR'))).to.equal(amount)
      expect(formats.count(1234)).to.equal(count)
    })
  }

  it('lose no digit of an amount, and invent none', () => {
    const formats = createFormats('en-GB', 'UTC')

    expect(plain(formats.amount('12345678901234567890.12', 'EUR'))).to.equal(
      'EUR 12,345,678,901,234,567,890.12',
    )
    expect(plain(formats.amount('-0.005', 'EUR'))).to.equal('-EUR 0.005')
    expect(plain(formats.amount('1200', 'JPY'))).to.equal('JPY 1,200')
    expect(plain(formats.amount('1.5', 'KWD'))).to.equal('KWD 1.500')
  })

  it('come back as they are if they are none', () => {
    const formats = createFormats('en-GB', 'UTC')

    expect(formats.amount('12,50', 'EUR')).to.equal('12,50 EUR')
    expect(formats.amount('12.50', '')).to.equal('12.50')
    expect(formats.amount('12.50', 'EURO')).to.equal('12.50 EURO')
    expect(formats.day('2026-02-31')).to.equal('3 Mar 2026')
    expect(formats.day('2026-13-01')).to.equal('2026-13-01')
    expect(formats.day('soon')).to.equal('soon')
  })
})

describe('the reader of the console', () => {
  const cases = [
    { accepted: undefined, language: 'en', locale: 'en-GB' },
    { accepted: 'de', language: 'de', locale: 'de-DE' },
    { accepted: 'de-AT,de;q=0.9,en;q=0.8', language: 'de', locale: 'de-AT' },
    { accepted: 'fr-FR, en-US;q=0.7, de;q=0.8', language: 'de', locale: 'de-DE' },
    { accepted: 'fr', language: 'en', locale: 'en-GB' },
    { accepted: 'EN-us', language: 'en', locale: 'en-US' },
    { accepted: 'de-AT,en-US;q=0.5', chosen: 'en', language: 'en', locale: 'en-US' },
    { accepted: 'de', chosen: 'xx', language: 'de', locale: 'de-DE' },
    { accepted: 'x-y-z;q=1,*;q=0.5,<script>,de-1996', language: 'de', locale: 'de-1996' },
  ]
  for (const { accepted, chosen, language, locale } of cases) {
    it(`of "${accepted}"${chosen === undefined ? '' : ` who chose ${chosen}`} reads ${language} as in ${locale}`, () => {
      expect(readerOf(accepted, chosen)).to.deep.equal({ language, locale })
    })
  }
})
