import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Browser, Page } from 'playwright-core'
import { type DemoProcess, killProcesses, startDemoProcess } from '../../connector/connector-process.ts'
import { launchChromium } from '../../support/chromium.ts'
import { submitHeld } from './submit-held.ts'

/** How somebody looks at the console. */
export interface Look {
  readonly locale?: string
  /** Of the window, in pixels. */
  readonly width?: number
  readonly isScriptOn?: boolean
}

/** When to give up waiting for what a page is to show, far beyond what it ever takes. */
const SHOWN_MS = 90_000
/** The password of the demo's people. */
const PASSWORD = 'demo-password'

/** A browser for the tests of a suite, which is skipped where there is none. */
export function useBrowser(): { readonly browser: () => Browser } {
  let browser: Browser | undefined
  before(async function () {
    browser = await launchChromium(this)
  })
  after(() => browser?.close())
  return { browser: () => started(browser) }
}

/** A browser and a demo for the tests of a suite. */
export function useDemo() {
  const { browser } = useBrowser()
  let folder = ''
  let demo: DemoProcess | undefined
  before(async () => {
    folder = await mkdtemp(join(tmpdir(), 'demo-console-'))
    demo = await startDemoProcess(folder)
  })
  after(async () => {
    killProcesses()
    if (folder !== '') await rm(folder, { recursive: true, maxRetries: 5 })
  })
  return {
    consoleUrl: () => started(demo).consoleUrl,
    folder: () => folder,
    /** Opens the list as that person. */
    open: (login: string, look: Look = {}) => signedIn(browser(), started(demo).consoleUrl, login, look),
    /** Submits a report and waits until it is held. @returns The number of its review. */
    held: (kind = 'gift-cards') => submitHeld(folder, kind),
  }
}

function started<Part>(part: Part | undefined): Part {
  if (part === undefined) throw new Error('it is there from the hook before the tests on')
  return part
}

/** Opens the console in a browser of its own, signed in as that person, at the queue. */
export async function signedIn(
  browser: Browser,
  consoleUrl: string,
  login: string,
  { locale = 'en-US', width = 1280, isScriptOn = true }: Look = {},
): Promise<Page> {
  const context = await browser.newContext({
    locale,
    viewport: { width, height: 900 },
    javaScriptEnabled: isScriptOn,
  })
  context.setDefaultTimeout(SHOWN_MS)
  const page = await context.newPage()
  await page.goto(consoleUrl)
  await page.fill('input[name=login]', login)
  await page.fill('input[name=password]', PASSWORD)
  await page.keyboard.press('Enter')
  await page.waitForURL((url) => !url.pathname.startsWith('/sign-in'))
  return page
}
