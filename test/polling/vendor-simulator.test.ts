import { expect } from 'chai'
import { createHttpClient } from '../../server/concur/http.ts'
import { signatureOf } from '../../server/delivery/signature.ts'
import { buildCallbacks } from '../../server/polling/callback-body.ts'
import { initialState, type PollOutcome } from '../../server/polling/poll-outcome.ts'
import { pollResource } from '../../server/polling/poll-resource.ts'
import { startCallbackReceiver } from '../../server/simulator/vendors/callback-receiver.ts'
import {
  startVendorSimulator,
  VENDOR_LOGIN,
  type VendorSimulator,
} from '../../server/simulator/vendors/vendor-simulator.ts'
import { createLedger, resourceOf, told } from './polls.ts'
import { credentialsOf, vendorDeps, vendorOf } from './vendor-deps.ts'

const ORIGIN = /^http:\/\/127\.0\.0\.1:\d+$/
const LISTS = {
  concur: ['reports', 'reports'],
  revel: ['employees', 'employees'],
  sageone: ['customers', 'customers'],
} as const
type Element = keyof typeof LISTS
const ELEMENTS = ['concur', 'revel', 'sageone'] as const

/** One resource of a simulated vendor, polled again and again. */
function polling(simulator: VendorSimulator, now: () => Date, element: Element, changes: object = {}) {
  const [list, name] = LISTS[element]
  const resource = resourceOf(element, name, { pageSize: 2, ...changes })
  const vendor = vendorOf(element)
  const http = createHttpClient(4)
  const settings = {
    'base.url': element === 'sageone' ? simulator.sageUrl : simulator.url,
    'oauth.api.key': VENDOR_LOGIN.key,
    'oauth.api.secret': VENDOR_LOGIN.secret,
    'oauth.user.refresh_token': VENDOR_LOGIN.refreshToken,
  }
  const deps = { ...vendorDeps(settings, { http, allowedOrigins: [simulator.url] }), now }
  const credentials = credentialsOf(vendor, deps)
  const ledger = createLedger()
  let state = initialState(now())

  return {
    records: simulator[list],
    credentials,
    close: () => http.close(),
    poll: async (): Promise<PollOutcome> => {
      const connection = vendor.connect(deps, credentials)
      const { signal } = new AbortController()
      const instance = { paths: vendor.paths, withoutNulls: true }
      const outcome = await pollResource({ instance, resource, state, ledger, connection, now, signal })
      ledger.learn(outcome)
      state = outcome.state
      return outcome
    },
  }
}

