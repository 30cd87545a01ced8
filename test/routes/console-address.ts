import { Router } from 'express'
import { apiRouter } from '../../routes/api/api-router.ts'
import { type ConsoleAppDeps, createConsoleApp } from '../../routes/console-app.ts'
import { type Listener, listen } from '../../server/listeners/listen.ts'
import type { ApiKeyLine } from '../../server/record/api-key-line.ts'
import { recordedLog } from '../listeners/recorded-log.ts'

/** A key that is right, and what is known of it. */
export const SECRET = 'the-secret-of-key-7'
export const KEY: ApiKeyLine = {
  id: 7,
  name: 'Finance robot',
  role: 'controller',
  createdAt: new Date('2026-11-01T08:00:00Z'),
  revokedAt: null,
}
/** Where people open the console of these tests. */
export const CONSOLE_URL = 'https://expenses.example.com'

const notAsked = () => Promise.reject(new Error('not to be asked'))
const NO_SERVICES = {
  lists: { list: notAsked },
  reviews: { read: notAsked },
  decisions: { decide: notAsked, find: notAsked },
  acts: { act: notAsked },
  url: undefined,
}

/** The console's app on a port of this machine; the caller closes the listener. */
export async function serveConsole(
  changes: Partial<ConsoleAppDeps> = {},
): Promise<{ readonly listener: Listener; readonly log: ReturnType<typeof recordedLog> }> {
  const log = recordedLog()
  const keys = { find: (secret: string) => Promise.resolve(secret === SECRET ? KEY : undefined) }
  const app = createConsoleApp({
    host: '127.0.0.1',
    url: CONSOLE_URL,
    tls: false,
    trustedProxies: 0,
    api: apiRouter({ ...NO_SERVICES, keys, log }),
    pages: Router(),
    log,
    ...changes,
  })
  const settings = { host: 'CONSOLE_HOST', port: 'CONSOLE_PORT' }
  return { listener: await listen({ app, host: '127.0.0.1', port: 0, settings, log }), log }
}
