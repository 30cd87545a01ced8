import { mkdir, mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { killProcesses, startDemoProcess } from '../../connector/connector-process.ts'
import { findChromium } from '../../support/chromium.ts'
import { signedIn } from './console-browser.ts'

// Makes the pictures of docs/console.md, of a demo that it starts: `npm run docs:pictures`.

const PICTURES = join(import.meta.dirname, '../../../docs/pictures')
const browser = await findChromium()
if (browser === undefined) throw new Error('chromium is not installed: install the Debian package chromium')
const folder = await mkdtemp(join(tmpdir(), 'pictures-'))
try {
  await mkdir(PICTURES, { recursive: true })
  const demo = await startDemoProcess(folder)
  const page = await signedIn(browser, demo.consoleUrl, 'carla')
  await page.screenshot({ path: join(PICTURES, 'queue.png'), clip: { x: 0, y: 0, width: 1280, height: 520 } })
  await page.getByRole('link', { name: 'End of the project' }).click()
  await page.waitForURL('**/reviews/**')
  await page.keyboard.press('3')
  await page.screenshot({
    path: join(PICTURES, 'report.png'),
    fullPage: true,
    clip: { x: 0, y: 0, width: 1280, height: 1190 },
  })
} finally {
  await browser.close()
  killProcesses()
  await rm(folder, { recursive: true, maxRetries: 5 })
}
