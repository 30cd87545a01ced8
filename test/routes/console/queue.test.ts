import { expect } from 'chai'
import type { Person } from '../../../server/record/person.ts'
import type { Database } from '../../../server/store/database.ts'
import { type DraftReview, decisionOf, finding, keepReviews } from '../../store/operators/kept-reviews.ts'
import { onSqlite } from '../../support/engines.ts'
import { type Browser, type ConsolePages, servePages } from './console-pages.ts'

const BOB: Person = { login: 'bob', name: 'Bob', role: 'controller' }
const HELD: DraftReview = {
  result: 'held',
  decision: decisionOf({ findings: [finding('over-limit')] }),
  listing: { worst: 0, inQuestion: [{ amount: '1234.50', currency: 'EUR' }] },
}
const HOSTILE = `<script>alert(1)</script>"'&`
const ESCAPED = '&lt;script&gt;alert(1)&lt;/script&gt;'

describe('the page of the queue', () => {
  onSqlite((engine) => {
    let db: Database
    let pages: ConsolePages
    let bob: Browser

    beforeEach(async () => {
      db = await engine.open()
      pages = await servePages(db)
      bob = await pages.browserFor(BOB)
    })
    afterEach(() => pages.close())

    const pageAt = async (path: string, browser = bob) => (await browser.get(path)).text()

    it('shows what waits, with the views at its side and the totals at its foot', async () => {
      const subject = { employee: 'Müller, Zoë', name: 'Fair in Basel' }
      await keepReviews(db, [
        { ...HELD, subject },
        { ...HELD, result: 'observed' },
      ])

      const html = await pageAt('/')

      expect(html).to.match(
        /<a href="\/" aria-current="page"><span>Needs review<\/span> <span class="count">1</,
      )
      expect(html).to.match(/<a href="\/\?view=trial" ><span>Trial<\/span> <span class="count">1</)
      expect(html).to.include('Müller, Zoë')
      expect(html).to.include('<a href="/reviews/1">Fair in Basel</a>')
      expect(html).to.match(/EUR\s1,234\.50/)
      expect(html).to.include('EUR: 1 report')
      const trial = await pageAt('/?view=trial')
      expect(trial).to.include('would be held')
      // The next report and the way back are of the view that it was opened from.
      expect(trial).to.include('<a href="/reviews/2?view=trial">')
      expect(await pageAt('/reviews/2?view=trial')).to.include('<p class="fine back"><a href="/?view=trial">')
    })

    it('speaks German, and writes amounts as Germans do', async () => {
      await keepReviews(db, [HELD])
      const html = await (await bob.get('/', { 'Accept-Language': 'de' })).text()
      expect(html)
        .to.include('Zu prüfen')
        .and.to.match(/1\.234,50\s*EUR/)
    })

    it('escapes whatever a report says', async () => {
      await keepReviews(db, [
        {
          ...HELD,
          subject: { employee: HOSTILE, name: HOSTILE, id: HOSTILE },
          stepName: HOSTILE,
          decision: decisionOf({
            findings: [{ ...finding('over-limit'), rule: HOSTILE, message: HOSTILE }],
          }),
          listing: { ...HELD.listing, custom: { custom7: HOSTILE } },
        },
      ])
      const html = await pageAt('/')
      expect(html).not.to.include('<script>alert')
      // Employee, cost centre, name three times, number, message, rule and step, and what can be chosen from.
      expect(html.split(ESCAPED)).to.have.lengthOf(12)
    })

    it('searches without an address that names anybody', async () => {
      await keepReviews(db, [{ ...HELD, subject: { employee: 'Müller, Zoë' } }, HELD])
      const found = await bob.post('/queue/search', { words: 'muller' })
      const html = await found.text()
      expect(found.status).to.equal(200)
      expect(html).to.include('Found for “muller”').and.to.include('/reviews/1')
      expect(html).not.to.include('/reviews/2')
      expect(html).not.to.match(/(?:href|action|hx-get|connect)="[^"]*muller/i)
    })

    it('says that there is no such view, and shows those that there are', async () => {
      await keepReviews(db, [HELD])
      for (const path of ['/?view=nonsense', '/?view=mine&view=trial', '/?saved=9', '/?saved=x']) {
        const answer = await bob.get(path)
        const html = await answer.text()
        expect([path, answer.status]).to.deep.equal([path, 404])
        expect(html).to.include('<h1>There is no such view</h1>').and.include('<span>Needs review</span>')
        expect(html).not.to.include('/reviews/1').and.not.include('aria-current')
      }
      expect((await bob.get('/?view=')).status).to.equal(200)
    })

    it('keeps a view of their own, shows it, and deletes it', async () => {
      await keepReviews(db, [{ ...HELD, subject: { employee: 'Müller, Zoë' } }, HELD])
      const view = { view: 'needs-review', name: 'Zoë <3', employee: 'muller', rule: 'over-limit' }

      const saved = await bob.post('/queue/views', view)
      const html = await pageAt(saved.headers.get('location') ?? '')
      expect([saved.status, saved.headers.get('location')]).to.deep.equal([303, '/?saved=1'])
      expect(html).to.include('<h1>Zoë &lt;3</h1>').and.to.include('/reviews/1')
      expect(html).not.to.include('/reviews/2')

      const again = await bob.post('/queue/views', view)
      expect(again.status).to.equal(422)
      expect(await again.text())
        .to.include('You have a view of this name')
        .and.to.include('value="muller"')

      const carol = await pages.browserFor({ login: 'carol', name: 'Carol', role: 'viewer' })
      expect(await pageAt('/', carol)).not.to.include('Zoë &lt;3')
      await carol.post('/queue/views/delete', { id: '1' })
      expect(await pageAt('/')).to.include('Zoë &lt;3')
      await bob.post('/queue/views/delete', { id: '1' })
      expect(await pageAt('/')).not.to.include('Zoë &lt;3')
    })

    it('assigns a report to whoever takes it, and says why somebody may not', async () => {
      await keepReviews(db, [HELD, { ...HELD, subject: { employeeLogin: 'bob' } }])
      expect(await pageAt('/')).to.include('form="take" name="review" value="1"')

      const taken = await bob.post('/queue/take', { review: '1', return: '/?view=mine' })
      expect([taken.status, taken.headers.get('location')]).to.deep.equal([303, '/?view=mine'])
      expect(await pageAt('/?view=mine'))
        .to.include('/reviews/1')
        .and.not.include('form="take" name')

      const view = await pages.browserFor({ login: 'vera', name: 'Vera', role: 'viewer' })
      expect(await pageAt('/', view)).not.to.include('form="take" name')
      const refused = await view.post('/queue/take', { review: '1', return: 'https://example.com/' })
      expect(refused.status).to.equal(422)
      expect(await refused.text()).to.include('the role viewer does not do this')
      expect((await bob.post('/queue/take', { review: '99' })).status).to.equal(404)
      expect((await bob.post('/queue/take', { review: 'x' })).status).to.equal(400)
    })

    it('names what is wrong with a filter and keeps what was typed', async () => {
      const asked = await bob.get('/?over=500')
      const html = await asked.text()
      expect(asked.status).to.equal(422)
      expect(html).to.include('Total above: give an exact amount').and.to.include('name="over" value="500"')
    })

    it('shows a reviewer what is in their scope alone', async () => {
      const sales = { scope: { currency: 'EUR', orgUnits: { orgUnit1: 'Sales' } } }
      await keepReviews(db, [{ ...HELD, listing: { ...HELD.listing, ...sales } }, HELD])
      const rita: Person = { login: 'rita', name: 'Rita', role: 'reviewer', scope: '{"orgUnit1":"Sales"}' }
      const html = await pageAt('/', await pages.browserFor(rita))
      expect(html).to.include('/reviews/1')
      expect(html).not.to.include('/reviews/2')
    })

    it('tells an open page at once what it has missed, and then of every change', async () => {
      const stream = await bob.get('/events', { Accept: 'text/event-stream', 'Last-Event-ID': '0-0' })
      expect(stream.headers.get('content-type')).to.match(/^text\/event-stream/)
      await keepReviews(db, [HELD])
      const told = await firstMessage(stream)
      expect(told).to.match(/^id: \d+-\d+\nevent: queue\ndata: changed$/)

      const since = /id: (\S+)/.exec(told)?.[1] ?? ''
      const next = await bob.get('/events', { Accept: 'text/event-stream', 'Last-Event-ID': since })
      await keepReviews(db, [HELD], 1)
      expect(await firstMessage(next)).not.to.include(`id: ${since}\n`)
    })

    it('gives nothing to whoever is not signed in', async () => {
      const nobody = pages.browser()
      expect((await nobody.get('/events', { Accept: 'text/event-stream' })).status).to.equal(401)
      expect((await nobody.get('/')).status).to.equal(303)
    })

    it('ends a stream with its session', async () => {
      const stream = await bob.get('/events', { Accept: 'text/event-stream' })
      await bob.post('/sign-out')
      // Until it ends.
      await stream.text()
      expect((await bob.get('/events', { Accept: 'text/event-stream' })).status).to.equal(401)
    })

    it('shows a queue that is empty', async () => {
      expect(await pageAt('/?view=stuck')).to.include('Nothing is waiting here.')
    })
  })
})

/** The first message of a stream, which is ended then. */
async function firstMessage(stream: Response): Promise<string> {
  let text = ''
  const decoder = new TextDecoder()
  for await (const chunk of stream.body ?? []) {
    text += decoder.decode(chunk, { stream: true })
    const message = text.split('\n\n').find((each) => each.startsWith('id:'))
    if (message !== undefined && text.includes(`${message}\n\n`)) return message
  }
  throw new Error('the stream has ended')
}
