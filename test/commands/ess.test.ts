import { expect } from 'chai'
import nock from 'nock'
import { CommandFailure } from '../../server/commands/context.ts'
import {
  deleteEventSubscription,
  listEventSubscriptions,
  listEventTopics,
  showEventSubscription,
  subscribe,
} from '../../server/commands/ess.ts'
import { commandContext } from './command-context.ts'

const ORIGIN = 'https://us2.api.concursolutions.com'
const ENDPOINT = 'https://connector.example.com/concur/v4.0/events'
const TOPIC = 'public.concur.expense.report'
const COMPANY = 'd6a72a3f-fdee-450a-abb3-7bf5eb427440'
const PATH = '/events/v4/subscriptions'
const ENVIRONMENT = {
  CONCUR_API_URL: ORIGIN,
  CONCUR_CLIENT_ID: 'app',
  CONCUR_CLIENT_SECRET: 'client-s3cret',
  CONCUR_REFRESH_TOKEN: 'of-the-company',
  ESS_ENDPOINT: ENDPOINT,
}

function answer(id = 'connector.example.com.expense.v1', companyIds: readonly string[] = [COMPANY]) {
  return { id, topic: TOPIC, filter: 'statusChanged', webHookConfig: { endpoint: ENDPOINT }, companyIds }
}

/** Concur at this origin, which gives the application a token first. */
function concur(origin = ORIGIN) {
  nock(origin)
    .post('/oauth2/v0/token', /grant_type=client_credentials/)
    .reply(200, { access_token: 'app-t1', expires_in: 3600, geolocation: origin })
  return nock(origin, { reqheaders: { authorization: 'Bearer app-t1' } })
}

function wished(changes: object = {}) {
  return {
    id: 'connector.example.com.expense.v1',
    filter: 'statusChanged',
    topic: TOPIC,
    webHookConfig: { endpoint: ENDPOINT },
    ...changes,
  }
}

async function failure(command: Promise<void>): Promise<CommandFailure> {
  try {
    await command
  } catch (error) {
    if (error instanceof CommandFailure) return error
    throw error
  }
  throw new Error('it succeeded')
}

describe('ess topics', () => {
  it('says what each is good for', async () => {
    concur().get('/events/v4/topics').reply(200, [TOPIC, 'public.concur.request', 'public.test'])
    const context = commandContext(ENVIRONMENT)

    await listEventTopics(context, {})

    expect(context.printed())
      .to.match(/public\.concur\.expense\.report +│ expense reports/)
      .and.match(/public\.concur\.request +│ travel requests/)
      .and.match(/public\.test +│ kept, not reviewed/)
      .and.not.include('scope')
  })

  it('names the scopes where none is of use', async () => {
    concur().get('/events/v4/topics').reply(200, [])
    const context = commandContext(ENVIRONMENT)

    await listEventTopics(context, {})

    expect(context.printed())
      .to.include('(none)')
      .and.include('events.topic.read')
      .and.include('expense.report.read or expense.report.readwrite for public.concur.expense.report')
      .and.include('travelrequest.write for public.concur.request')
  })

  it('gives programs the list, of another data center if asked', async () => {
    concur('https://eu2.api.concursolutions.com').get('/events/v4/topics').reply(200, [TOPIC])
    const context = commandContext(ENVIRONMENT)

    await listEventTopics(context, { json: true, dataCenter: 'https://eu2.api.concursolutions.com' })

    expect(JSON.parse(context.printed())).to.deep.equal([TOPIC])
  })

  it('names the grant when Concur gives the application no token', async () => {
    nock(ORIGIN).post('/oauth2/v0/token').reply(400, { code: 60, error: 'invalid_grant' })

    const error = await failure(listEventTopics(commandContext(ENVIRONMENT), {}))

    expect(error.message).to.include('client_credentials').and.not.include('client-s3cret')
    expect(error.exitCode).to.equal(1)
  })

  it('needs no settings but those of the calls, and names those that are missing', async () => {
    const error = await failure(listEventTopics(commandContext({}), {}))

    expect(error.message).to.include('CONCUR_CLIENT_ID').and.not.include('CONNECTOR_PASSWORD')
    expect(error.exitCode).to.equal(2)
  })
})

