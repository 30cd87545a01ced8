import { expect } from 'chai'
import type { Simulator } from '../../server/simulator/simulator.ts'
import {
  type CallbackReceiver,
  startCallbackReceiver,
} from '../../server/simulator/vendors/callback-receiver.ts'
import { openDatabase } from '../../server/store/database.ts'
import { createElementsKeys } from '../../server/store/polling/elements-keys.ts'
import { createInstances } from '../../server/store/polling/instances.ts'
import { forEachEngine } from '../support/engines.ts'
import { type Bench, useBenches } from './bench.ts'
import { cleanReport, reportToSendBack } from './reports.ts'
import { countOf } from './set-up.ts'
import { until } from './until.ts'

describe('connector: reports that a poll finds waiting', () => {
  const openBench = useBenches()
  let receiver: CallbackReceiver

  beforeEach(async () => {
    receiver = await startCallbackReceiver(0, '')
  })
  afterEach(() => receiver.close())

  forEachEngine((engine) => {
    /** A connector that polls its Concur, once `poll` says so, and is told of nothing else. */
    async function open(): Promise<Bench & { readonly poll: () => Promise<void> }> {
      await engine.open()
      const url = engine.url()
      const environment: Record<string, string> = {
        DATABASE_URL: url,
        ENCRYPTION_KEY: Buffer.alloc(32, 7).toString('base64'),
        POLLING_ALLOW_HTTP: 'on',
        POLLING_ALLOW_PRIVATE: 'on',
      }
      const bench = await openBench({
        environment,
        before(simulator) {
          simulator.loseNotifications(true)
          environment['POLLING_VENDOR_ORIGINS'] = simulator.url
        },
      })
      const id = await createInstance(bench, url, bodyFor(bench.simulator, receiver))
      return Object.assign(bench, { poll: () => pollNow(bench, url, id) })
    }

    it('are reviewed, with one action each, and told to the callback URL', async () => {
      const { simulator, poll, settled, writes, review, notifications } = await open()
      const good = simulator.submit(cleanReport())
      const bad = simulator.submit(reportToSendBack())

      await poll()
      await until('both to be reviewed', () => simulator.isSettled())
      await settled()
      await poll()
      await settled()

      expect(writes(good)).to.deep.equal(['Approve'])
      expect(writes(bad)).to.deep.equal(['exceptions NORECEIP', 'Send Back to Employee'])
      expect((await review(good)).review.result).to.equal('approved')
      expect((await notifications()).map(({ door, state }) => [door, state])).to.deep.equal([
        ['polling', 'done'],
        ['polling', 'done'],
      ])
      await until('the callback', () => receiver.received.length > 0)
    })

    it('are acted on once though their callout comes as well', async () => {
      const { simulator, poll, settled, writes, notifications } = await open()
      simulator.fault('workflow', { delayMs: 500 }, 3)
      const reportIds = [1, 2, 3].map(() => simulator.submit(cleanReport()))
      simulator.loseNotifications(false)

      await poll()
      for (const reportId of reportIds) simulator.notifyAgain(reportId)
      await until('all to be approved', () => simulator.isSettled())
      await poll()
      await settled()

      expect(reportIds.map((reportId) => writes(reportId).join())).to.deep.equal(Array(3).fill('Approve'))
      expect(countOf(simulator, 'workflow')).to.equal(3)
      expect(new Set((await notifications()).map(({ door }) => door))).to.include('polling')
    })
  })
})

function bodyFor({ url }: Simulator, receiver: CallbackReceiver) {
  return {
    element: { key: 'concur' },
    name: 'Reports',
    configuration: {
      'oauth.api.key': 'simulator-client',
      'oauth.api.secret': 'simulator-secret',
      'base.url': url,
      'event.notification.enabled': true,
      'event.notification.callback.url': `${receiver.url}/reports`,
      review: true,
    },
  }
}

async function createInstance({ connector }: Bench, databaseUrl: string, body: object): Promise<number> {
  const db = await openDatabase(databaseUrl)
  const key = await createElementsKeys(db)
    .create('test', new Date())
    .finally(() => db.destroy())
  const answer = await fetch(`${connector.internalUrl}/elements/api-v2/instances`, {
    method: 'POST',
    headers: { authorization: `User ${key.user}, Organization ${key.organization}` },
    body: JSON.stringify(body),
  })
  const created: unknown = await answer.json()
  if (typeof created === 'object' && created !== null && 'id' in created) return Number(created.id)
  throw new Error(`refused: ${JSON.stringify(created)}`)
}

/** Has the connector poll, and waits until it has. */
async function pollNow({ log }: Bench, databaseUrl: string, id: number): Promise<void> {
  const before = log.of('poll.ended').length
  const db = await openDatabase(databaseUrl)
  const instances = createInstances(db)
  // The poll before may have told its end and not yet given the instance back.
  await until('the end of the poll before', () => instances.hasten(id, new Date(0))).finally(() =>
    db.destroy(),
  )
  await until('the poll', () => log.of('poll.ended').length > before)
}
