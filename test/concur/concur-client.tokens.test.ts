import { inspect } from 'node:util'
import { expect } from 'chai'
import nock from 'nock'
import type { ConcurCall } from '../../server/concur/concur-client.ts'
import type { ConcurError } from '../../server/concur/concur-error.ts'
import { answers, asText, CALL, ERROR_XML, grants, ORIGIN, PATH, useClient } from './client-bench.ts'
import { after } from './clock.ts'

describe('the Concur client and its tokens', () => {
  const bench = useClient()

  for (const status of [401, 403]) {
    describe(`after ${status}`, () => {
      it('tries once more with one fresh token', async () => {
        grants('t1', 't2')
        nock(ORIGIN).get(PATH).matchHeader('authorization', 'Bearer t1').reply(status, ERROR_XML)
        nock(ORIGIN).get(PATH).matchHeader('authorization', 'Bearer t2').reply(200, 'read')

        expect((await bench.get()).value).to.equal('read')
      })

      it('twice takes the refusal as it is meant, with the role that is needed', async () => {
        grants('t1', 't2')
        answers(status, ERROR_XML)
        answers(status, ERROR_XML)
        const error = await bench.failure()

        expect(error).to.include({ code: 'CONCUR_REFUSED', trouble: 'permanent', status, retryable: false })
        expect(error.message).to.include('Concur says why').and.include('Web Services Administrator')
        expect(error.message).to.include('EXPRPT')
        expect(bench.breaker.isOpen('report')).to.equal(false)
      })

      it('twice does not spend yet another token on the next call', async () => {
        let given = 0
        nock(ORIGIN)
          .persist()
          .post('/oauth2/v0/token')
          .reply(200, () => ({ access_token: `t${(given += 1)}` }))
        answers(status, ERROR_XML)
        answers(status, ERROR_XML)
        await bench.failure()
        nock(ORIGIN).get('/else').reply(200, 'read')
        await bench.client.call({ ...CALL, path: '/else' }, asText)

        expect(given).to.equal(2)
      })
    })
  }

  describe('for a call with the token of the application', () => {
    const own: ConcurCall = { ...CALL, token: 'app', scope: 'events.topic.read' }

    it('asks for one by client credentials, and keeps both apart', async () => {
      const credentials = { client_id: 'app', client_secret: 'client-s3cret' }
      nock(ORIGIN)
        .post('/oauth2/v0/token', { ...credentials, grant_type: 'client_credentials' })
        .reply(200, { access_token: 'application', expires_in: '3600' })
        .post('/oauth2/v0/token', /grant_type=refresh_token/)
        .reply(200, { access_token: 'company', expires_in: '3600' })
      nock(ORIGIN).get(PATH).times(2).matchHeader('authorization', 'Bearer company').reply(200, 'read')
      nock(ORIGIN).get(PATH).times(2).matchHeader('authorization', 'Bearer application').reply(200, 'own')

      const calls = [CALL, own, CALL, own]
      const replies = await Promise.all(calls.map((call) => bench.client.call(call, asText)))

      expect(replies.map(({ value }) => value)).to.deep.equal(['read', 'own', 'read', 'own'])
    })

    it('tells which scope is missing, and nothing of a company', async () => {
      grants('a1', 'a2')
      answers(403, '')
      answers(403, '')

      const { message } = await bench.failure(() => bench.client.call(own, asText))

      expect(message).to.include(' - the application needs the scope events.topic.read (')
    })
  })

  it('tells which scope of version 4 is missing, and whose token it must be', async () => {
    grants('t1', 't2')
    answers(401, '')
    answers(401, '')

    const { message } = await bench.failure(() =>
      bench.client.call({ ...CALL, scope: 'expense.report.read' }, asText),
    )

    expect(message).to.include(
      'needs the scope expense.report.read and CONCUR_REFRESH_TOKEN that of a company',
    )
  })

  it('refreshes once when many calls are refused the same token', async () => {
    grants('t1', 't2')
    nock(ORIGIN).get(PATH).times(5).matchHeader('authorization', 'Bearer t1').reply(401, ERROR_XML)
    nock(ORIGIN).get(PATH).times(5).matchHeader('authorization', 'Bearer t2').reply(200, 'read')

    const replies = await Promise.all(Array.from({ length: 5 }, bench.get))

    expect(replies.map(({ value }) => value)).to.deep.equal(['read', 'read', 'read', 'read', 'read'])
  })

  describe('when no token is to be had', () => {
    it('says so, and sends no call', async () => {
      refuses({ code: 61, error: 'invalid_client', error_description: 'client not found' })
      const error = await bench.failure()

      expect(error).to.include({ code: 'CONCUR_TOKEN', kind: 'token', trouble: 'transient' })
      expect(error.message).to.include('client not found').and.include('CONCUR_CLIENT_ID')
    })

    it('asks once in a minute only, after five refusals', async () => {
      for (let count = 0; count < 5; count += 1) {
        refuses({ code: 61, error: 'invalid_client' })
        await bench.failure(() => bench.client.checkToken())
      }

      expect(bench.breaker.openUntil('token')).to.deep.equal(after(60_000))
      expect(await bench.failure(() => bench.client.checkToken())).to.include({ code: 'CONCUR_PAUSED' })
    })

    it('counts one refusal once, however many calls wait for it', async () => {
      refuses({ code: 61, error: 'invalid_client' })
      await Promise.all(Array.from({ length: 5 }, () => bench.failure()))

      expect(bench.breaker.isOpen('token')).to.equal(false)
    })

    it('tries both refresh tokens with one probe, when the service has come back', async () => {
      for (let count = 0; count < 20; count += 1) bench.breaker.failed('token', {})
      bench.clock.pass(4000)
      bench.candidates = ['bad', 'good']
      nock(ORIGIN)
        .post('/oauth2/v0/token', /refresh_token=bad/)
        .reply(400, { code: 108, error: 'invalid_grant' })
      nock(ORIGIN)
        .post('/oauth2/v0/token', /refresh_token=good/)
        .optionally()
        .reply(200, { access_token: 't1' })
      await bench.client.checkToken()

      expect(bench.breaker.isOpen('token')).to.equal(false)
    })
  })

  it('warns, with the setting, when the token belongs to another data centre', async () => {
    nock(ORIGIN)
      .post('/oauth2/v0/token')
      .reply(200, { access_token: 't1', geolocation: 'https://eu2.api.concursolutions.com' })
    nock(ORIGIN).get(PATH).times(2).reply(200, 'read')
    await bench.get()
    await bench.get()

    expect(bench.log.of('token.foreign').map(({ level, fields }) => [level, fields])).to.deep.equal([
      [
        'warn',
        { advice: 'the token belongs to https://eu2.api.concursolutions.com: set CONCUR_API_URL to it' },
      ],
    ])
  })

  /** A lost connection, whose error knows the whole request. */
  async function lostCall(): Promise<ConcurError> {
    grants('access-s3cret')
    nock(ORIGIN)
      .get(PATH)
      .replyWithError(Object.assign(new Error('reset'), { code: 'ECONNRESET' }))
    return bench.failure()
  }

  async function lostRefresh(): Promise<ConcurError> {
    nock(ORIGIN)
      .post('/oauth2/v0/token')
      .replyWithError(Object.assign(new Error('reset'), { code: 'ECONNRESET' }))
    return bench.failure()
  }

  describe('keeps secrets and tokens to itself', () => {
    it('in the log', async () => {
      await lostRefresh()
      await lostCall()

      expect(bench.log.of('concur.call')).to.have.length(3)
      expect(inspect(bench.log.lines, { depth: 12 })).not.to.include('s3cret')
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
})

function refuses(body: object): void {
  nock(ORIGIN).post('/oauth2/v0/token').reply(400, body)
}
