import { expect } from 'chai'
import { LANGUAGES } from '../../server/record/destination.ts'
import { compose } from '../../server/tell/compose.ts'
import { mailOf } from '../../server/tell/mail.ts'
import { HOSTILE } from './hostile.ts'
import { EACH_NEWS, heldNews, heldReview } from './sample-news.ts'

const CONSOLE = { consoleUrl: 'https://concur.example.com', timeZone: 'Europe/Berlin' }

describe('a mail', () => {
  it('says what is held, why, since when, and where to open it', () => {
    const { subject, text } = mailOf(compose(heldNews(), 'en', CONSOLE))

    expect(subject).to.equal('Held: Trip to Rome, 1,234.50 USD, Lovelace, Ada')
    expect(text).to.equal(`Held: Trip to Rome, 1,234.50 USD, Lovelace, Ada

It waits for the decision of a person.

Report: Trip to Rome (9A1B2C3D)
Employee: Lovelace, Ada
Total: 1,234.50 USD
Held since: 26 Nov 2026, 09:00 CET (3 days)
Step: ERP CHECK
Assigned to: nobody

Findings
  receipt-missing: entry 2, BUSMEAL 115.00 USD: no receipt
  not seen whole: page 3 of the entries was not answered

Open in the console: https://concur.example.com/reviews/12

-- 
Sent by the application connector for SAP Concur. Decisions are taken in the console, not by a reply.`)
  })

  it('says it in German, with amounts and times as they are written there', () => {
    const { subject, text } = mailOf(compose(heldNews({ objectType: 'TRAVELREQ' }), 'de', CONSOLE))

    expect(subject).to.equal('Angehalten: Trip to Rome, 1.234,50 USD, Lovelace, Ada')
    expect(text).to.include('\nReiseantrag: Trip to Rome (9A1B2C3D)\n')
    expect(text).to.include('\nSumme: 1.234,50 USD\n')
    expect(text).to.include('\nAngehalten seit: 26. Nov. 2026, 09:00 MEZ (3 Tage)\n')
    expect(text).to.include('  nicht vollständig gelesen: page 3')
  })

  it('says the same as HTML', () => {
    const { html } = mailOf(compose(heldNews(), 'en', CONSOLE))

    expect(html).to.include('<html lang="en">')
    expect(html).to.include('<tr><th align="left" scope="row">Total</th><td>1,234.50 USD</td></tr>')
    expect(html).to.include('<li>receipt-missing: entry 2, BUSMEAL 115.00 USD: no receipt</li>')
    expect(html).to.include('<a href="https://concur.example.com/reviews/12">Open in the console</a>')
  })

  it('has no link where there is no console', () => {
    const { text, html } = mailOf(compose(heldNews(), 'en', { timeZone: 'UTC' }))

    expect(text).to.not.include('Open')
    expect(html).to.not.include('<a ')
  })

  it('lets nobody decide by it', () => {
    for (const news of EACH_NEWS) {
      const { html } = mailOf(compose(news, 'en', CONSOLE))
      const addresses = Array.from(html.matchAll(/href="([^"]*)"/g), ([, address]) => address)

      expect(addresses, news.kind).to.satisfy((all: string[]) =>
        all.every((each) => /^https:\/\/concur\.example\.com\/((?:reviews|bulk)\/\d+)?$/.test(each)),
      )
      expect(html, news.kind).to.not.match(/<form|<button|<input/)
    }
  })

  it('keeps an exact amount, however long', () => {
    const long = heldNews({ total: '123456789012345678.123456', currency: 'IDR' })

    expect(mailOf(compose(long, 'en', CONSOLE)).text).to.include(
      '\nTotal: 123,456,789,012,345,678.123456 IDR\n',
    )
    expect(mailOf(compose(heldNews({ total: '-12.5' }), 'de', CONSOLE)).text).to.include(
      '\nSumme: -12,50 USD\n',
    )
    expect(mailOf(compose(heldNews({ total: null }), 'en', CONSOLE)).text).to.not.include('Total')
  })

  it('lists the held reports of a digest with their links, counts the others, and ends with the end of the trail', () => {
    const { subject, text } = mailOf(
      compose(
        {
          kind: 'digest',
          id: 'digest-1',
          at: '2026-11-29T07:00:00.000Z',
          reviews: [heldReview(), heldReview({ reviewId: 13, reportName: null, assignee: 'bob' })],
          count: 7,
          trail: { number: 812, hash: 'ab12' },
        },
        'en',
        CONSOLE,
      ),
    )

    expect(subject).to.equal('7 reports are held')
    expect(text).to.include(`
Trip to Rome, 1,234.50 USD, Lovelace, Ada
  receipt-missing, not seen whole · 2 days
  https://concur.example.com/reviews/12

9A1B2C3D, 1,234.50 USD, Lovelace, Ada
  receipt-missing, not seen whole · 2 days · Assigned to bob
  https://concur.example.com/reviews/13

and 5 more
`)
    expect(text).to.include('\nEnd of the trail: row 812, ab12\n')
  })

  it('cuts a digest of a thousand reports, and counts what it leaves out', () => {
    const reviews = Array.from({ length: 1000 }, (_, index) => heldReview({ reviewId: index + 1 }))
    const news = {
      kind: 'digest',
      id: 'digest-1',
      at: '2026-11-29T07:00:00.000Z',
      reviews,
      count: 1000,
      trail: { number: 1, hash: 'a' },
    } as const

    const { text } = mailOf(compose(news, 'en', CONSOLE))

    expect(text.match(/\/reviews\/\d+/g)).to.have.lengthOf(100)
    expect(text).to.include('\nand 900 more\n')
  })

  it('says of an alert that stands for several how many', () => {
    const news = {
      kind: 'alert',
      id: 'alert-1',
      at: '2026-11-29T07:00:00.000Z',
      cause: 'report held',
      subject: '9A1B',
      since: '2026-11-28T07:00:00.000Z',
      count: 3,
    } as const

    expect(mailOf(compose(news, 'en', CONSOLE)).subject).to.equal(
      'Alert: report 9A1B has been held for a person; and so with 2 others',
    )
    expect(mailOf(compose(news, 'de', CONSOLE)).subject).to.equal(
      'Alarm: Bericht 9A1B wartet auf die Entscheidung einer Person; ebenso bei 2 weiteren',
    )
  })

  it('shows until when a decision can be taken back, to the second', () => {
    const decided = EACH_NEWS.find(({ kind }) => kind === 'decided') ?? heldNews()

    expect(mailOf(compose(decided, 'en', CONSOLE)).text).to.include('Until 29 Nov 2026, 10:05:10 CET')
  })

  for (const name of HOSTILE) {
    it(`shows ${JSON.stringify(name).slice(0, 60)} as text and no more`, () => {
      for (const language of LANGUAGES) {
        const news = heldNews({
          reportName: name,
          employee: name,
          stepName: name,
          reasons: [{ rule: name, message: name }],
        })
        const { subject, text, html } = mailOf(compose(news, language, CONSOLE))

        expect(subject).to.match(/^[^\p{Cc}\u2028\u2029]+$/u)
        expect(Array.from(subject).length).to.be.at.most(152)
        expect(text.length).to.be.at.most(4000)
        expect(html).to.not.match(/<(?:script|img|at|!)(?!doctype)/)
        expect(html.match(/<a /g)).to.have.lengthOf(1)
        expect(text.isWellFormed() && html.isWellFormed()).to.equal(true)
        expect(text).to.not.match(/[\u202a-\u202e\u2066\u2067]/)
      }
    })
  }

  it('encloses what is written from right to left, so that the amount behind it keeps its place', () => {
    expect(mailOf(compose(heldNews({ reportName: 'בית' }), 'en', CONSOLE)).subject).to.equal(
      'Held: \u2068בית\u2069, 1,234.50 USD, Lovelace, Ada',
    )
  })
})
