import { execFileSync } from 'node:child_process'
import { type Browser, chromium } from 'playwright-core'
import { skipWithout } from './skip.ts'

/** Debian's browser. Skips the suite of the hook where there is none. */
export async function launchChromium(context: Mocha.Context): Promise<Browser> {
  return (await findChromium()) ?? skipWithout('chromium', context)
}

/** Starts the browser; `undefined` where there is none. */
export async function findChromium(): Promise<Browser | undefined> {
  const executablePath = whereIs('chromium')
  if (executablePath === undefined) return undefined
  // Root has no sandbox of its own; what is opened are our own pages alone.
  return chromium.launch({ executablePath, args: ['--no-sandbox'] })
}

function whereIs(program: string): string | undefined {
  try {
    return execFileSync('which', [program], { encoding: 'utf8' }).trim()
  } catch {
    return undefined
  }
}
