import { once } from 'node:events'
import { type IncomingMessage, type OutgoingHttpHeaders, request } from 'node:http'
import { Readable } from 'node:stream'
import { buffer } from 'node:stream/consumers'
import { brotliDecompressSync, gunzipSync } from 'node:zlib'
import { expect } from 'chai'
import { Router } from 'express'
import { onSqlite } from '../../support/engines.ts'
import { type Browser, type ConsolePages, servePages } from './console-pages.ts'

const API = Router().get('/long', (_req, res) => {
  res.json({ text: 'a'.repeat(5000) })
})
const PICTURE = Buffer.alloc(5000, 1)

describe('what the console answers on the wire', () => {
  onSqlite((engine) => {
    let pages: ConsolePages
    let bob: Browser

    beforeEach(async () => {
      pages = await servePages(
        await engine.open(),
        {
          receipts: {
            open: () => Promise.resolve({ ok: true, type: 'image/png', content: Readable.from([PICTURE]) }),
          },
        },
        {},
        { api: API },
      )
      bob = await pages.browserFor({ login: 'bob', name: 'Bob', role: 'controller' })
    })
    afterEach(() => pages.close())

    /** Asks as it is written, and hands out what came as it is. */
    function ask(path: string, headers: OutgoingHttpHeaders = {}, method = 'GET'): Promise<IncomingMessage> {
      const cookie = `console-session=${bob.cookies.get('console-session') ?? ''}`
      return new Promise((resolve, reject) => {
        request(`${pages.url}${path}`, { method, headers: { cookie, ...headers } }, resolve)
          .on('error', reject)
          .end()
      })
    }

    it('is a page compressed as the browser takes it, and as it is for who takes none', async () => {
      const [plain, gzip, brotli] = [
        await ask('/'),
        await ask('/', { 'accept-encoding': 'gzip' }),
        await ask('/', { 'accept-encoding': 'gzip, deflate, br' }),
      ]
      expect([plain, gzip, brotli].map(({ headers }) => headers['content-encoding'])).to.deep.equal([
        undefined,
        'gzip',
        'br',
      ])
      for (const answer of [plain, gzip, brotli])
        expect(answer.headers.vary).to.equal('Accept-Language, Accept-Encoding')
      const text = withoutTokens(await buffer(plain))
      expect(text).to.include('</html>')
      expect(withoutTokens(gunzipSync(await buffer(gzip)))).to.equal(text)
      expect(withoutTokens(brotliDecompressSync(await buffer(brotli)))).to.equal(text)
    })

    it('is JSON compressed, too', async () => {
      const answer = await ask('/api/long', { 'accept-encoding': 'gzip' })
      expect(answer.headers['content-encoding']).to.equal('gzip')
      expect(gunzipSync(await buffer(answer)).toString()).to.equal(`{"text":"${'a'.repeat(5000)}"}`)
    })

    it('is a style or a script in one form for each client, for ever', async () => {
      const [, path = ''] =
        /href="(\/static\/[^"]*console\.css)"/.exec(await (await bob.get('/')).text()) ?? []
      const [plain, gzip] = [await ask(path), await ask(path, { 'accept-encoding': 'gzip, br' })]
      const [text, packed] = [await buffer(plain), await buffer(gzip)]
      expect([plain.headers['content-encoding'], gzip.headers['content-encoding']]).to.deep.equal([
        undefined,
        'gzip',
      ])
      expect(gunzipSync(packed).equals(text)).to.equal(true)
      expect(packed.length).to.equal(Number(gzip.headers['content-length']))
      expect(gzip.headers['cache-control']).to.equal('public, max-age=31536000, immutable')
      const head = await ask(path, { 'accept-encoding': 'gzip' }, 'HEAD')
      expect(head.headers['content-length']).to.equal(String(packed.length))
    })

    it('says nothing of a length to HEAD that GET would not have', async () => {
      const head = await ask('/sign-in', { 'accept-encoding': 'gzip', cookie: '' }, 'HEAD')
      expect([head.statusCode, head.headers['content-length'], (await buffer(head)).length]).to.deep.equal([
        200,
        undefined,
        0,
      ])
    })

    it('is a receipt as it came', async () => {
      const answer = await ask('/reviews/1/receipts', { 'accept-encoding': 'gzip' })
      expect(answer.headers['content-encoding']).to.equal(undefined)
      expect((await buffer(answer)).equals(PICTURE)).to.equal(true)
    })

    it('are events that arrive at once, whatever the browser takes', async () => {
      const stream = await ask('/events?since=other', {
        accept: 'text/event-stream',
        'accept-encoding': 'gzip, br',
      })
      expect(stream.headers['content-encoding']).to.equal(undefined)
      const [first] = await once(stream, 'data', { signal: AbortSignal.timeout(5000) })
      stream.destroy()
      expect(String(first)).to.include('event: queue')
    })

    it('has another token in each page, which all send a form', async () => {
      const tokens = [tokenIn(await bob.get('/')), tokenIn(await bob.get('/'))]
      const [one = '', other = ''] = await Promise.all(tokens)
      expect(one).not.to.equal(other)
      for (const _token of [one, other, one]) {
        const answer = await bob.post('/queue/search', { _token, words: 'nobody' })
        expect(answer.status).to.equal(200)
      }
      const tampered = (one.startsWith('A') ? 'B' : 'A') + one.slice(1)
      expect((await bob.post('/queue/search', { _token: tampered, words: 'nobody' })).status).to.equal(403)
    })

    it('has one token in a page, wherever that stands', async () => {
      const html = await (await bob.get('/')).text()
      const all = Array.from(
        html.matchAll(/(?:name="_token" value|"X-Form-Token":)[=]?"([^"]*)"/g),
        ([, each]) => each,
      )
      expect(all.length).to.be.greaterThan(1)
      expect(new Set(all).size).to.equal(1)
    })
  })
})

function withoutTokens(html: Buffer): string {
  return html.toString().replaceAll(/[\w-]{86}/g, '')
}

async function tokenIn(answer: Response): Promise<string> {
  return /name="_token" value="([^"]*)"/.exec(await answer.text())?.[1] ?? ''
}
