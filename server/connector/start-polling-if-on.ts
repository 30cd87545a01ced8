import type { Settings } from '../../config/settings.ts'
import type { Delivering } from '../delivery/start-delivering.ts'
import type { Polling } from '../polling/polling.ts'
import type { Foundation } from './foundation.ts'

/** Starts polling; it is off where nothing encrypts the secrets of its instances. */
export async function startPollingIfOn(
  settings: Settings,
  { db, inbox, concur, metrics, log, now }: Foundation,
  delivering: Delivering,
): Promise<Polling | undefined> {
  if (settings.ENCRYPTION_KEY === undefined) return undefined
  const { startPolling } = await import('../polling/polling.ts')
  return startPolling({
    db,
    inbox,
    concur: concur.client,
    delivering,
    observer: metrics.polling,
    log,
    now,
    settings: {
      encryptionKeys: [settings.ENCRYPTION_KEY, ...(settings.ENCRYPTION_PREVIOUS_KEYS ?? [])],
      folder: settings.INSTANCES_DIR,
      allowHttp: settings.POLLING_ALLOW_HTTP,
      allowPrivate: settings.POLLING_ALLOW_PRIVATE,
      allowedOrigins: settings.POLLING_VENDOR_ORIGINS ?? [],
    },
  })
}
