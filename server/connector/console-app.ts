import type { RequestListener } from 'node:http'
import type { Settings } from '../../config/settings.ts'
import { createConsoleApp } from '../../routes/console-app.ts'
import type { PeopleFile } from '../tell/people-file.ts'
import { consoleApi } from './console-api.ts'
import { consolePages } from './console-pages.ts'
import type { Foundation } from './foundation.ts'
import { consoleCredentialFiles } from './from-settings.ts'

/** What answers at the console's address, and what goes on behind it. */
export interface ConsoleApp {
  readonly answer: RequestListener
  /** Ends the streams that pages have open, and what is being read for one. */
  stop(): Promise<void>
}

/** Makes the pages and the API of the console of the parts that are there. */
export function consoleApp(
  settings: Settings,
  foundation: Pick<Foundation, 'db' | 'log' | 'now' | 'concur'>,
  people: () => PeopleFile | undefined,
): ConsoleApp {
  const console = consolePages(settings, foundation, people)
  const answer = createConsoleApp({
    host: settings.CONSOLE_HOST,
    url: settings.CONSOLE_URL,
    tls: consoleCredentialFiles(settings) !== undefined,
    trustedProxies: settings.TRUSTED_PROXIES,
    api: consoleApi(settings, foundation),
    pages: console.pages,
    log: foundation.log,
  })
  return { answer, stop: () => console.stop() }
}
