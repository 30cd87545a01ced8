import { expect } from 'chai'
import nock from 'nock'
import {
  deleteSubscription,
  getSubscription,
  listSubscriptions,
  listTopics,
  putSubscription,
} from '../../server/concur/subscriptions.ts'
import { CONTEXT, ORIGIN, useClient } from './client-bench.ts'

const PATH = '/events/v4/subscriptions'
/** As Concur's pages show it, with members that we do not use. */
const ANSWER = {
  allowPublicAccess: true,
  startFromEarliest: false,
  id: 'acme.expense.v1',
  topic: 'public.concur.expense.report',
  filter: 'statusChanged',
  webHookConfig: { endpoint: 'https://connector.example.com/concur/v4.0/events' },
  applicationId: '646a2999-1643-4111-8be6-84534f5b41fc',
  scope: '',
  groups: [],
  companyIds: ['d6a72a3f-fdee-450a-abb3-7bf5eb427440'],
}
const SUBSCRIPTION = {
  id: 'acme.expense.v1',
  topic: 'public.concur.expense.report',
  filter: 'statusChanged',
  endpoint: 'https://connector.example.com/concur/v4.0/events',
  companyIds: ['d6a72a3f-fdee-450a-abb3-7bf5eb427440'],
}

/** The application's own token, once. */
function grantsToApplication(): void {
  nock(ORIGIN)
    .post('/oauth2/v0/token', {
      client_id: 'app',
      client_secret: 'client-s3cret',
      grant_type: 'client_credentials',
    })
    .reply(200, { access_token: 'app-t1', expires_in: '3600', geolocation: ORIGIN })
}

/** Concur, with what every request must have. */
function concur() {
  grantsToApplication()
  return nock(ORIGIN, {
    reqheaders: {
      authorization: 'Bearer app-t1',
      accept: 'application/json',
      'concur-correlationid': CONTEXT.correlationId,
    },
  })
}

describe('subscriptions at Concur', () => {
  const bench = useClient()

  it('topics are a list of names', async () => {
    concur().get('/events/v4/topics').reply(200, ['public.test', 'public.concur.expense.report'])

    expect(await listTopics(bench.client, CONTEXT)).to.deep.equal([
      'public.test',
      'public.concur.expense.report',
    ])
  })

  it('all of them are listed, with what we use of them', async () => {
    concur()
      .get(PATH)
      .reply(200, [ANSWER, { id: 'acme.test', topic: 'public.test' }])

    expect(await listSubscriptions(bench.client, CONTEXT)).to.deep.equal([
      SUBSCRIPTION,
      { id: 'acme.test', topic: 'public.test', filter: '', endpoint: '', companyIds: [] },
    ])
  })

  for (const [name, body] of [
    ['an array with one element', [ANSWER]],
    ['an object', ANSWER],
  ] as const) {
    it(`one comes as ${name}`, async () => {
      concur().get(`${PATH}/acme.expense.v1`).reply(200, body)

      expect(await getSubscription(bench.client, 'acme.expense.v1', CONTEXT)).to.deep.equal(SUBSCRIPTION)
    })
  }

  for (const [name, status, body] of [
    ['an empty array', 200, []],
    ['another than was asked for', 200, [{ ...ANSWER, id: 'other' }]],
    ['404', 404, { message: 'not there' }],
  ] as const) {
    it(`there is none when ${name} comes`, async () => {
      concur().get(`${PATH}/acme.expense.v1`).reply(status, body)

      expect(await getSubscription(bench.client, 'acme.expense.v1', CONTEXT)).to.equal(undefined)
    })
  }

  it('one is made with its id, filter, topic and endpoint, as JSON', async () => {
    concur()
      .put(`${PATH}/webhook`, {
        id: 'acme.expense.v1',
        filter: 'statusChanged',
        topic: 'public.concur.expense.report',
        webHookConfig: { endpoint: 'https://connector.example.com/concur/v4.0/events' },
      })
      .matchHeader('content-type', 'application/json')
      .reply(200, { message: "Subscription 'acme.expense.v1' saved successfully" })

    await putSubscription(bench.client, SUBSCRIPTION, CONTEXT)
  })

  it('one is deleted, and one that is gone is not there', async () => {
    concur()
      .delete(`${PATH}/acme.expense.v1`)
      .reply(200, { message: "Subscription 'acme.expense.v1' marked for deletion" })
      .delete(`${PATH}/acme.expense.v1`)
      .reply(404)

    expect(await deleteSubscription(bench.client, 'acme.expense.v1', CONTEXT)).to.equal(true)
    expect(await deleteSubscription(bench.client, 'acme.expense.v1', CONTEXT)).to.equal(false)
  })

  it('a refusal names the scopes and the grant, and gives what Concur says', async () => {
    concur().put(`${PATH}/webhook`).reply(403, { message: 'insufficient scope' })
    grantsToApplication()
    nock(ORIGIN).put(`${PATH}/webhook`).reply(403, { message: 'insufficient scope' })

    const error = await bench.failure(() => putSubscription(bench.client, SUBSCRIPTION, CONTEXT))

    expect(error).to.include({ code: 'CONCUR_REFUSED', kind: 'subscriptions', status: 403 })
    expect(error.message)
      .to.include('insufficient scope')
      .and.include('events.topic.read')
      .and.include('client_credentials')
  })

  for (const [name, body] of [
    ['a page of a gateway', '<html></html>'],
    ['an object where a list should be', '{"message":"ok"}'],
    ['a subscription without a topic', '[{"id":"acme.expense.v1"}]'],
  ] as const) {
    it(`${name} is not read as a list`, async () => {
      concur().get(PATH).reply(200, body)

      const error = await bench.failure(() => listSubscriptions(bench.client, CONTEXT))

      expect(error.code).to.equal('CONCUR_UNREADABLE')
      expect(error.message).to.include('not a list of subscriptions')
    })
  }
})
