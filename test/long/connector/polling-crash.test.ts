import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { expect } from 'chai'
import { createInstanceManager } from '../../../server/polling/manage-instances.ts'
import { rulesOf } from '../../../server/polling/polling.ts'
import { createSecretBox } from '../../../server/polling/secret-box.ts'
import {
  type CallbackReceiver,
  startCallbackReceiver,
} from '../../../server/simulator/vendors/callback-receiver.ts'
import {
  startVendorSimulator,
  type VendorSimulator,
} from '../../../server/simulator/vendors/vendor-simulator.ts'
import { createInstances } from '../../../server/store/polling/instances.ts'
import { TOKEN_LEASE_MS } from '../../../server/store/polling/vendor-tokens.ts'
import {
  type ConnectorProcess,
  killProcesses,
  startConnectorProcess,
} from '../../connector/connector-process.ts'
import { environmentFor } from '../../connector/set-up.ts'
import { until, untilNothingIsLeft } from '../../connector/until.ts'
import { concurBody, KEY, SIGNATURE_KEY } from '../../polling/polling-bench.ts'
import { forEachEngine } from '../../support/engines.ts'

const NAMES = ['a', 'b', 'c']
const ROUNDS = 3
/** A process that is killed while it gets tokens keeps everybody else from them until its right to do so ends. */
const WAIT_MS = TOKEN_LEASE_MS + 45_000

/** `path CREATED A` of every notification, each notification once. */
function toldTo({ received }: CallbackReceiver): readonly string[] {
  const once = new Map(received.map((each) => [each.id, each]))
  return Array.from(once.values()).flatMap(({ path, body }) => {
    const { message }: { readonly message: { readonly events: readonly Record<string, unknown>[] } } =
      JSON.parse(body)
    return message.events.map(({ eventType, objectId }) => `${path} ${String(eventType)} ${String(objectId)}`)
  })
}

describe('polling by two processes that are killed', function () {
  this.timeout(2 * WAIT_MS + 60_000)
  let folder: string
  let vendors: VendorSimulator
  let receiver: CallbackReceiver

  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'polling-crash-'))
    vendors = await startVendorSimulator()
    receiver = await startCallbackReceiver(0, SIGNATURE_KEY)
  })
  afterEach(async () => {
    killProcesses()
    await Promise.all([vendors.close(), receiver.close()])
    await rm(folder, { recursive: true, force: true })
  })

  forEachEngine((engine) => {
    it('loses no change and tells none twice to a receiver that knows a repeat by its id', async () => {
      const settings = { allowHttp: true, allowPrivate: true, allowedOrigins: [vendors.url] }
      const instances = createInstances(await engine.open())
      const box = createSecretBox([KEY])
      const manager = createInstanceManager({ instances, box, rules: rulesOf(settings) })
      const ids: number[] = []
      for (const name of NAMES) {
        const created = await manager.create(concurBody(vendors, receiver, name), new Date())
        if (!created.ok) throw new Error(created.problems.join('; '))
        ids.push(created.stored.id)
      }
      const start = (): Promise<ConnectorProcess> =>
        startConnectorProcess(
          {
            // Nothing of Concur is needed.
            ...environmentFor(folder, 'http://127.0.0.1:9'),
            DATABASE_URL: engine.url(),
            ENCRYPTION_KEY: KEY.toString('base64'),
            POLLING_ALLOW_HTTP: 'on',
            POLLING_ALLOW_PRIVATE: 'on',
            POLLING_VENDOR_ORIGINS: vendors.url,
          },
          folder,
        )
      const connectors = await Promise.all([start(), start()])
      const expected: string[] = []

      for (let round = 0; round < ROUNDS; round += 1) {
        const id = `R${round}`
        vendors.reports.create(id)
        for (const name of NAMES) expected.push(`/${name} CREATED ${id}`)
        for (const each of ids) await instances.hasten(each, new Date(0))
        // Somewhere between claiming, reading, committing and sending.
        await sleep(Math.random() * 1500)
        await connectors.shift()?.end('SIGKILL')
        connectors.push(await start())
      }
      for (const each of ids) {
        await until('the end of the poll before', () => instances.hasten(each, new Date(0)), WAIT_MS)
      }

      const missing = () => Math.max(expected.length - new Set(toldTo(receiver)).size, 0)
      await untilNothingIsLeft('all changes', missing, WAIT_MS)
      expect(toldTo(receiver).toSorted()).to.deep.equal(expected.toSorted())
      expect(receiver.received.every(({ isSigned }) => isSigned === true)).to.equal(true)
    })
  })
})
