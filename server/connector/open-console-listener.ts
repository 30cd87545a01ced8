import { ServerCredentialsError } from '../../certs/server-credentials.ts'
import type { Settings } from '../../config/settings.ts'
import { listen } from '../listeners/listen.ts'
import { ListenError } from '../listeners/listen-error.ts'
import { loadWhenAsked } from '../listeners/load-when-asked.ts'
import type { PeopleFile } from '../tell/people-file.ts'
import type { ConsoleApp } from './console-app.ts'
import type { Foundation } from './foundation.ts'
import { consoleCredentialFiles } from './from-settings.ts'
import type { OpenListener } from './public-door.ts'

/** More than a body may take, which is then told why. */
const LIMITS = { requestMs: 20_000 }

/**
 * Listens for people, and for the programs that decide in their place; what answers them is loaded when the first comes.
 * @returns Nothing if the address cannot be taken or the certificate cannot be used: receiving matters more, and goes on.
 */
export async function openConsoleListener(
  settings: Settings,
  foundation: Pick<Foundation, 'db' | 'log' | 'now' | 'concur'>,
  people: () => PeopleFile | undefined,
): Promise<OpenListener | undefined> {
  const { log } = foundation
  const files = consoleCredentialFiles(settings)
  let app: ConsoleApp | undefined
  try {
    const listener = await listen({
      app: loadWhenAsked(
        async () => {
          const { consoleApp } = await import('./console-app.ts')
          app = consoleApp(settings, foundation, people)
          return app.answer
        },
        (error) => log.error('console.not-loaded', { error }),
      ),
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
        await app?.stop()
        await listener.close(deadlineMs)
      },
    }
  } catch (error) {
    if (!(error instanceof ListenError) && !(error instanceof ServerCredentialsError)) throw error
    log.error('console-listener.failed', { error: error.message })
    return undefined
  }
}
