import { readReportV11 } from '../../server/concur/read-report-v11.ts'
import { inspect } from 'node:util'
import { expect } from 'chai'
import nock from 'nock'
import { type Breaker, createBreaker } from '../../server/concur/breaker.ts'
import {
  type ConcurCall,
  type ConcurClient,
  createConcurClient,
  type Reading,
} from '../../server/concur/concur-client.ts'
import { ConcurError } from '../../server/concur/concur-error.ts'
import { deleteNotification, listFailedNotifications } from '../../server/concur/failed-notifications.ts'
import { postExceptions } from '../../server/concur/exceptions.ts'
import { fetchReport } from '../../server/concur/expense-reports.ts'
import { createHttpClient, type HttpClient } from '../../server/concur/http.ts'
import { postWorkflowAction } from '../../server/concur/workflow-action.ts'
import { recordedLog } from '../listeners/recorded-log.ts'
import { after, testClock } from './clock.ts'
import { fixture } from './fixture.ts'

const ORIGIN = 'https://us2.api.concursolutions.com'
const SECRET = 'client-s3cret'
const REFRESH = 'refresh-s3cret'
const CONTEXT = { correlationId: '7d9f7d0e-0000-4000-8000-000000000001' }
const PATH = '/api/expense/expensereport/v1.1/reportfulldetails/nReport%Re$w1'
const CALL: ConcurCall = { kind: 'report', method: 'GET', path: PATH, ...CONTEXT }
const ERROR_XML = '<Error><Message>Concur says why</Message></Error>'

