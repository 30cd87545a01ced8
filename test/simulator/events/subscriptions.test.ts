import { expect } from 'chai'
import { userIdOf } from '../../../server/simulator/keys.ts'
import { draftReport } from '../../../server/simulator/reports/draft-report.ts'
import type { Simulator } from '../../../server/simulator/simulator.ts'
import { startSimulator } from '../../../server/simulator/simulator.ts'
import type { SimulatorOptions } from '../../../server/simulator/simulator-options.ts'
import type { Answer } from '../simulator-calls.ts'
import { call, callV4 } from '../simulator-calls.ts'

const TODAY = '2026-03-02'
const NOW = new Date('2026-03-02T09:30:15Z')
const DAY_MS = 86_400_000
const SUBSCRIPTIONS = '/events/v4/subscriptions'

const WANTED = {
  id: 'my-company.reports.v1',
  filter: 'statusChanged',
  topic: 'public.concur.expense.report',
  webHookConfig: { endpoint: 'https://connector.example.com/concur/v4.0/events' },
}

describe('simulator: subscriptions', () => {
  let simulator: Simulator
  let now: Date

  beforeEach(async () => start())
  afterEach(async () => simulator.close())

  async function start(options: SimulatorOptions = {}): Promise<void> {
    now = NOW
    simulator = await startSimulator({ doors: ['events'], now: () => now, ...options })
  }

  async function restart(options: SimulatorOptions): Promise<void> {
    await simulator.close()
    await start(options)
  }

  const put = async (changes: object = {}): Promise<Answer> =>
    call(simulator, 'PUT', `${SUBSCRIPTIONS}/webhook`, {
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ ...WANTED, ...changes }),
    })

  async function get(path: string): Promise<unknown> {
    return JSON.parse((await call(simulator, 'GET', path)).body)
  }

  it('lists the topics that the scopes allow', async () => {
    expect(await get('/events/v4/topics')).to.deep.equal([
      'public.concur.expense.report',
      'public.concur.request',
    ])

    await restart({ scopes: ['events.topic.read', 'expense.report.read'] })
    expect(await get('/events/v4/topics')).to.deep.equal(['public.concur.expense.report'])
    await restart({ scopes: ['events.topic.read'] })
    expect(await get('/events/v4/topics')).to.deep.equal([])
  })

  it('saves one, shows it as a list of one and in the list of all, and deletes it', async () => {
    const saved = await put()
    expect(saved).to.include({
      status: 200,
      body: `{"message":"Subscription 'my-company.reports.v1' saved successfully"}`,
    })
    const shown = [{ ...WANTED, scope: '', groups: [], companyIds: [] }]
    expect(await get(`${SUBSCRIPTIONS}/${WANTED.id}`)).to.deep.equal(withApplication(shown))
    expect(await get(SUBSCRIPTIONS)).to.deep.equal(withApplication(shown))

    const deleted = await call(simulator, 'DELETE', `${SUBSCRIPTIONS}/${WANTED.id}`)
    expect(deleted).to.include({
      status: 200,
      body: `{"message":"Subscription 'my-company.reports.v1' marked for deletion"}`,
    })
    expect(await get(SUBSCRIPTIONS)).to.deep.equal([])
    expect(await call(simulator, 'GET', `${SUBSCRIPTIONS}/${WANTED.id}`)).to.include({ status: 404 })
  })

  it('changes the one that has the id', async () => {
    await put()
    await put({ filter: '.*' })

    expect(await get(SUBSCRIPTIONS)).to.have.length(1)
    expect(await get(SUBSCRIPTIONS)).to.have.nested.property('[0].filter', '.*')
  })

  it('keeps at most five', async () => {
    for (const number of [1, 2, 3, 4, 5]) await put({ id: `number-${number}` })

    expect(await put({ id: 'number-6' })).to.include({ status: 400 })
    expect(await put({ id: 'number-5', filter: '.*' })).to.include({ status: 200 })
  })

  const refused: readonly [string, object][] = [
    ['capitals in the id', { id: 'My-Company' }],
    ['an id that another application has', { id: 'taken.v1' }],
    ['a topic that is not available', { topic: 'public.test' }],
    ['a filter that is no regular expression', { filter: '(' }],
    ['an endpoint without TLS', { webHookConfig: { endpoint: 'http://connector.example.com/' } }],
    ['no endpoint', { webHookConfig: {} }],
  ]
  for (const [title, changes] of refused) {
    it(`refuses ${title}`, async () => {
      await restart({ takenSubscriptionIds: ['taken.v1'] })

      expect((await put(changes)).status).to.equal(400)
      expect(await get(SUBSCRIPTIONS)).to.deep.equal([])
    })
  }

  it('wants the token of the application, not that of a company', async () => {
    expect(await callV4(simulator, 'GET', SUBSCRIPTIONS)).to.include({ status: 401 })
    expect(await call(simulator, 'GET', SUBSCRIPTIONS, { token: '' })).to.include({ status: 401 })
  })

  it('gets the events of a company that connects after it was saved, if topic and filter match', async () => {
    await put()
    simulator.submit(draftReport(TODAY))
    expect(simulator.events).to.deep.equal([])

    simulator.connectCompany()
    await put({ id: 'too-late' })
    const reportId = simulator.submit(draftReport(TODAY))
    expect(await get(`${SUBSCRIPTIONS}/${WANTED.id}`)).to.have.deep.nested.property('[0].companyIds', [
      simulator.companyId,
    ])
    expect(simulator.events).to.have.length(1)
    expect(simulator.events[0]).to.deep.include({
      subscriptionId: WANTED.id,
      endpoint: WANTED.webHookConfig.endpoint,
    })
    expect(simulator.events[0]?.event).to.include({ objectId: reportId, eventType: 'statusChanged' })
  })

  it('matches a filter with the whole event type: a wrong one silently drops events', async () => {
    simulator.connectEventsTo({ url: 'http://127.0.0.1:9/', filter: 'status' })
    simulator.submit(draftReport(TODAY))

    expect(simulator.events).to.deep.equal([])
  })

  it('loses one after 30 days without a successful delivery', async () => {
    await put()
    simulator.connectCompany()
    now = new Date(NOW.getTime() + 30 * DAY_MS - 1)
    expect(await get(SUBSCRIPTIONS)).to.have.length(1)

    now = new Date(NOW.getTime() + 30 * DAY_MS)
    expect(await get(SUBSCRIPTIONS)).to.deep.equal([])
  })
})

function withApplication(shown: readonly object[]): unknown {
  return shown.map((one) => ({ ...one, applicationId: userIdOf('application') }))
}
