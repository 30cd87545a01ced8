import type { ConcurClient } from '../../server/concur/concur-client.ts'
import { startDelivering } from '../../server/delivery/start-delivering.ts'
import type { Log } from '../../server/log.ts'
import { createMetrics } from '../../server/metrics/metrics.ts'
import { type Polling, type PollingSettings, startPolling } from '../../server/polling/polling.ts'
import type { CallbackReceiver } from '../../server/simulator/vendors/callback-receiver.ts'
import { VENDOR_LOGIN, type VendorSimulator } from '../../server/simulator/vendors/vendor-simulator.ts'
import type { Database } from '../../server/store/database.ts'
import { createInbox } from '../../server/store/inbox/inbox.ts'
import { until } from '../connector/until.ts'

/** A key of the tests. */
export const KEY = Buffer.alloc(32, 7)
/** What the receivers of the tests check signatures with. */
export const SIGNATURE_KEY = 'MySecretEventSignatureKey'

const nothingIsAsked = () => Promise.reject(new Error('nothing is asked of Concur'))
const NO_CONCUR: ConcurClient = { call: nothingIsAsked, checkToken: nothingIsAsked }

/** Polling on that database, with the vendors and receivers of this machine allowed. */
export async function startTestPolling(
  db: Database,
  vendors: Pick<VendorSimulator, 'url'>,
  log: Log,
  changes: Partial<PollingSettings> & { readonly concur?: ConcurClient; readonly now?: () => Date } = {},
): Promise<Polling> {
  const { concur = NO_CONCUR, now, ...settings } = changes
  const clock = now ?? (() => new Date())
  const observer = createMetrics({
    readFigures: () => Promise.reject(new Error('nobody looks')),
    unknownReportsLastMs: 1,
    now: clock,
  }).polling
  const delivering = startDelivering({
    db,
    allowPrivate: true,
    ended: (outcome) => observer.delivered(outcome),
    log,
    now: clock,
  })
  const polling = await startPolling({
    settings: {
      encryptionKeys: [KEY],
      folder: undefined,
      allowHttp: true,
      allowPrivate: true,
      allowedOrigins: [vendors.url],
      ...settings,
    },
    db,
    concur,
    inbox: createInbox(db),
    delivering,
    observer,
    log,
    now: clock,
  })
  return {
    ...polling,
    async stop(deadlineMs) {
      await Promise.all([polling.stop(deadlineMs), delivering.stop(deadlineMs)])
    },
  }
}

/** The body of an instance that polls the simulated reports of Concur. */
export function concurBody(
  vendors: Pick<VendorSimulator, 'url'>,
  receiver: Pick<CallbackReceiver, 'url'>,
  name = 'Reports',
  changes: Readonly<Record<string, unknown>> = {},
) {
  return {
    element: { key: 'concur' },
    configuration: {
      'oauth.api.key': VENDOR_LOGIN.key,
      'oauth.api.secret': VENDOR_LOGIN.secret,
      'oauth.user.refresh_token': VENDOR_LOGIN.refreshToken,
      'base.url': vendors.url,
      'event.vendor.type': 'polling',
      'event.notification.callback.url': `${receiver.url}/${name}`,
      'event.notification.signature.key': SIGNATURE_KEY,
      'event.poller.configuration': { reports: {} },
      ...changes,
    },
    tags: ['Test'],
    name,
  }
}

/** Has the instance polled now, as soon as the poll before, which may have told its end already, has given it back. */
export async function pollNow(polling: Polling, id: number): Promise<void> {
  await until('the end of the poll before', () => polling.instances.hasten(id, new Date(0)))
  polling.wake()
}

/** Creates the instance. @throws {Error} With what is wrong in its body. */
export async function createdIn({ manager }: Polling, body: unknown): Promise<{ readonly id: number }> {
  const created = await manager.create(body, new Date())
  if (!created.ok) throw new Error(created.problems.join('; '))
  return created.stored
}
