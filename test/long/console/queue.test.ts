import { AxeBuilder } from '@axe-core/playwright'
import { Big } from 'big.js'
import { expect } from 'chai'
import type { Page } from 'playwright-core'
import type { Database } from '../../../server/store/database.ts'
import { type Browser, type ConsolePages, servePages } from '../../routes/console/console-pages.ts'
import { decisionOf, finding, keepReviews } from '../../store/operators/kept-reviews.ts'
import { onSqlite } from '../../support/engines.ts'
import { useBrowser } from './console-browser.ts'

const held = (amount: string) => ({
  result: 'held' as const,
  decision: decisionOf({ findings: [finding('over-limit')] }),
  subject: { employee: 'Hopper, Grace', employeeLogin: 'grace', total: new Big(amount) },
  listing: { worst: 0, inQuestion: [{ amount, currency: 'EUR' }] },
})

const isList = (url: URL) => url.pathname === '/'

describe('the queue in a browser', () => {
  const { browser } = useBrowser()

  onSqlite((engine) => {
    let db: Database
    let pages: ConsolePages
    let page: Page

    beforeEach(async () => {
      db = await engine.open()
      pages = await servePages(db)
      await keepReviews(db, [held('1'), held('3'), held('2')])
      const bob = await pages.browserFor({ login: 'bob', name: 'Bob', role: 'controller' })
      const context = await browser().newContext({ locale: 'en-GB', viewport: { width: 1280, height: 900 } })
      page = await context.newPage()
      await signIn(page, bob)
      await page.goto(`${pages.url}/`)
    })
    afterEach(() => pages.close())

    async function signIn(where: Page, { cookies }: Browser): Promise<void> {
      const value = cookies.get('console-session') ?? ''
      await where.context().addCookies([{ name: 'console-session', value, url: pages.url }])
    }

    /** The number of the review whose row has the focus. */
    const focused = () =>
      page.evaluate<unknown>('document.activeElement.closest("tr[data-review]")?.dataset.review')

    it('is walked through, picked from and searched by keys', async () => {
      await page.keyboard.press('j')
      expect(await focused()).to.equal('2')
      await page.keyboard.press('j')
      await page.keyboard.press('x')
      await page.keyboard.press('k')
      await page.keyboard.press('x')
      expect(await page.locator('#queue input:checked').count()).to.equal(2)
      await page.keyboard.press('?')
      expect(await page.locator('#keys[open]').count()).to.equal(1)
      await page.keyboard.press('/')
      await page.keyboard.type('jx?')
      expect(await page.inputValue('#search')).to.equal('jx?')
      expect(await page.locator('#queue input:checked').count()).to.equal(2)
    })

    it('shows a new report by itself, and leaves focus and picks where they were', async () => {
      await page.keyboard.press('j')
      await page.keyboard.press('j')
      await page.keyboard.press('x')
      expect(await focused()).to.equal('3')

      await keepReviews(db, [held('9')], 10)
      await page.locator('tr[data-review="4"]').waitFor()

      expect(await page.locator('.views .count').first().textContent()).to.equal('4')
      expect(await focused()).to.equal('3')
      expect(await page.locator('#queue input:checked').inputValue()).to.equal('3')
    })

    it('shows a new report by itself also where the stream could not be opened at first', async () => {
      await page.route('**/events?*', (route) => route.fulfill({ status: 503 }))
      await page.reload()
      await page.waitForResponse((answer) => answer.url().includes('/events') && answer.status() === 503)
      await page.unroute('**/events?*')
      await keepReviews(db, [held('9')], 10)
      await page.locator('tr[data-review="4"]').waitFor()
    })

    it('stays as it is where the store fails, says so, and goes on by itself', async () => {
      await db.schema.alterTable('saved_view').renameTo('saved_view_elsewhere').execute()
      await keepReviews(db, [held('9')], 10)
      await page.locator('#problem', { hasText: 'did not work' }).waitFor()
      expect(await page.locator('tr[data-review]').count()).to.equal(3)

      await db.schema.alterTable('saved_view_elsewhere').renameTo('saved_view').execute()
      await page.locator('tr[data-review="4"]').waitFor()
      expect(await page.locator('#problem').textContent()).to.equal('')
    })

    it('stays as it is where a proxy answers in place of the connector, and goes on by itself', async () => {
      await page.route(isList, (route) => route.fulfill({ status: 502, body: '<h1>Bad Gateway</h1>' }))
      const answered = page.waitForResponse((answer) => answer.status() === 502)
      await keepReviews(db, [held('9')], 10)
      await (await answered).finished()
      await page.unroute(isList)
      expect(await page.locator('tr[data-review]').count()).to.equal(3)
      await page.locator('tr[data-review="4"]').waitFor()
    })

    for (const isRefused of [false, true]) {
      const when = isRefused ? ', also where its stream was never opened' : ''
      it(`says that the session has ended, and goes on when somebody has signed in elsewhere${when}`, async () => {
        const streams = '**/events?*'
        if (isRefused) await page.route(streams, (route) => route.fulfill({ status: 503 }))
        await page.reload()
        await db.deleteFrom('session').execute()
        await page.locator('#problem', { hasText: 'Your session has ended' }).waitFor()
        expect(await page.locator('tr[data-review]').count()).to.equal(3)

        await page.unroute(streams)
        const kim = await pages.browserFor({ login: 'kim', name: 'Kim', role: 'controller' })
        await signIn(page, kim)
        await page.evaluate('document.dispatchEvent(new Event("visibilitychange"))')
        await page.locator('#problem', { hasNotText: 'session' }).waitFor({ state: 'attached' })
      })
    }

    it('goes on with the report that was taken, by a key', async () => {
      await page.keyboard.press('j')
      const shownAgain = page.waitForEvent('load')
      await page.keyboard.press('m')
      await shownAgain
      await page.goto(`${pages.url}/?view=mine`)
      expect(await page.locator('tr[data-review]').count()).to.equal(1)
    })

    it('says what to do where something is wrong in the connector, and keeps nobody from reading it', async () => {
      await db.schema.alterTable('saved_view').renameTo('saved_view_elsewhere').execute()
      await page.goto(`${pages.url}/`)
      await db.schema.alterTable('saved_view_elsewhere').renameTo('saved_view').execute()
      expect(await page.locator('main').innerText()).to.match(/did not work[\s\S]*say this number: [\w-]{36}/)
      expect((await new AxeBuilder({ page }).analyze()).violations).to.deep.equal([])
    })

    it('has nothing that keeps anybody from reading it, nor what is decided together', async () => {
      expect((await new AxeBuilder({ page }).analyze()).violations).to.deep.equal([])
      await page.locator('#queue input[type=checkbox]').first().check()
      await page.locator('button[form=bulk]').click()
      await page.locator('input[name=verdict]').first().waitFor()
      expect((await new AxeBuilder({ page }).analyze()).violations).to.deep.equal([])
    })
  })
})
