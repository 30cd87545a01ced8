import type { Settings } from '../../config/settings.ts'
import { listen } from '../listeners/listen.ts'
import { ListenError } from '../listeners/listen-error.ts'
import { loadWhenAsked } from '../listeners/load-when-asked.ts'
import { checkReadiness } from '../metrics/readiness.ts'
import type { Polling } from '../polling/polling.ts'
import { checkReceiving } from '../store/inbox/check-receiving.ts'
import { countWaiting } from '../store/operators/figures.ts'
import type { Foundation } from './foundation.ts'
import type { OpenListener, PublicDoor } from './public-door.ts'

/**
 * Listens for operators: health, metrics, and the instances API where polling is on; loaded when the first asks.
 * @returns Nothing if the address cannot be taken: receiving matters more than looking on, and goes on without.
 */
export async function openInternalListener(
  settings: Settings,
  { db, concur, metrics, log, now }: Pick<Foundation, 'db' | 'concur' | 'metrics' | 'log' | 'now'>,
  { door, polling }: { readonly door: Pick<PublicDoor, 'check'>; readonly polling: Polling | undefined },
): Promise<OpenListener | undefined> {
  const readiness = () =>
    checkReadiness({
      checkDatabase: async () => {
        await Promise.all([checkReceiving(db), door.check()])
      },
      tokenProblem: () => concur.tokenHealth.problem(),
      countWaiting: (limit) => countWaiting(db, limit),
      backlogLimit: settings.BACKLOG_LIMIT,
    })
  const load = async () => {
    const { createInternalApp } = await import('../../routes/health.ts')
    const instances =
      polling && (await import('../../routes/instances.ts')).instanceRoutes({ polling, log, now })
    return createInternalApp({ host: settings.INTERNAL_HOST, readiness, metrics, instances })
  }
  try {
    const listener = await listen({
      app: loadWhenAsked(load, (error) => log.error('internal-listener.not-loaded', { error })),
      host: settings.INTERNAL_HOST,
      port: settings.INTERNAL_PORT,
      settings: { host: 'INTERNAL_HOST', port: 'INTERNAL_PORT' },
      log,
    })
    return { url: listener.url, stop: (deadlineMs) => listener.close(deadlineMs) }
  } catch (error) {
    if (!(error instanceof ListenError)) throw error
    log.error('internal-listener.failed', { error: error.message })
    return undefined
  }
}
