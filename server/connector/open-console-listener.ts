import { ServerCredentialsError } from '../../certs/server-credentials.ts'
import type { Settings } from '../../config/settings.ts'
import { createConsoleApp } from '../../routes/console-app.ts'
import { listen } from '../listeners/listen.ts'
import { ListenError } from '../listeners/listen-error.ts'
import type { PeopleFile } from '../tell/people-file.ts'
import { consoleApi } from './console-api.ts'
import { consolePages } from './console-pages.ts'
import type { Foundation } from './foundation.ts'
import { consoleCredentialFiles } from './from-settings.ts'
import type { OpenListener } from './open-public-listener.ts'

/** More than a body may take, which is then told why. */
const LIMITS = { requestMs: 20_000 }

/**
 * Listens for people, and for the programs that decide in their place.
 * @returns Nothing if the address cannot be taken or the certificate cannot be used: receiving matters more, and goes on.
 */
export async function openConsoleListener(
  settings: Settings,
  foundation: Pick<Foundation, 'db' | 'log' | 'now' | 'concur'>,
  people: () => PeopleFile | undefined,
): Promise<OpenListener | undefined> {
  const { log } = foundation
  const files = consoleCredentialFiles(settings)
  const console = consolePages(settings, foundation, people)
  try {
    const listener = await listen({
      app: createConsoleApp({
        host: settings.CONSOLE_HOST,
        url: settings.CONSOLE_URL,
        tls: files !== undefined,
        trustedProxies: settings.TRUSTED_PROXIES,
        api: consoleApi(settings, foundation),
        pages: console.pages,
        log,
      }),
      host: settings.CONSOLE_HOST,
      port: settings.CONSOLE_PORT,
      settings: { host: 'CONSOLE_HOST', port: 'CONSOLE_PORT' },
      tls: files && { files, clients: 'browsers' },
      limits: LIMITS,
      log,
    })
    return {
      url: listener.url,
      async stop(deadlineMs) {
        await console.stop()
        await listener.close(deadlineMs)
      },
    }
  } catch (error) {
    await console.stop()
    if (!(error instanceof ListenError) && !(error instanceof ServerCredentialsError)) throw error
    log.error('console-listener.failed', { error: error.message })
    return undefined
  }
}
