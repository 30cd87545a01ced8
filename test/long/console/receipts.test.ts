import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect } from 'chai'
import type { Browser, Page } from 'playwright-core'
import { type DemoProcess, killProcesses, startDemoProcess } from '../../connector/connector-process.ts'
import { until } from '../../connector/until.ts'
import { launchChromium } from '../../support/chromium.ts'
import { signedIn } from './console-browser.ts'

const DRAWN_MS = 30_000
/** How many dots of a drawing are dark; runs in the page. */
const COUNT_INK = `(index) => {
  const canvas = document.querySelectorAll('.receipt canvas')[index]
  const dots = canvas?.getContext('2d').getImageData(0, 0, canvas.width, canvas.height).data ?? []
  let dark = 0
  for (let at = 0; at < dots.length; at += 4) if (dots[at] < 128 && dots[at + 3] > 128) dark += 1
  return dark
}`

describe('receipts in a browser', () => {
  let browser: Browser
  let folder = ''
  let demo: DemoProcess

  before(async function () {
    browser = await launchChromium(this)
    folder = await mkdtemp(join(tmpdir(), 'receipts-console-'))
    demo = await startDemoProcess(folder)
  })
  after(async () => {
    await browser?.close()
    killProcesses()
    if (folder !== '') await rm(folder, { recursive: true, maxRetries: 5 })
  })

  it('are drawn on the page, pictures and PDFs, under its strict policy, and go away again', async () => {
    const page = await signedIn(browser, demo.consoleUrl, 'carla')
    const complaints: string[] = []
    page.on('console', (message) => {
      // That dots are counted more than once is slow, which the browser says, too.
      if (message.type() === 'error') complaints.push(message.text())
    })
    page.on('pageerror', (error) => complaints.push(error.message))
    await page.locator('tr[data-review] a').first().click()
    await page.waitForURL(/\/reviews\/\d+/)

    const links = page.locator('a[data-receipt]')
    await links.first().click()
    await isDrawn(page, 0)
    await page.evaluate("document.querySelectorAll('details').forEach((each) => { each.open = true })")
    await links.nth(1).click()
    await isDrawn(page, 1)
    expect(complaints).to.deep.equal([])

    await links.first().click()
    expect(await page.locator('.receipt').count()).to.equal(1)
  })

  it('are saved, if they are PDFs, where no script runs', async () => {
    const page = await signedIn(browser, demo.consoleUrl, 'carla', { isScriptOn: false })
    await page.locator('tr[data-review] a').first().click()
    const path = await page.locator('.report-head a[data-receipt]').getAttribute('href')

    const saved = page.waitForEvent('download')
    // There is no page to go to: what comes is saved.
    await page.goto(`${demo.consoleUrl}${path}`).catch(() => undefined)

    expect((await saved).suggestedFilename()).to.match(/^receipts-\d+\.pdf$/)
  })
})

async function isDrawn(page: Page, index: number): Promise<void> {
  await until(
    'the receipt to be drawn',
    async () => Number(await page.evaluate(`(${COUNT_INK})(${index})`)) > 100,
    DRAWN_MS,
  )
}
