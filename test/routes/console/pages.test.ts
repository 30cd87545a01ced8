import { expect } from 'chai'
import { onSqlite } from '../../support/engines.ts'
import { type Browser, type ConsolePages, servePages } from './console-pages.ts'

describe('the pages of the console', () => {
  onSqlite((engine) => {
    let pages: ConsolePages
    let robin: Browser

    beforeEach(async () => {
      pages = await servePages(await engine.open())
      robin = await pages.browserFor({ login: 'robin', name: '<b>Robin</b>', role: 'viewer' })
    })
    afterEach(() => pages.close())

    it('load files that are kept for ever, under an address that changes with their content', async () => {
      const html = await (await robin.get('/')).text()
      const files = Array.from(html.matchAll(/(?:href|src)="(\/static\/[^"]+)"/g), ([, path = '']) => path)
      const answers = await Promise.all(files.map((path) => pages.browser().get(path)))

      expect(files.map((path) => path.replace(/[0-9a-f]{16}/, 'HASH'))).to.deep.equal([
        '/static/HASH/icon.svg',
        '/static/HASH/console.css',
        '/static/HASH/queue.css',
        '/static/HASH/htmx.min.js',
        '/static/HASH/console.js',
        '/static/HASH/queue.js',
      ])
      expect(answers.map(({ status }) => status)).to.deep.equal([200, 200, 200, 200, 200, 200])
      expect(answers[1]?.headers.get('content-type')).to.equal('text/css; charset=utf-8')
      expect(answers[1]?.headers.get('cache-control')).to.equal('public, max-age=31536000, immutable')
      expect(answers[1]?.headers.get('content-encoding')).to.equal('gzip')
      expect(answers[1]?.headers.getSetCookie()).to.deep.equal([])
      const old = await robin.get('/static/0000000000000000/console.css')
      expect(old.status).to.equal(404)
    })

    it('are in the language of the browser, or in the one that was chosen there', async () => {
      const german = await robin.get('/', { 'Accept-Language': 'de-AT' })
      const chosen = await robin.post('/language', { language: 'de', return: '/?view=mine' })
      const stays = await robin.get('/', { 'Accept-Language': 'en' })
      const unknown = await robin.post('/language', { language: 'xx' })

      expect(german.headers.get('content-language')).to.equal('de')
      expect(await german.text())
        .to.include('<html lang="de">')
        .and.include('Abmelden')
      expect([chosen.status, chosen.headers.get('location')]).to.deep.equal([303, '/?view=mine'])
      expect(stays.headers.get('content-language')).to.equal('de')
      expect(unknown.status).to.equal(400)
    })

    it('escape what is shown, and are kept by no cache', async () => {
      const home = await robin.get('/')

      expect(await home.text()).to.include('&lt;b&gt;Robin&lt;/b&gt; (viewer)')
      expect(home.headers.get('cache-control')).to.equal('no-store')
      expect(home.headers.get('content-type')).to.equal('text/html; charset=utf-8')
    })

    it('say that there is nothing at an address, what to do, and the correlation id', async () => {
      const answer = await robin.get('/reviews')
      const html = await answer.text()

      expect(answer.status).to.equal(404)
      expect(html).to.include('This page does not exist').and.include('Go to the list of reports')
      expect(html).to.include(`<code>${answer.headers.get('x-correlation-id')}</code>`)
    })

    it('show a problem of a part above the page, which keeps what was typed', async () => {
      const answer = await robin.get('/reviews', { 'HX-Request': 'true', 'HX-Request-Type': 'partial' })
      const html = await answer.text()

      expect([answer.status, answer.headers.get('hx-retarget')]).to.deep.equal([404, '#problem'])
      expect(html).to.match(/^<div class="problem">/)
      expect(html).to.include(answer.headers.get('x-correlation-id'))
    })

    it('take no form without the token of the session, and let it be sent again', async () => {
      const none = await robin.post('/decide', { _token: '', comment: 'A "long" comment' })
      const html = await none.text()
      const other = await robin.post('/decide', { _token: 'x'.repeat(43) })
      const header = await robin.post('/decide', { _token: '' }, { 'X-Form-Token': 'x'.repeat(43) })
      const right = await robin.post('/decide')

      expect([none.status, other.status, header.status, right.status]).to.deep.equal([403, 403, 403, 404])
      expect(html).to.include('This form is out of date')
      expect(html).to.include('action="/decide"').and.include('A &quot;long&quot; comment</textarea>')
    })

    it('refuse what is too long', async () => {
      const answer = await robin.post('/decide', { comment: 'x'.repeat(300_000) })

      expect(answer.status).to.equal(413)
      expect(await answer.text()).to.include('This is too long')
    })

    it('say that something is wrong here, without its words, and log it', async () => {
      await pages.close()
      pages = await servePages(await engine.open(), {
        sessions: { begin: broken, find: broken, end: broken },
      })
      const browser = pages.browser()
      browser.cookies.set('console-session', 'some secret')
      const answer = await browser.post('/decide', { comment: 'As discussed' })
      const html = await answer.text()
      const correlationId = answer.headers.get('x-correlation-id')

      expect([answer.status, answer.headers.get('retry-after')]).to.deep.equal([503, '5'])
      expect(html).to.include('This did not work').and.include(correlationId)
      expect(html).not.to.include('select * from secret')
      expect(pages.log.of('request.failed')[0]?.fields).to.include({ door: 'console', correlationId })
    })
  })
})

function broken(): Promise<never> {
  return Promise.reject(new Error('select * from secret'))
}
