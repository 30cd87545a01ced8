import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { AxeBuilder } from '@axe-core/playwright'
import { expect } from 'chai'
import type { Browser } from 'playwright-core'
import { openDatabase } from '../../../server/store/database.ts'
import { createInbox } from '../../../server/store/inbox/inbox.ts'
import { runCommand } from '../../commands/run-command.ts'
import { type DemoProcess, killProcesses, startDemoProcess } from '../../connector/connector-process.ts'
import { callout, RAW } from '../../store/notifications.ts'
import { launchChromium } from '../../support/chromium.ts'
import { signedIn } from './console-browser.ts'

describe('the console of the demo, in a browser', () => {
  let browser: Browser
  let folder = ''
  let demo: DemoProcess

  before(async function () {
    browser = await launchChromium(this)
    folder = await mkdtemp(join(tmpdir(), 'demo-console-'))
    demo = await startDemoProcess(folder)
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

  const addresses = ['/', '/?view=not-checked', '/reviews/1', '/reviews/14'] as const
  for (const locale of ['en-US', 'de-DE'])
    for (const width of [1280, 390])
      it(`has nothing that keeps people out, in ${locale} at ${width} px`, async () => {
        const page = await signedIn(browser, demo.consoleUrl, 'carla', { locale, width })
        for (const address of addresses) {
          await page.goto(`${demo.consoleUrl}${address}`)
          const { violations } = await new AxeBuilder({ page }).analyze()
          const found = violations.map(({ id, impact, nodes }) => [id, impact, nodes[0]?.html])
          expect(found, address).to.deep.equal([])
          const isTooWide = await page.evaluate<boolean>(
            'document.documentElement.scrollWidth > document.documentElement.clientWidth',
          )
          expect(isTooWide, address).to.equal(false)
        }
      })

  it('shows an admin how the connector is, and has nothing that keeps them out', async () => {
    await troubleIn(folder)
    for (const colorScheme of ['light', 'dark'] as const)
      for (const locale of ['en-US', 'de-DE'])
        for (const width of [1280, 390]) {
          const page = await signedIn(browser, demo.consoleUrl, 'ingrid', { locale, width })
          await page.emulateMedia({ colorScheme })
          for (const address of ['/operations', '/operations/quarantine/1']) {
            await page.goto(`${demo.consoleUrl}${address}`)
            const { violations } = await new AxeBuilder({ page }).analyze()
            const found = violations.map(({ id, impact, nodes }) => [id, impact, nodes[0]?.html])
            expect(found, `${address} ${locale} ${width} ${colorScheme}`).to.deep.equal([])
            const isTooWide = await page.evaluate<boolean>(
              'document.documentElement.scrollWidth > document.documentElement.clientWidth',
            )
            expect(isTooWide, `${address} ${locale} ${width}`).to.equal(false)
          }
        }
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

/** Puts into the demo's database what operators are to look at. */
async function troubleIn(folder: string): Promise<void> {
  const db = await openDatabase(`sqlite:${join(folder, 'data', 'demo', 'connector.db')}`)
  const inbox = createInbox(db)
  const now = new Date()
  await inbox.quarantine('callout', new TextEncoder().encode('<broken'), ['it is not XML'], now, 'text/xml')
  await inbox.receive(callout('nNowhere'), RAW, now)
  await db.destroy()
}
