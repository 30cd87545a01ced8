import { randomBytes } from 'node:crypto'
import { mkdir, rm } from 'node:fs/promises'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { startDelivering } from '../delivery/start-delivering.ts'
import { createLog } from '../log.ts'
import { type Polling, startPolling } from '../polling/polling.ts'
import { type CallbackReceiver, startCallbackReceiver } from '../simulator/vendors/callback-receiver.ts'
import {
  startVendorSimulator,
  VENDOR_LOGIN,
  type VendorSimulator,
} from '../simulator/vendors/vendor-simulator.ts'
import { openDatabase } from '../store/database.ts'
import { createInbox } from '../store/inbox/inbox.ts'
import { type CommandContext, CommandFailure } from './context.ts'
import { table } from './table.ts'

const SIGNATURE_KEY = 'demo-signature-key'
const WITHIN_MS = 60_000
const LOOK_MS = 100

const unused = () => Promise.reject(new Error('the demo of polling asks nothing of Concur'))

const now = () => new Date()

/**
 * Plays polling on this machine: three simulated vendors change something, and the callbacks arrive at a receiver
 * that checks their signatures.
 * @throws {CommandFailure} If they do not.
 */
export async function runPollingDemo(context: CommandContext): Promise<void> {
  const folder = join(context.folder, 'data', 'demo-polling')
  await rm(folder, { recursive: true, force: true })
  await mkdir(folder, { recursive: true })
  const db = await openDatabase(`sqlite:${join(folder, 'connector.db')}`)
  const vendors = await startVendorSimulator()
  const receiver = await startCallbackReceiver(0, SIGNATURE_KEY)
  const log = createLog('info', join(folder, 'connector.log'))
  const delivering = startDelivering({ db, allowPrivate: true, ended: () => undefined, log, now })
  const polling = await startPolling({
    settings: {
      encryptionKeys: [randomBytes(32)],
      folder: undefined,
      allowHttp: true,
      allowPrivate: true,
      allowedOrigins: [vendors.url],
    },
    db,
    concur: { call: unused, checkToken: unused },
    inbox: createInbox(db),
    delivering,
    observer: { polled: () => undefined, instanceDisabled: () => undefined },
    log,
    now,
  })
  try {
    context.print(`Concur, Revel and Sage (simulated) at ${vendors.url}, the receiver at ${receiver.url}\n`)
    const ids = await createInstances(polling, vendors, receiver)
    vendors.reports.create('R1', { Name: 'Client visit' })
    vendors.employees.create('41', { first_name: 'Sam' })
    vendors.customers.create('c1', {})
    await pollAll(polling, ids)
    await untilReceived(receiver, 3)
    // A second later, or Revel's and Sage's dates are those of the creation.
    await sleep(1500)
    vendors.reports.update('R1', { Name: 'Client visit in May' })
    vendors.employees.update('41', { active: false })
    vendors.customers.update('c1', { reference: 'A' })
    await pollAll(polling, ids)
    await untilReceived(receiver, 6)
    context.print(told(receiver))
    if (receiver.received.some(({ isSigned }) => isSigned !== true)) {
      throw new CommandFailure('a callback is not signed with the key of its instance')
    }
  } finally {
    await Promise.all([polling.stop(0), delivering.stop(0)])
    await Promise.all([vendors.close(), receiver.close()])
    await db.destroy()
  }
}

async function createInstances(
  { manager }: Polling,
  vendors: VendorSimulator,
  receiver: CallbackReceiver,
): Promise<readonly number[]> {
  const login = { 'oauth.api.key': VENDOR_LOGIN.key, 'oauth.api.secret': VENDOR_LOGIN.secret }
  const refresh = { 'oauth.user.refresh_token': VENDOR_LOGIN.refreshToken }
  const configurations = {
    concur: { ...login, ...refresh, 'base.url': vendors.url },
    revel: { ...login, subdomain: 'demo', 'base.url': vendors.url },
    sageone: { ...login, ...refresh, 'base.url': vendors.sageUrl },
  }
  const ids: number[] = []
  for (const [element, configuration] of Object.entries(configurations)) {
    const body = {
      element: { key: element },
      name: `Demo of ${element}`,
      configuration: {
        ...configuration,
        'event.notification.enabled': true,
        'event.notification.callback.url': `${receiver.url}/${element}`,
        'event.notification.signature.key': SIGNATURE_KEY,
      },
    }
    const created = await manager.create(body, new Date())
    if (!created.ok) throw new CommandFailure(created.problems.join('\n'))
    ids.push(created.stored.id)
  }
  return ids
}

async function pollAll(polling: Polling, ids: readonly number[]): Promise<void> {
  for (const id of ids) await polling.instances.hasten(id, new Date())
  polling.wake()
}

async function untilReceived({ received }: CallbackReceiver, count: number): Promise<void> {
  const end = Date.now() + WITHIN_MS
  while (received.length < count) {
    if (Date.now() > end) throw new CommandFailure(`only ${received.length} of ${count} callbacks came`)
    await sleep(LOOK_MS)
  }
}

function told({ received }: CallbackReceiver): string {
  return table(
    ['callback', 'events', 'signature'],
    received.map(({ path, body, isSigned }) => {
      const { message }: { readonly message: { readonly events: readonly Record<string, unknown>[] } } =
        JSON.parse(body)
      const events = message.events.map((event) =>
        [event['eventType'], event['objectType'], event['objectId']].join(' '),
      )
      return [path, events.join('\n'), isSigned === true ? 'right' : 'wrong']
    }),
  )
}
