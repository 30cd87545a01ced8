import { expect } from 'chai'
import {
  deleteEventSubscription,
  listEventSubscriptions,
  listEventTopics,
  showEventSubscription,
  subscribe,
} from '../../server/commands/ess.ts'
import { COMPANY_ID } from '../../server/simulator/events/event-service.ts'
import { commandContext } from '../commands/command-context.ts'
import { useBenches } from './bench.ts'
import { environmentFor } from './set-up.ts'
import { until } from './until.ts'

const TOPIC = 'public.concur.expense.report'
const ENDPOINT = 'https://connector.example.com/concur/v4.0/events'
const ID = 'connector.example.com.expense.v1'
const WATCHED = { ESS_SUBSCRIPTIONS: ID, ESS_ENDPOINT: ENDPOINT, CONCUR_COMPANY_ID: COMPANY_ID }

describe('connector: subscriptions to events', () => {
  const open = useBenches()

  it('are made, shown and deleted at Concur', async () => {
    const { simulator, folder } = await open()
    const environment = environmentFor(folder, simulator.url)
    const run = async (command: (context: ReturnType<typeof commandContext>) => Promise<void>) => {
      const context = commandContext(environment)
      await command(context)
      return context.printed()
    }

    expect(JSON.parse(await run((context) => listEventTopics(context, { json: true })))).to.include(TOPIC)
    expect(await run((context) => subscribe(context, { topic: TOPIC, endpoint: ENDPOINT }))).to.include(
      'No company is connected',
    )
    simulator.connectCompany()
    expect(await run((context) => showEventSubscription(context, ID, {}))).to.include(COMPANY_ID)
    await run((context) => deleteEventSubscription(context, ID, {}))
    expect(await run((context) => listEventSubscriptions(context, {}))).to.equal('(none)')
  })

  it('that are missing are told at the start, and are in order when they were made', async () => {
    const bench = await open({ environment: WATCHED })
    const metric = async () => {
      const text = await (await fetch(`${bench.connector.internalUrl}/metrics`)).text()
      return /^connector_subscriptions_amiss (\d+)$/m.exec(text)?.[1]
    }
    await until('the look at the subscriptions', () => bench.log.of('subscriptions.reconciled').length === 1)
    expect(bench.log.of('subscriptions.amiss').map(({ fields }) => fields)).to.deep.equal([
      { problems: [`${ID}: missing`] },
    ])
    expect(await metric()).to.equal('1')

    const environment = environmentFor(bench.folder, bench.simulator.url)
    await subscribe(commandContext(environment), { topic: TOPIC, endpoint: ENDPOINT })
    bench.simulator.connectCompany()
    await bench.restart()
    await until('another look', () => bench.log.of('subscriptions.reconciled').length === 2)

    expect(bench.log.of('subscriptions.amiss')).to.have.length(1)
    await until('the metrics to be read anew', async () => (await metric()) === '0')
  })

  it('that Concur refuses to show are told once, and the connector is ready all the same', async () => {
    const bench = await open({
      environment: WATCHED,
      before: (simulator) => simulator.fault('subscriptions', { status: 403 }, 2),
    })
    await until('the refusal', () => bench.log.of('subscriptions.refused').length === 1)

    const ready = await fetch(`${bench.connector.internalUrl}/health/ready`)

    expect(ready.status).to.equal(200)
    expect(bench.log.of('subscriptions.refused')[0])
      .to.have.nested.property('fields.error')
      .that.includes('events.topic.read')
  })
})