describe('ess subscribe', () => {
  it('makes a subscription with what is usual, and says how a company is connected', async () => {
    concur()
      .get(PATH)
      .reply(200, [])
      .get('/events/v4/topics')
      .reply(200, [TOPIC])
      .put(`${PATH}/webhook`, wished())
      .reply(200, { message: "Subscription 'connector.example.com.expense.v1' saved successfully" })
      .get(`${PATH}/connector.example.com.expense.v1`)
      .reply(200, [answer(undefined, [])])
    const context = commandContext(ENVIRONMENT)

    await subscribe(context, { topic: TOPIC })

    expect(context.printed())
      .to.include('Subscription connector.example.com.expense.v1 was made.')
      .and.match(/endpoint +https:\/\/connector\.example\.com\/concur\/v4\.0\/events/)
      .and.match(/companies +none/)
      .and.include('No company is connected')
      .and.include('ESS_SUBSCRIPTIONS')
      .and.not.include('Warning')
  })

  it('changes the one that has the id, although there are five', async () => {
    const five = ['a', 'b', 'c', 'd', 'acme.v1'].map((id) => answer(id))
    const endpoint = 'https://new.example.com/concur/v4.0/events'
    concur()
      .get(PATH)
      .reply(200, five)
      .get('/events/v4/topics')
      .reply(200, [TOPIC])
      .put(`${PATH}/webhook`, wished({ id: 'acme.v1', filter: '.*', webHookConfig: { endpoint } }))
      .reply(200, { message: 'saved' })
      .get(`${PATH}/acme.v1`)
      .reply(200, { ...answer('acme.v1'), filter: '.*', webHookConfig: { endpoint } })
    const context = commandContext(ENVIRONMENT)

    await subscribe(context, { topic: TOPIC, endpoint, filter: '.*', id: 'acme.v1', json: true })

    const printed: unknown = JSON.parse(context.printed())
    expect(printed).to.have.nested.property('subscription.endpoint', endpoint)
    expect(printed).to.have.nested.property('before.endpoint', ENDPOINT)
    expect(printed).to.have.deep.property('warnings', [])
  })

  it('asks Concur nothing when something is wrong with it, and says all of it', async () => {
    const error = await failure(
      subscribe(commandContext(ENVIRONMENT), { topic: TOPIC, endpoint: 'http://x', filter: '(', id: 'A' }),
    )

    expect(error.message.split('\n').map((line) => line.split(':')[0])).to.deep.equal([
      '--id',
      '--endpoint',
      '--filter',
    ])
    expect(error.exitCode).to.equal(2)
  })

  it('says that an address must be named', async () => {
    const { ESS_ENDPOINT: _none, ...environment } = ENVIRONMENT

    const error = await failure(subscribe(commandContext(environment), { topic: TOPIC }))

    expect(error.message).to.include('--endpoint').and.include('ESS_ENDPOINT')
  })

  it('names nothing but the address when that is not one', async () => {
    const error = await failure(subscribe(commandContext(ENVIRONMENT), { topic: TOPIC, endpoint: 'here' }))

    expect(error.message).to.match(/^--endpoint: "here" is not an address such as/)
  })

  it('is not a sixth, and needs a topic that is offered', async () => {
    concur()
      .get(PATH)
      .reply(
        200,
        ['a', 'b', 'c', 'd', 'e'].map((id) => answer(id)),
      )
      .get('/events/v4/topics')
      .reply(200, ['public.test'])

    const error = await failure(subscribe(commandContext(ENVIRONMENT), { topic: TOPIC }))

    expect(error.message).to.include('Concur does not offer').and.include('Concur allows 5 (a, b, c, d, e)')
    expect(error.exitCode).to.equal(2)
  })

  it('says that somebody else may have the id when Concur refuses it', async () => {
    concur()
      .get(PATH)
      .reply(200, [])
      .get('/events/v4/topics')
      .reply(200, [TOPIC])
      .put(`${PATH}/webhook`)
      .reply(400, { message: 'id is taken' })

    const error = await failure(subscribe(commandContext(ENVIRONMENT), { topic: TOPIC }))

    expect(error.message).to.include('id is taken').and.include('choose another with --id')
  })

  it('warns of a filter that lets nothing through that is reviewed', async () => {
    concur()
      .get(PATH)
      .reply(200, [])
      .get('/events/v4/topics')
      .reply(200, [TOPIC])
      .put(`${PATH}/webhook`, wished({ filter: 'reportCreated' }))
      .reply(200, {})
      .get(/.*/)
      .reply(404)
    const context = commandContext(ENVIRONMENT)

    await subscribe(context, { topic: TOPIC, filter: 'reportCreated' })

    expect(context.printed()).to.include('Warning: the filter lets through only reportCreated')
  })
})

describe('ess list, show and delete', () => {
  it('list: shows where each leads and who is connected', async () => {
    concur()
      .get(PATH)
      .reply(200, [answer('acme.v1'), answer('acme.v2', [])])
    const context = commandContext(ENVIRONMENT)

    await listEventSubscriptions(context, {})

    expect(context.printed())
      .to.match(/acme\.v1 .*statusChanged .*connector\.example\.com.*d6a72a3f-fdee/)
      .and.match(/acme\.v2 .*none/)
  })

  it('list --json: gives programs the same', async () => {
    concur()
      .get(PATH)
      .reply(200, [answer('acme.v1')])
    const context = commandContext(ENVIRONMENT)

    await listEventSubscriptions(context, { json: true })

    expect(JSON.parse(context.printed())).to.deep.equal([
      { id: 'acme.v1', topic: TOPIC, filter: 'statusChanged', endpoint: ENDPOINT, companyIds: [COMPANY] },
    ])
  })

  it('show: shows one', async () => {
    concur()
      .get(`${PATH}/acme.v1`)
      .reply(200, [answer('acme.v1')])
    const context = commandContext(ENVIRONMENT)

    await showEventSubscription(context, 'acme.v1', {})

    expect(context.printed())
      .to.match(/subscription +acme\.v1/)
      .and.match(/companies +d6a72a3f/)
  })

  it('show and delete: say when there is none', async () => {
    concur().get(`${PATH}/acme.v1`).reply(404)
    expect(
      (await failure(showEventSubscription(commandContext(ENVIRONMENT), 'acme.v1', {}))).message,
    ).to.include('there is no subscription acme.v1')

    concur().delete(`${PATH}/acme.v1`).reply(404)
    expect(
      (await failure(deleteEventSubscription(commandContext(ENVIRONMENT), 'acme.v1', {}))).message,
    ).to.include('there is no subscription acme.v1')
  })

  it('show and delete: take nothing for an id that could lead elsewhere', async () => {
    for (const command of [showEventSubscription, deleteEventSubscription]) {
      const error = await failure(command(commandContext(ENVIRONMENT), '../topics', {}))

      expect(error.exitCode).to.equal(2)
    }
  })

  it('delete: has Concur delete it', async () => {
    concur().delete(`${PATH}/acme.v1`).reply(200, { message: "Subscription 'acme.v1' marked for deletion" })
    const context = commandContext(ENVIRONMENT)

    await deleteEventSubscription(context, 'acme.v1', {})

    expect(context.printed()).to.equal('Concur deletes acme.v1: it sends no more events')
  })
})
