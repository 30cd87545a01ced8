import type { Browser, Page } from 'playwright-core'

/** How somebody looks at the console. */
export interface Look {
  readonly locale?: string
  /** Of the window, in pixels. */
  readonly width?: number
  readonly isScriptOn?: boolean
}

/** The password of the demo's people. */
const PASSWORD = 'demo-password'

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
  const page = await context.newPage()
  await page.goto(consoleUrl)
  await page.fill('input[name=login]', login)
  await page.fill('input[name=password]', PASSWORD)
  await page.keyboard.press('Enter')
  await page.waitForURL((url) => !url.pathname.startsWith('/sign-in'))
  return page
}
