import type { WatchedEssTrust } from '../../certs/watch-ess-trust.ts'
import type { Settings } from '../../config/settings.ts'
import { authenticateConcur } from '../../routes/login/authenticate-concur.ts'
import { createPublicApp } from '../../routes/public-app.ts'
import { receiveCallout, receiveEvent } from '../doors/receive-delivery.ts'
import { listen } from '../listeners/listen.ts'
import type { Foundation } from './foundation.ts'
import { credentialFiles } from './from-settings.ts'
import type { Stoppable } from './stop-together.ts'

/** A listener, open. */
export interface OpenListener extends Stoppable {
  readonly url: string
}

/**
 * Listens for what Concur delivers: callouts and events.
 * @throws {ListenError} If the address cannot be taken.
 * @throws {ServerCredentialsError} If certificate or key cannot be used.
 */
export async function openPublicListener(
  settings: Settings,
  foundation: Pick<Foundation, 'inbox' | 'metrics' | 'log' | 'now'>,
  essTrust: Pick<WatchedEssTrust, 'current'>,
): Promise<OpenListener> {
  const { inbox, metrics, log, now } = foundation
  const passwords = [settings.CONNECTOR_PASSWORD, settings.CONNECTOR_PREVIOUS_PASSWORD]
  const authenticate = authenticateConcur({
    auth: settings.ESS_AUTH,
    trust: () => essTrust.current(),
    certificateHeader: settings.ESS_CLIENT_CERT_HEADER,
    log,
    now,
  })
  const steps = { stepCodes: settings.ESS_STEP_CODES ?? [], companyId: settings.CONCUR_COMPANY_ID }
  const listener = await listen({
    app: createPublicApp({
      notifyPath: settings.NOTIFY_PATH,
      credentials: {
        username: settings.CONNECTOR_USERNAME,
        passwords: passwords.filter((password) => password !== undefined),
      },
      trustedProxies: settings.TRUSTED_PROXIES,
      receive: receiveCallout({ inbox, log, now }),
      events: {
        path: settings.EVENTS_PATH,
        authenticate,
        receive: receiveEvent({ inbox, log, now }, steps),
        refused: (reason) => metrics.eventRefused(reason),
      },
      acknowledged: (seconds) => metrics.acknowledged(seconds),
      log,
    }),
    host: settings.HOST,
    port: settings.PORT,
    settings: { host: 'HOST', port: 'PORT' },
    tls: settings.TLS ? { files: credentialFiles(settings) } : undefined,
    log,
  })
  return { url: listener.url, stop: (deadlineMs) => listener.close(deadlineMs) }
}
