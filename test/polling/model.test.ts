import { expect } from 'chai'
import { array, asyncProperty, constantFrom, assert as hold, integer, oneof, record } from 'fast-check'
import { createHttpClient, type HttpClient } from '../../server/concur/http.ts'
import { buildCallbacks, type PollCallback } from '../../server/polling/callback-body.ts'
import { initialState, type PollOutcome, type ResourceState } from '../../server/polling/poll-outcome.ts'
import { pollResource } from '../../server/polling/poll-resource.ts'
import {
  startVendorSimulator,
  VENDOR_LOGIN,
  type VendorSimulator,
} from '../../server/simulator/vendors/vendor-simulator.ts'
import { createLedger, resourceOf } from './polls.ts'
import { credentialsOf, vendorDeps, vendorOf } from './vendor-deps.ts'

const DATES = {
  updatedDateField: 'updated_at',
  updatedDateFormat: "yyyy-MM-dd'T'HH:mm:ss'Z'",
  createdDateField: 'created_at',
  createdDateFormat: "yyyy-MM-dd'T'HH:mm:ss'Z'",
}
const VENDORS = {
  concur: { list: 'reports', resource: 'reports', settings: {} },
  revel: { list: 'employees', resource: 'employees', settings: {} },
  sageone: {
    list: 'customers',
    resource: 'customers',
    settings: {
      url: "/hubs/finance/customers?where=lastModifiedDate>='${gmtDate:yyyy-MM-dd'T'HH:mm:ss'Z'}' and attributes='note'",
      idField: 'id',
      datesConfiguration: DATES,
      deletedSince: true,
    },
  },
} as const
type Element = keyof typeof VENDORS

/** What happens, in the world and to us. */
const action = oneof(
  {
    weight: 4,
    arbitrary: record({ kind: constantFrom('create' as const), wait: constantFrom(0, 1, 300, 5000) }),
  },
  {
    weight: 5,
    arbitrary: record({ kind: constantFrom('update' as const), which: integer({ min: 0, max: 9 }) }),
  },
  {
    weight: 1,
    arbitrary: record({ kind: constantFrom('remove' as const), which: integer({ min: 0, max: 9 }) }),
  },
  {
    weight: 3,
    arbitrary: record({ kind: constantFrom('wait' as const), ms: constantFrom(1, 700, 30_000, 900_000) }),
  },
  {
    weight: 1,
    arbitrary: record({ kind: constantFrom('skew' as const), ms: integer({ min: -45_000, max: 200_000 }) }),
  },
  {
    weight: 5,
    arbitrary: record({
      kind: constantFrom('poll' as const),
      end: constantFrom('kept', 'killed', 'repeated'),
    }),
  },
  {
    weight: 2,
    arbitrary: record({ kind: constantFrom('fault' as const), page: integer({ min: 0, max: 2 }) }),
  },
  {
    weight: 3,
    arbitrary: record({
      kind: constantFrom('move' as const),
      page: integer({ min: 0, max: 2 }),
      which: integer({ min: 0, max: 9 }),
    }),
  },
)

/** A vendor, what we keep of it, and whoever gets the callbacks. */
async function createWorld(element: Element, http: HttpClient) {
  // Soon the clocks of Revel's restaurants are put back.
  let time = Date.parse('2024-11-03T08:00:00.123Z')
  let skew = 0
  const now = () => new Date(time)
  const simulator: VendorSimulator = await startVendorSimulator({ now: () => new Date(time + skew) })
  const { list, resource: name, settings } = VENDORS[element]
  const resource = resourceOf(element, name, { pageSize: 2, ...settings })
  const records = simulator[list]
  const vendor = vendorOf(element)
  const deps = {
    ...vendorDeps(
      {
        'base.url': element === 'sageone' ? simulator.sageUrl : simulator.url,
        'oauth.api.key': VENDOR_LOGIN.key,
        'oauth.api.secret': VENDOR_LOGIN.secret,
        'oauth.user.refresh_token': VENDOR_LOGIN.refreshToken,
      },
      { http, allowedOrigins: [simulator.url] },
    ),
    now,
  }
  const connection = vendor.connect(deps, credentialsOf(vendor, deps))
  const ledger = createLedger()
  let state: ResourceState = initialState(now())
  const received = new Set<string>()
  /** What the receiver knows of each object, by its last event. */
  const known = new Map<string, { readonly type: string; readonly text: string }>()
  const doubled: string[] = []
  let count = 0

  return {
    records,
    simulator,
    pass(ms: number) {
      time += ms
    },
    setSkew(ms: number) {
      // Where the vendor's clock stood when we began can be known from the first answer only.
      if (state.hasPolled) skew = ms
    },
    create: () => records.create(String((count += 1))),
    /** A change to one of what there is. */
    change(which: number, act: (id: string) => void) {
      const there = records.all().filter(({ deletedAt }) => deletedAt === undefined)
      const one = there[which % Math.max(1, there.length)]
      if (one !== undefined) act(one.id)
    },
    note: () => ({ note: `n${(count += 1)}` }),
    async poll(): Promise<PollOutcome> {
      const instance = { paths: vendor.paths, withoutNulls: true }
      const { signal } = new AbortController()
      return pollResource({ instance, resource, state, ledger, connection, now, signal })
    },
    /** The transaction. */
    keep(outcome: PollOutcome) {
      ledger.learn(outcome)
      state = outcome.state
    },
    /** The receiver leaves out what it has. */
    deliver({ eventId, body }: PollCallback) {
      if (received.has(eventId)) return
      received.add(eventId)
      for (const { objectId, eventType, newObject } of JSON.parse(body).message.events) {
        const news = { type: eventType, text: JSON.stringify(newObject ?? null) }
        const before = known.get(objectId)
        if (before?.text === news.text && before.type === news.type) doubled.push(objectId)
        if (before !== undefined && eventType === 'CREATED') doubled.push(objectId)
        known.set(objectId, news)
      }
    },
    callbacks: (outcome: PollOutcome) =>
      Array.from(
        buildCallbacks({
          source: {
            instanceId: 1,
            instanceName: 'n',
            tags: [],
            user: 1,
            accountId: 1,
            companyId: 1,
            elementKey: element,
            hubKey: vendor.hub,
          },
          resource: name,
          newObject: true,
          changes: outcome.changes,
          createdAt: now(),
        }),
      ),
    /** What the receiver has wrong. */
    differences: () =>
      records.all().flatMap(({ id, fields, deletedAt }) => {
        const { type, text } = known.get(id) ?? { type: 'nothing', text: '' }
        if (deletedAt !== undefined && element === 'sageone')
          return type === 'DELETED' ? [] : [`${id} ${type}`]
        const note = fields['note']
        const isRight =
          type !== 'DELETED' &&
          type !== 'nothing' &&
          (note === undefined || text.includes(JSON.stringify(note)))
        return isRight ? [] : [`${id} ${type} ${text}`]
      }),
    doubled,
    close: () => simulator.close(),
  }
}

