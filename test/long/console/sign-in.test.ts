import { AxeBuilder } from '@axe-core/playwright'
import { expect } from 'chai'
import type { BrowserContextOptions, Page } from 'playwright-core'
import { createProvider } from '../../../server/console/provider.ts'
import { createPeople } from '../../../server/store/people/people.ts'
import { CLIENT, CONSOLE_URL } from '../../console/oidc-server.ts'
import { type ConsolePages, PASSWORD, servePages } from '../../routes/console/console-pages.ts'
import { onSqlite } from '../../support/engines.ts'
import { useBrowser } from './console-browser.ts'

/** Nobody answers there. */
const AWAY = {
  issuer: 'http://127.0.0.1:9/',
  clientId: CLIENT.id,
  scopes: 'openid',
  claims: { groups: 'groups', login: 'preferred_username' },
  consoleUrl: CONSOLE_URL,
}
const WAYS: readonly (readonly [string, BrowserContextOptions])[] = [
  ['in English on a desk', { locale: 'en-US', viewport: { width: 1280, height: 900 } }],
  ['in German on a phone', { locale: 'de-DE', viewport: { width: 390, height: 800 } }],
  ['in the dark', { locale: 'en-GB', colorScheme: 'dark', viewport: { width: 1280, height: 900 } }],
  ['without script', { locale: 'en-GB', javaScriptEnabled: false, viewport: { width: 1280, height: 900 } }],
]

describe('signing in with a browser', () => {
  const { browser } = useBrowser()

  onSqlite((engine) => {
    let pages: ConsolePages

    beforeEach(async () => {
      const db = await engine.open()
      pages = await servePages(db, {}, { provider: createProvider(AWAY, () => new Date()) })
      const people = createPeople(db)
      const red = { login: 'red', name: 'Red', role: 'admin', isEmergency: true } as const
      await people.add(red, { login: 'ada' }, pages.now())
      await people.setPassword('red', PASSWORD, { login: 'ada' }, pages.now())
    })
    afterEach(() => pages.close())

    for (const [how, options] of WAYS) {
      it(`works when the provider is away, ${how}, and keeps nobody out`, async () => {
        const context = await browser().newContext(options)
        const page = await context.newPage()
        const hasScript = options.javaScriptEnabled !== false
        const refusedByPolicy: string[] = []
        page.on('console', (message) => {
          if (/Content Security Policy/i.test(message.text())) refusedByPolicy.push(message.text())
        })
        await page.goto(`${pages.url}/?view=mine`)
        await expectUsable(page, hasScript)
        await page.click('a.main')
        await expectUsable(page, hasScript)
        expect(await page.locator('.problem').count()).to.equal(1)
        await page.click('summary')
        await page.fill('input[name=login]', 'red')
        await page.fill('input[name=password]', 'a wrong password')
        await page.click('details button.main')
        await expectUsable(page, hasScript)
        expect(await page.locator('.problem').count()).to.equal(1)
        await page.fill('input[name=password]', PASSWORD)
        await page.keyboard.press('Enter')
        await page.waitForURL((url) => !url.pathname.startsWith('/sign-in'))

        expect(new URL(page.url()).search).to.equal('?view=mine')
        expect(refusedByPolicy).to.deep.equal([])
        await page.goto(`${pages.url}/reviews/999`)
        await expectUsable(page, hasScript)
        await page.click('header.top form.person button')
        await page.waitForURL(/\/sign-in\?out/)
        await context.close()
      })
    }
  })
})

/** Nothing that axe finds; axe itself needs script. */
async function expectUsable(page: Page, hasScript: boolean): Promise<void> {
  if (!hasScript) return
  const { violations } = await new AxeBuilder({ page }).analyze()
  expect(violations.map(({ id, nodes }) => [id, nodes[0]?.html])).to.deep.equal([])
}
