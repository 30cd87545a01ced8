import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { AxeBuilder } from '@axe-core/playwright'
import { expect } from 'chai'
import type { Browser, Page } from 'playwright-core'
import { openDatabase } from '../../../server/store/database.ts'
import { createInbox } from '../../../server/store/inbox/inbox.ts'
import { runCommand } from '../../commands/run-command.ts'
import { type DemoProcess, killProcesses, startDemoProcess } from '../../connector/connector-process.ts'
import { callout, RAW } from '../../store/notifications.ts'
import { launchChromium } from '../../support/chromium.ts'
import { signedIn } from './console-browser.ts'

const LOOKS = [
  { locale: 'en-US', width: 1280, colorScheme: 'light' },
  { locale: 'de-DE', width: 390, colorScheme: 'light' },
  { locale: 'de-DE', width: 1280, colorScheme: 'dark' },
  { locale: 'en-US', width: 390, colorScheme: 'dark' },
] as const
/** Lists, reports that are held, that could not be checked and that are done, what needs a second person, errors. */
const CONTROLLERS = [
  '/',
  '/?view=not-checked',
  '/?rule=gifts',
  '/reviews/1',
  '/reviews/14',
  '/bulk',
  '/nothing',
  '/?view=nonsense',
  '/operations',
] as const
const ADMINS = ['/operations', '/operations/quarantine/1'] as const
/** A4 within its margins, at 96 dots an inch. */
const PAPER_PX = 718

/** A dozen pages, each looked at by axe, on a machine that may have other things to do. */
const LOOK_MS = 180_000

describe('the console of the demo, in a browser', () => {
  let browser: Browser
  let folder = ''
  let demo: DemoProcess

  before(async function () {
    browser = await launchChromium(this)
    folder = await mkdtemp(join(tmpdir(), 'demo-console-'))
    demo = await startDemoProcess(folder)
    await troubleIn(folder)
  })
  after(async () => {
    await browser?.close()
    killProcesses()
    if (folder !== '') await rm(folder, { recursive: true, maxRetries: 5 })
  })

  it('shows what is held to whom it prints, and what comes as it comes', async () => {
    const page = await signedIn(browser, demo.consoleUrl, 'carla')
    expect(await page.locator('h1').innerText()).to.equal('Needs review')
    const rows = page.locator('main table tbody tr')
    expect(await rows.count()).to.equal(2)
    expect(await page.locator('main').innerText()).to.include('Raman, Priya')

    await runCommand(['demo', 'submit', 'gift-cards'], {}, folder)
    await rows.nth(2).waitFor()
    expect(await rows.count()).to.equal(3)
  })

  for (const { locale, width, colorScheme } of LOOKS) {
    const look = `${locale}, ${width} px, ${colorScheme}`
    const open = async (login: string) => {
      const page = await signedIn(browser, demo.consoleUrl, login, { locale, width })
      await page.emulateMedia({ colorScheme })
      return page
    }

    it(`has nothing that keeps people out of what they decide on, ${look}`, async () => {
      const page = await open('carla')
      for (const address of CONTROLLERS) {
        await page.goto(`${demo.consoleUrl}${address}`)
        await expectUsable(page, address)
      }
      await page.goto(demo.consoleUrl)
      await page.locator('tr[data-review]', { hasText: 'Raman, Priya' }).locator('input').first().check()
      await page.click('button[form=bulk]')
      await page.locator('input[name=verdict]').first().waitFor()
      await expectUsable(page, 'deciding together')
      await page.context().close()
    }).timeout(LOOK_MS)

    it(`has nothing that keeps admins out, nor those whose session has ended, ${look}`, async () => {
      const page = await open('ingrid')
      for (const address of ADMINS) {
        await page.goto(`${demo.consoleUrl}${address}`)
        await expectUsable(page, address)
      }
      await page.context().clearCookies()
      await page.goto(`${demo.consoleUrl}/reviews/1`)
      await page.locator('input[name=password]').waitFor()
      await expectUsable(page, 'a session that has ended')
      await page.context().close()
    }).timeout(LOOK_MS)
  }

  it('prints a report with all that is folded and nothing that is pressed', async () => {
    const page = await signedIn(browser, demo.consoleUrl, 'carla', { width: PAPER_PX })
    await page.locator('tr[data-review]', { hasText: 'Raman, Priya' }).locator('a').first().click()
    await page.waitForURL('**/reviews/**')
    expect(await page.locator('.others .line').isVisible()).to.equal(false)
    await page.emulateMedia({ media: 'print' })
    expect(await page.locator('.others .line').isVisible()).to.equal(true)
    expect(await page.locator('main :is(button, input, textarea, kbd):visible').count()).to.equal(0)
    expect(await isTooWide(page)).to.equal(false)
    expect((await page.pdf({ format: 'A4' })).subarray(0, 5).toString()).to.equal('%PDF-')

    await page.goto(demo.consoleUrl)
    expect(await page.locator('main :is(button, input):visible').count()).to.equal(0)
    expect(await isTooWide(page)).to.equal(false)
  })

  it('has operations that work without script: the check, and what was sent', async () => {
    const page = await signedIn(browser, demo.consoleUrl, 'ingrid', { isScriptOn: false })
    await page.goto(`${demo.consoleUrl}/operations`)
    await page.click('text=Check now')
    expect(await page.locator('main').innerText()).to.include('Nothing failed.')
    await page.goto(`${demo.consoleUrl}/operations/quarantine/1`)
    await page.click('text=Show what was sent')
    expect(await page.locator('pre').innerText()).to.equal('<broken')
  })
})

/** Nothing that axe finds, and nothing to be moved sideways. */
async function expectUsable(page: Page, what: string): Promise<void> {
  const { violations } = await new AxeBuilder({ page }).analyze()
  const found = violations.map(({ id, impact, nodes }) => [id, impact, nodes[0]?.html])
  expect(found, what).to.deep.equal([])
  expect(await isTooWide(page), what).to.equal(false)
}

function isTooWide(page: Page): Promise<boolean> {
  return page.evaluate<boolean>('document.documentElement.scrollWidth > document.documentElement.clientWidth')
}

/** Puts into the demo's database what operators are to look at. */
async function troubleIn(folder: string): Promise<void> {
  const db = await openDatabase(`sqlite:${join(folder, 'data', 'demo', 'connector.db')}`)
  const inbox = createInbox(db)
  const now = new Date()
  await inbox.quarantine('callout', new TextEncoder().encode('<broken'), ['it is not XML'], now, 'text/xml')
  await inbox.receive(callout('nNowhere'), RAW, now)
  await db.destroy()
}