describe('polling, whatever happens', () => {
  for (const element of ['concur', 'revel', 'sageone'] as const) {
    it(`ends with the vendor's own state at the receiver, nothing missed and nothing twice: ${element}`, async () => {
      const http = createHttpClient(2)
      try {
        await hold(
          asyncProperty(array(action, { minLength: 5, maxLength: 40 }), async (actions) => {
            const world = await createWorld(element, http)
            try {
              for (const each of actions) await happen(world, each)
              // Everything is quiet: two polls are enough, whichever failed before.
              world.simulator.fault('reset', 0)
              for (const wait of [5000, 5000]) {
                world.pass(wait)
                await happen(world, { kind: 'poll', end: 'kept' })
              }
              expect(world.differences()).to.deep.equal([])
              expect(world.doubled).to.deep.equal([])
            } finally {
              await world.close()
            }
          }),
          { numRuns: 15 },
        )
      } finally {
        http.close()
      }
    })
  }
})

type World = Awaited<ReturnType<typeof createWorld>>
type Action =
  | { readonly kind: 'create'; readonly wait: number }
  | { readonly kind: 'update' | 'remove'; readonly which: number }
  | { readonly kind: 'wait' | 'skew'; readonly ms: number }
  | { readonly kind: 'poll'; readonly end: string }
  | { readonly kind: 'fault'; readonly page: number }
  | { readonly kind: 'move'; readonly page: number; readonly which: number }

async function happen(world: World, what: Action): Promise<void> {
  switch (what.kind) {
    case 'create':
      world.pass(what.wait)
      world.create()
      return
    case 'update':
      world.pass(1)
      world.change(what.which, (id) => world.records.update(id, world.note()))
      return
    case 'remove':
      world.pass(1)
      world.change(what.which, (id) => world.records.remove(id))
      return
    case 'wait':
      world.pass(what.ms)
      return
    case 'skew':
      world.setSkew(what.ms)
      return
    case 'fault':
      atPage(world, what.page, () => world.simulator.fault('reset'))
      return
    case 'move':
      atPage(world, what.page, () => {
        world.pass(1)
        world.change(what.which, (id) => world.records.update(id, world.note()))
      })
      return
    case 'poll':
      await pollOnce(world, what.end)
      return
    default:
      what satisfies never
  }
}

/** While some page of the next poll is read. */
function atPage(world: World, page: number, act: () => void): void {
  world.simulator.beforeNextPage(page === 0 ? act : () => atPage(world, page - 1, act))
}

/** A poll that fails leaves no trace; neither does one whose process is killed before it is kept. */
async function pollOnce(world: World, end: string): Promise<void> {
  const outcome = await world.poll().catch((error: unknown) => {
    expect(error).to.have.property('name', 'PollError')
  })
  if (outcome === undefined || end === 'killed') return
  const callbacks = world.callbacks(outcome)
  world.keep(outcome)
  for (const callback of callbacks) {
    world.deliver(callback)
    // The process is killed before it hears that the callback was taken.
    if (end === 'repeated') world.deliver(callback)
  }
}