describe('the simulated vendors', () => {
  let simulator: VendorSimulator
  let time: number
  const now = () => new Date(time)
  const open: { close(): void }[] = []
  const opened = (element: Element, changes: object = {}) => {
    const one = polling(simulator, now, element, changes)
    open.push(one)
    return one
  }

  beforeEach(async () => {
    time = Date.parse('2024-07-05T17:00:00.250Z')
    simulator = await startVendorSimulator({ now })
  })

  afterEach(async () => {
    for (const one of open.splice(0)) one.close()
    await simulator.close()
  })

  for (const element of ELEMENTS) {
    it(`tell what is new and what has changed, each once: ${element}`, async () => {
      const { records, poll } = opened(element)
      for (const id of ['1', '2', '3', '4', '5']) {
        time += 2000
        records.create(id)
      }
      const first = await poll()
      time += 60_000
      records.update('2', { note: 'x' })
      const second = await poll()
      const third = await poll()

      expect(first.changes.map(({ type, objectId }) => [type, objectId])).to.deep.equal(
        ['1', '2', '3', '4', '5'].map((id) => ['CREATED', id]),
      )
      expect(told(second.changes)).to.deep.equal([['UPDATED', '2', `${now().toISOString().slice(0, 19)}Z`]])
      expect(third.changes).to.deep.equal([])
      expect(first.problems).to.deep.equal([])
    })

    it(`are read again from where it ended, after a page that failed: ${element}`, async () => {
      const { records, poll } = opened(element)
      for (const id of ['1', '2', '3']) records.create(id)
      for (const fault of [
        'reset',
        { status: 500, body: '' },
        { status: 200, body: '<html></html>' },
      ] as const) {
        await poll().catch(() => undefined)
        time += 1000
        records.update('1', { note: JSON.stringify(fault) })
        simulator.beforeNextPage(() => simulator.fault(fault))
        const error: unknown = await poll().catch((reason: unknown) => reason)
        expect(error).to.have.property('name', 'PollError')
        expect((await poll()).changes.map(({ objectId }) => objectId)).to.include('1')
      }
    })
  }

  it('miss nothing when a change re-orders the list that is being read', async () => {
    const { records, poll } = opened('revel')
    for (const id of ['1', '2', '3', '4']) {
      time += 1000
      records.create(id)
    }
    const seen = poll()
    // After the first page of two, its first moves to the end, and the third to where we have been.
    simulator.beforeNextPage(() =>
      simulator.beforeNextPage(() => {
        time += 1000
        records.update('1', { note: 'moved' })
      }),
    )

    expect((await seen).changes.map(({ objectId }) => objectId)).to.have.members(['1', '2', '3', '4'])
  })

  it('miss nothing when something is deleted from the list that is being read', async () => {
    const { records, poll } = opened('sageone')
    for (const id of ['1', '2', '3', '4']) records.create(id)
    const seen = poll()
    simulator.beforeNextPage(() =>
      simulator.beforeNextPage(() => {
        records.remove('1')
        records.remove('2')
      }),
    )

    expect((await seen).changes.map(({ objectId }) => objectId)).to.have.members(['1', '2', '3', '4'])
  })

  it('take a token that was refreshed, and a refresh token once only', async () => {
    for (const element of ['concur', 'sageone'] as const) {
      const { records, poll, credentials } = opened(element)
      records.create('1')
      await poll()
      simulator.revokeTokens()
      records.create('2')

      expect((await poll()).changes.map(({ objectId }) => objectId)).to.include('2')
      expect(credentials.asked).to.deep.equal(['refresh token', 'refresh token'])
    }
  })

  it('say what was deleted, if they are Sage', async () => {
    const { records, poll } = opened('sageone', { deletedSince: true })
    records.create('1')
    records.create('2')
    await poll()
    time += 5000
    records.remove('1')

    expect((await poll()).changes.map(({ type, objectId }) => [type, objectId])).to.deep.equal([
      ['DELETED', '1'],
    ])
    expect((await poll()).changes).to.deep.equal([])
  })

  it('run by their own clock', async () => {
    for (const skewMs of [-180_000, 180_000]) {
      const ahead = await startVendorSimulator({ now: () => new Date(time + skewMs) })
      const { records, poll, close } = polling(ahead, now, 'concur')
      open.push({ close })
      const seen: string[] = []
      for (const id of ['1', '2', '3']) {
        time += 20_000
        records.create(id)
        for (const { objectId } of (await poll()).changes) seen.push(objectId)
      }
      await ahead.close()

      expect(seen).to.deep.equal(['1', '2', '3'])
    }
  })

  it('keep dates in an hour that the clock shows twice', async () => {
    time = Date.parse('2024-11-03T07:50:00Z')
    const { records, poll } = opened('revel')
    const all: string[] = []
    for (let index = 1; index <= 20; index += 1) {
      time += 600_000
      records.create(String(index))
      for (const { objectId } of (await poll()).changes) all.push(objectId)
    }

    expect(all).to.deep.equal(Array.from({ length: 20 }, (_, index) => String(index + 1)))
  })

  it('are on this machine only', () => {
    expect(simulator.url).to.match(ORIGIN)
  })
})

describe('the receiver of callbacks', () => {
  it('checks signatures, and answers as it is told', async () => {
    const receiver = await startCallbackReceiver(0, 'key')
    const http = createHttpClient(1)
    const [callback] = Array.from(
      buildCallbacks({
        source: {
          instanceId: 1,
          instanceName: 'n',
          tags: [],
          user: 1,
          accountId: 1,
          companyId: 1,
          elementKey: 'revel',
          hubKey: 'employee',
        },
        resource: 'employees',
        newObject: true,
        createdAt: new Date(0),
        changes: [
          {
            type: 'CREATED',
            objectId: '1',
            date: new Date(0),
            updatedText: '',
            hash: '',
            sequence: 1,
            record: '{"name":"Müller"}',
          },
        ],
      }),
    )
    const { body = '', eventId = '' } = callback ?? {}
    const send = (key: string) =>
      http.send({
        method: 'POST',
        url: `${receiver.url}/hook`,
        headers: { 'Elements-Webhook-Signature': signatureOf(key, body), 'Elements-Webhook-Id': eventId },
        body,
      })
    try {
      receiver.answerWith({ status: 500, body: '' })
      expect(await send('key')).to.include({ status: 500 })
      expect(await send('other')).to.include({ status: 200 })

      expect(receiver.received).to.deep.equal([
        { path: '/hook', body, isSigned: true, id: eventId, status: 500 },
        { path: '/hook', body, isSigned: false, id: eventId, status: 200 },
      ])
    } finally {
      http.close()
      await receiver.close()
    }
  })
})
