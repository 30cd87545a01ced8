import { expect } from 'chai'
import { formToken } from '../../../server/console/form-token.ts'
import type { Role } from '../../../server/record/person.ts'
import type { Database } from '../../../server/store/database.ts'
import { holdReports } from '../../console/report/held-reports.ts'
import { exchangeRaw } from '../../listeners/raw-connection.ts'
import { useRealSockets } from '../../listeners/real-sockets.ts'
import { buildEntry, buildReport, money } from '../../support/build-report.ts'
import { onSqlite } from '../../support/engines.ts'
import { type Address, addressesOf } from './addresses.ts'
import { type Browser, type ConsolePages, givePassword, PASSWORD, servePages } from './console-pages.ts'

/** Seen by whoever is not signed in. */
const OPEN = new Set(['GET /sign-in', 'POST /sign-in', 'POST /sign-out', 'POST /language'])

/** Of 99.50, without its receipt. */
function report() {
  const amount = money('99.50')
  const entry = buildEntry({
    entryId: 'e1',
    posted: amount,
    transaction: amount,
    receiptImageId: undefined,
    receiptRequired: true,
  })
  return buildReport({ total: amount, entries: [entry] })
}

function ask(browser: Browser, { method, path }: Address): Promise<Response> {
  return method === 'GET' ? browser.get(path) : browser.post(path)
}

describe('attacks on the console', () => {
  useRealSockets()

  onSqlite((engine) => {
    let db: Database
    let pages: ConsolePages

    async function serve(url?: string): Promise<void> {
      db = await engine.open()
      pages = await servePages(db, {}, {}, { url })
    }
    beforeEach(async () => {
      await serve()
      await holdReports(db, [{ number: 0, report: report() }])
    })
    afterEach(() => pages.close())

    const addresses = () =>
      addressesOf(pages.pages)
        .filter(({ method, path }) => !OPEN.has(`${method} ${path}`))
        // With the number of a review that is there.
        .map(({ method, path }) => ({ method, path: path.replaceAll(/:\w+/g, '1') }))
    const browserOf = (role: Role) => pages.browserFor({ login: role, name: role, role })

    it('reach no page and no form of somebody who is signed in', async () => {
      const stranger = pages.browser()
      stranger.cookies.set('console-session', 'a'.repeat(43))

      expect(addresses().map(({ method, path }) => `${method} ${path}`))
        .to.include('GET /')
        .and.include('POST /reviews/1/decide')
      for (const address of addresses()) {
        const answer = await ask(stranger, address)
        const what = `${address.method} ${address.path}`
        expect([what, answer.status]).to.deep.equal([what, address.method === 'GET' ? 303 : 401])
        if (address.method === 'GET') expect(answer.headers.get('location')).to.match(/^\/sign-in/)
        expect(await answer.text()).not.to.include('99.50')
      }
    })

    it('send no form in the name of somebody who is signed in, neither without its token nor from elsewhere', async () => {
      const robin = await browserOf('controller')
      const other = await browserOf('viewer')
      const secret = other.cookies.get('console-session') ?? ''
      for (const { path } of addresses().filter(({ method }) => method === 'POST')) {
        const answers = [
          await robin.post(path, { _token: '' }),
          await robin.post(path, { _token: formToken(secret) }),
          await robin.post(path, {}, { Origin: 'https://attacker.example' }),
          await robin.post(path, {}, { Origin: 'null' }),
        ]

        expect([path, ...answers.map(({ status }) => status)]).to.deep.equal([path, 403, 403, 403, 403])
      }
      const out = await robin.post('/sign-out', { _token: '' })
      expect([out.status, (await robin.get('/')).status]).to.deep.equal([403, 200])
    })

    it('reach nothing under another name of this machine', async () => {
      const robin = await browserOf('controller')
      const cookie = `console-session=${robin.cookies.get('console-session')}`
      for (const { method, path } of [...addresses(), { method: 'GET', path: '/sign-in' }]) {
        const lines = [
          `${method} ${path} HTTP/1.1`,
          `Host: attacker.example:${pages.port}`,
          `Cookie: ${cookie}`,
        ]
        const answer = await exchangeRaw(pages.port, [...lines, 'Connection: close', '', ''].join('\r\n'))

        expect([path, answer.slice(0, 12)]).to.deep.equal([path, 'HTTP/1.1 421'])
      }
    })

    it('lead nobody elsewhere after signing in', async () => {
      await givePassword(db, 'ada')
      const browser = pages.browser()
      const form = await (await browser.get('/sign-in?return=https://attacker.example/')).text()
      const fields = { login: 'ada', password: PASSWORD, return: '//attacker.example' }
      const signedIn = await browser.post('/sign-in', fields)
      const again = await browser.get('/sign-in?return=/%5Cattacker.example')
      const language = await browser.post('/language', { language: 'de', return: '//attacker.example' })

      expect(form).not.to.include('attacker')
      expect([signedIn, again, language].map((answer) => answer.headers.get('location'))).to.deep.equal([
        '/',
        '/',
        '/',
      ])
    })

    it('fix no session: what a browser held before signing in is nothing afterwards', async () => {
      await givePassword(db, 'ada')
      const fixed = 'f'.repeat(43)
      const victim = pages.browser()
      victim.cookies.set('console-session', fixed)
      victim.cookies.set('console-visitor', fixed)
      await victim.post('/sign-in', { login: 'ada', password: PASSWORD })
      const attacker = pages.browser()
      attacker.cookies.set('console-session', fixed)
      const held = victim.cookies.get('console-session')

      expect(held).to.match(/^[\w-]{43}$/)
      expect(held).not.to.equal(fixed)
      expect((await attacker.get('/')).status).to.equal(303)
      expect((await victim.post('/language', { _token: formToken(fixed), language: 'de' })).status).to.equal(
        403,
      )
      await victim.post('/sign-out')
      victim.cookies.set('console-session', held ?? '')
      expect((await victim.get('/')).status).to.equal(303)
    })

    it('cannot read the cookies of a session, nor have them sent from elsewhere or in clear', async () => {
      await givePassword(db, 'ada')
      const here = pages.browser()
      await here.get('/sign-in')
      const local = await here.post('/sign-in', { login: 'ada', password: PASSWORD })
      await pages.close()
      await serve('https://expenses.example.com')
      const body = new URLSearchParams({
        _token: formToken('v'.repeat(43)),
        login: 'ada',
        password: PASSWORD,
      })
      const behindProxy = await exchangeRaw(
        pages.port,
        [
          'POST /sign-in HTTP/1.1',
          'Host: expenses.example.com',
          'Content-Type: application/x-www-form-urlencoded',
          `Content-Length: ${body.toString().length}`,
          `Cookie: __Host-visitor=${'v'.repeat(43)}`,
          'Connection: close',
          '',
          body.toString(),
        ].join('\r\n'),
      )

      expect(local.headers.getSetCookie()[0]).to.match(
        /^console-session=[\w-]{43}; Path=\/; HttpOnly; SameSite=Lax$/,
      )
      expect(/Set-Cookie: (.*session.*)\r\n/i.exec(behindProxy)?.[1]).to.match(
        /^__Host-session=[\w-]{43}; Path=\/; HttpOnly; Secure; SameSite=Lax$/,
      )
    })
  })
})