describe('the Concur client', () => {
  let clock: ReturnType<typeof testClock>
  let breaker: Breaker
  let http: HttpClient
  let log: ReturnType<typeof recordedLog>
  let client: ConcurClient
  let candidates: readonly string[]

  beforeEach(() => {
    clock = testClock()
    breaker = createBreaker(clock.now, () => 0)
    http = createHttpClient(8)
    log = recordedLog()
    candidates = [REFRESH]
    client = createConcurClient({
      apiOrigin: ORIGIN,
      tokenUrl: `${ORIGIN}/oauth2/v0/token`,
      client: { clientId: 'app', clientSecret: SECRET, refreshToken: REFRESH },
      refreshTokens: { candidates: () => Promise.resolve(candidates), store: () => Promise.resolve() },
      http,
      breaker,
      log,
      now: clock.now,
    })
  })
  afterEach(() => http.close())

  const get = () => client.call(CALL, asText)

  async function failure(call: () => Promise<unknown> = get): Promise<ConcurError> {
    try {
      await call()
    } catch (error) {
      if (error instanceof ConcurError) return error
      throw error
    }
    throw new Error('it succeeded')
  }

  /** A lost connection, whose error knows the whole request. */
  async function lostCall(): Promise<ConcurError> {
    grants('access-s3cret')
    nock(ORIGIN)
      .get(PATH)
      .replyWithError(Object.assign(new Error('reset'), { code: 'ECONNRESET' }))
    return failure()
  }

  async function lostRefresh(): Promise<ConcurError> {
    nock(ORIGIN)
      .post('/oauth2/v0/token')
      .replyWithError(Object.assign(new Error('reset'), { code: 'ECONNRESET' }))
    return failure()
  }

  describe('sends', () => {
    it('the token as bearer and the correlation id, and asks for XML', async () => {
      grants('t1')
      nock(ORIGIN)
        .get(PATH)
        .matchHeader('authorization', 'Bearer t1')
        .matchHeader('concur-correlationid', CONTEXT.correlationId)
        .matchHeader('accept', 'application/xml')
        .reply(200, 'read')

      expect(await get()).to.include({ status: 200, value: 'read' })
    })

    it('the credentials as a form, with no Basic login', async () => {
      nock(ORIGIN, { badheaders: ['authorization'] })
        .post('/oauth2/v0/token', {
          client_id: 'app',
          client_secret: SECRET,
          grant_type: 'refresh_token',
          refresh_token: REFRESH,
        })
        .matchHeader('content-type', 'application/x-www-form-urlencoded')
        .reply(200, { access_token: 't1' })

      await client.checkToken()

      expect(log.of('concur.call').map(({ fields }) => fields['kind'])).to.deep.equal(['token'])
    })

    it('XML with its type and its length in bytes, not in chunks', async () => {
      grants('t1')
      const xml = '<a>Zoë</a>'
      nock(ORIGIN, { badheaders: ['transfer-encoding'] })
        .post('/x', xml)
        .matchHeader('content-type', 'application/xml')
        .matchHeader('content-length', '11')
        .reply(200, 'ok')

      const reply = await client.call(
        { kind: 'workflow', method: 'POST', path: '/x', xml, ...CONTEXT },
        asText,
      )

      expect(reply.value).to.equal('ok')
    })

    it('one request for a token, however many calls need it', async () => {
      grants('t1')
      nock(ORIGIN).get(PATH).times(20).matchHeader('authorization', 'Bearer t1').reply(200, 'read')

      const replies = await Promise.all(Array.from({ length: 20 }, get))

      expect(replies.map(({ value }) => value)).to.deep.equal(Array.from({ length: 20 }, () => 'read'))
    })

    it('a new token when the old one is about to expire', async () => {
      grants('t1', 't2')
      answers(200, 'first')
      nock(ORIGIN).get(PATH).matchHeader('authorization', 'Bearer t2').reply(200, 'second')
      await get()
      clock.pass(3_540_000)

      expect((await get()).value).to.equal('second')
    })
  })

  describe('gives', () => {
    for (const header of ['concur-correlationid', 'Concur-Correlationid', 'correlationid']) {
      it(`Concur’s correlation id from ${header}, and logs it`, async () => {
        grants('t1')
        answers(200, 'read', { [header]: 'from-concur' })

        expect((await get()).correlationId).to.equal('from-concur')
        expect(log.of('concur.call').at(-1)?.fields).to.include({
          kind: 'report',
          method: 'GET',
          path: PATH,
          status: 200,
          correlationId: CONTEXT.correlationId,
          concurCorrelationId: 'from-concur',
        })
      })
    }
  })

  for (const status of [401, 403]) {
    describe(`after ${status}`, () => {
      it('tries once more with one fresh token', async () => {
        grants('t1', 't2')
        nock(ORIGIN).get(PATH).matchHeader('authorization', 'Bearer t1').reply(status, ERROR_XML)
        nock(ORIGIN).get(PATH).matchHeader('authorization', 'Bearer t2').reply(200, 'read')

        expect((await get()).value).to.equal('read')
      })

      it('twice takes the refusal as it is meant, with the role that is needed', async () => {
        grants('t1', 't2')
        answers(status, ERROR_XML)
        answers(status, ERROR_XML)
        const error = await failure()

        expect(error).to.include({ code: 'CONCUR_REFUSED', trouble: 'permanent', status, retryable: false })
        expect(error.message).to.include('Concur says why').and.include('Web Services Administrator')
        expect(error.message).to.include('EXPRPT')
        expect(breaker.isOpen('report')).to.equal(false)
      })

      it('twice does not spend yet another token on the next call', async () => {
        let given = 0
        nock(ORIGIN)
          .persist()
          .post('/oauth2/v0/token')
          .reply(200, () => ({ access_token: `t${(given += 1)}` }))
        answers(status, ERROR_XML)
        answers(status, ERROR_XML)
        await failure()
        nock(ORIGIN).get('/else').reply(200, 'read')
        await client.call({ ...CALL, path: '/else' }, asText)

        expect(given).to.equal(2)
      })
    })
  }

  it('refreshes once when many calls are refused the same token', async () => {
    grants('t1', 't2')
    nock(ORIGIN).get(PATH).times(5).matchHeader('authorization', 'Bearer t1').reply(401, ERROR_XML)
    nock(ORIGIN).get(PATH).times(5).matchHeader('authorization', 'Bearer t2').reply(200, 'read')

    const replies = await Promise.all(Array.from({ length: 5 }, get))

    expect(replies.map(({ value }) => value)).to.deep.equal(['read', 'read', 'read', 'read', 'read'])
  })

  const meanings: readonly (readonly [number, string, string, boolean])[] = [
    [400, 'bad request', 'CONCUR_REFUSED', false],
    [404, 'not found', 'CONCUR_REFUSED', false],
    [405, 'permanent', 'CONCUR_REFUSED', false],
    [408, 'transient', 'CONCUR_RESPONSE', false],
    [409, 'transient', 'CONCUR_REFUSED', false],
    [429, 'transient', 'CONCUR_RESPONSE', false],
    [500, 'transient', 'CONCUR_RESPONSE', true],
    [502, 'transient', 'CONCUR_RESPONSE', true],
    [503, 'transient', 'CONCUR_RESPONSE', true],
    [302, 'transient', 'CONCUR_RESPONSE', true],
  ]
  for (const [status, trouble, code, mayHaveHappened] of meanings) {
    it(`takes ${status} for ${trouble}, with Concur’s message and id`, async () => {
      grants('t1')
      answers(status, ERROR_XML, { 'concur-correlationid': 'from-concur', location: `${ORIGIN}/login` })
      const error = await failure()

      expect(error).to.include({ trouble, code, status, mayHaveHappened, kind: 'report', reply: ERROR_XML })
      expect(error.message).to.equal(
        `report: Concur answered ${status}: Concur says why (correlation id from-concur)`,
      )
    })
  }

  describe('a Retry-After', () => {
    const cases: readonly (readonly [number, string, Date | undefined])[] = [
      [429, '120', after(120_000)],
      [503, '120', after(120_000)],
      [503, 'Mon, 01 Jun 2026 12:05:00 GMT', after(300_000)],
      [429, '0', undefined],
      [429, 'Mon, 01 Jun 2026 11:00:00 GMT', undefined],
      [429, 'soon', undefined],
      [503, '99999999', after(86_400_000)],
      [404, '120', undefined],
    ]
    for (const [status, value, at] of cases) {
      it(`of ${value} with ${status} means ${at === undefined ? 'nothing' : at.toISOString()}`, async () => {
        grants('t1')
        answers(status, ERROR_XML, { 'retry-after': value })

        expect((await failure()).retryAt).to.deep.equal(at)
      })
    }

    it('stops all calls of that kind until then, and no others', async () => {
      grants('t1')
      answers(429, '', { 'retry-after': '120' })
      await failure()
      const paused = await failure()
      nock(ORIGIN).get('/else').reply(200, 'ok')

      expect(paused).to.include({ code: 'CONCUR_PAUSED', trouble: 'transient', mayHaveHappened: false })
      expect(paused.retryAt).to.deep.equal(after(120_000))
      expect((await client.call({ ...CALL, kind: 'workflow', path: '/else' }, asText)).value).to.equal('ok')
      clock.pass(120_000)
      answers(200, 'read')
      expect((await get()).value).to.equal('read')
    })
  })

  for (const [name, body] of [
    ['a page', '<html><body>Sign in</body></html>'],
    ['nothing', ''],
    ['half a report', fixture('report-full-details.xml').slice(0, 900)],
  ] as const) {
    it(`takes 200 with ${name} for an outage`, async () => {
      grants('t1')
      answers(200, body)
      const error = await failure(() => fetchReport(client, PATH, CONTEXT, readReportV11))

      expect(error).to.include({
        code: 'CONCUR_UNREADABLE',
        trouble: 'transient',
        status: 200,
        mayHaveHappened: true,
        reply: body,
      })
    })
  }

  it('counts answers that cannot be read as failures of that kind', async () => {
    grants('t1')
    for (let count = 0; count < 5; count += 1) {
      answers(200, '')
      await failure(() => fetchReport(client, PATH, CONTEXT, readReportV11))
    }

    expect(breaker.isOpen('report')).to.equal(true)
    expect(await failure()).to.include({ code: 'CONCUR_PAUSED' })
  })

  it('closes the breaker on any answer that shows the service to be well', async () => {
    grants('t1')
    for (let count = 0; count < 5; count += 1) breaker.failed('report', {})
    clock.pass(4000)
    answers(404, ERROR_XML)
    await failure()

    expect(breaker.isOpen('report')).to.equal(false)
  })

  describe('when no token is to be had', () => {
    it('says so, and sends no call', async () => {
      refuses({ code: 61, error: 'invalid_client', error_description: 'client not found' })
      const error = await failure()

      expect(error).to.include({ code: 'CONCUR_TOKEN', kind: 'token', trouble: 'transient' })
      expect(error.message).to.include('client not found').and.include('CONCUR_CLIENT_ID')
    })

    it('asks once in a minute only, after five refusals', async () => {
      for (let count = 0; count < 5; count += 1) {
        refuses({ code: 61, error: 'invalid_client' })
        await failure(() => client.checkToken())
      }

      expect(breaker.openUntil('token')).to.deep.equal(after(60_000))
      expect(await failure(() => client.checkToken())).to.include({ code: 'CONCUR_PAUSED' })
    })

    it('counts one refusal once, however many calls wait for it', async () => {
      refuses({ code: 61, error: 'invalid_client' })
      await Promise.all(Array.from({ length: 5 }, () => failure()))

      expect(breaker.isOpen('token')).to.equal(false)
    })

    it('tries both refresh tokens with one probe, when the service has come back', async () => {
      for (let count = 0; count < 5; count += 1) breaker.failed('token', {})
      clock.pass(4000)
      candidates = ['bad', 'good']
      nock(ORIGIN)
        .post('/oauth2/v0/token', /refresh_token=bad/)
        .reply(400, { code: 108, error: 'invalid_grant' })
      nock(ORIGIN)
        .post('/oauth2/v0/token', /refresh_token=good/)
        .optionally()
        .reply(200, { access_token: 't1' })
      await client.checkToken()

      expect(breaker.isOpen('token')).to.equal(false)
    })
  })

  it('warns, with the setting, when the token belongs to another data centre', async () => {
    nock(ORIGIN)
      .post('/oauth2/v0/token')
      .reply(200, { access_token: 't1', geolocation: 'https://eu2.api.concursolutions.com' })
    nock(ORIGIN).get(PATH).times(2).reply(200, 'read')
    await get()
    await get()

    expect(log.of('token.foreign').map(({ level, fields }) => [level, fields])).to.deep.equal([
      [
        'warn',
        { advice: 'the token belongs to https://eu2.api.concursolutions.com: set CONCUR_API_URL to it' },
      ],
    ])
  })

  describe('keeps secrets and tokens to itself', () => {
    it('in the log', async () => {
      await lostRefresh()
      await lostCall()

      expect(log.of('concur.call')).to.have.length(3)
      expect(inspect(log.lines, { depth: 12 })).not.to.include('s3cret')
    })

    for (const [name, lost] of [
      ['a call', lostCall],
      ['a request for a token', lostRefresh],
    ] as const) {
      it(`in the message and the stack of an error after ${name}`, async () => {
        const { message, stack } = await lost()

        expect(`${message} ${stack}`).not.to.include('s3cret')
      })

      it(`in an error after ${name} that is printed with its causes, as a crash does`, async () => {
        expect(inspect(await lost(), { depth: 12 })).not.to.include('s3cret')
      })
    }
  })

  describe('calls', () => {
    beforeEach(() => grants('t1'))

    it('Report Full Details', async () => {
      answers(200, fixture('report-full-details.xml'))

      const { value, body } = await fetchReport(client, PATH, CONTEXT, readReportV11)

      expect(value.reportId).to.equal('7C2E5A9B04D14F6E8A31')
      expect(new TextDecoder().decode(body)).to.equal(fixture('report-full-details.xml'))
    })

    it('Exceptions, below the key of the report', async () => {
      nock(ORIGIN)
        .post('/api/expense/expensereport/v1.1/report/nReport%Re$w1/Exceptions', /<ExceptionCode>OLD</)
        .reply(
          200,
          '<exception-result><ExceptionDetails><ExceptionInfo><Index>1</Index><Status>Success</Status></ExceptionInfo></ExceptionDetails></exception-result>',
        )

      const exception = { objectType: 'Entry', objectId: 'nEntry1', code: 'OLD' } as const
      const { value } = await postExceptions(client, 'nReport%Re$w1', [exception], CONTEXT)

      expect(value).to.deep.equal([{ accepted: true }])
    })

    it('the workflow action, and understands a FAILURE in a 200', async () => {
      const path = '/api/expense/expensereport/v1.1/report/nStep%t8$p1/WorkFlowAction'
      nock(ORIGIN)
        .post(path, /<Action>Approve<\/Action>/)
        .reply(
          200,
          '<ActionStatus><Message>It has recently been changed.</Message><Status>FAILURE</Status></ActionStatus>',
        )

      const { value } = await postWorkflowAction(client, path, 'Approve', undefined, CONTEXT)

      expect(value).to.deep.equal({
        succeeded: false,
        message: 'It has recently been changed.',
        isStale: true,
      })
    })

    it('the FAILED list', async () => {
      nock(ORIGIN)
        .get('/api/platform/notifications/v1.0/notification?status=FAILED')
        .reply(200, fixture('failed-notifications.xml'))

      expect((await listFailedNotifications(client, CONTEXT)).value).to.have.length(2)
    })

    for (const status of [200, 204, 404]) {
      it(`DELETE, for which ${status} is good`, async () => {
        const path = '/api/platform/notifications/v1.0/notification/nNote%Re$s1'
        nock(ORIGIN)
          .delete(path)
          .reply(status, status === 200 ? 'HTTPS 200 Success' : '')

        await deleteNotification(client, path, CONTEXT)

        expect(log.of('concur.call').at(-1)?.fields).to.include({ method: 'DELETE', status })
      })
    }

    it('DELETE, for which 400 is a failure', async () => {
      nock(ORIGIN).delete('/n').reply(400, ERROR_XML)

      expect(await failure(() => deleteNotification(client, '/n', CONTEXT))).to.include({ status: 400 })
    })
  })

  it('names the scope of notifications when their list is refused', async () => {
    grants('t1', 't2')
    nock(ORIGIN)
      .get('/api/platform/notifications/v1.0/notification?status=FAILED')
      .times(2)
      .reply(403, ERROR_XML)

    expect((await failure(() => listFailedNotifications(client, CONTEXT))).message).to.include('NOTIF')
  })
})

/** The token service gives these tokens, one for each request. */
function grants(...tokens: readonly string[]): void {
  for (const token of tokens) {
    nock(ORIGIN)
      .post('/oauth2/v0/token')
      .reply(200, { access_token: token, expires_in: '3600', geolocation: ORIGIN })
  }
}

function answers(status: number, body: string, headers: Readonly<Record<string, string>> = {}): void {
  nock(ORIGIN).get(PATH).reply(status, body, headers)
}

function refuses(body: object): void {
  nock(ORIGIN).post('/oauth2/v0/token').reply(400, body)
}

function asText(body: Uint8Array): Reading<string> {
  return { ok: true, value: new TextDecoder().decode(body) }
}
