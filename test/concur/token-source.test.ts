import { expect } from 'chai'
import { createBreaker } from '../../server/concur/breaker.ts'
import { ConcurError } from '../../server/concur/concur-error.ts'
import type { HttpAnswer } from '../../server/concur/http.ts'
import {
  createTokenSource,
  type TokenSource,
  type TokenSourceDeps,
} from '../../server/concur/token-source.ts'
import { testClock } from './clock.ts'

const ORIGIN = 'https://us2.api.concursolutions.com'
const SECRET = 'not-for-any-log-s3cret'
const SEED = 'seed-refresh-token'

describe('the token source', () => {
  let clock: ReturnType<typeof testClock>
  /** What was asked and stored, in this order. */
  let events: string[]
  let stored: string | undefined
  let foreign: string[]
  let answers: (() => HttpAnswer | Promise<HttpAnswer>)[]
  let tokens: TokenSource

  beforeEach(() => {
    clock = testClock()
    events = []
    stored = undefined
    foreign = []
    answers = []
    tokens = source({ refreshToken: SEED })
  })

  function source(
    client: { readonly refreshToken?: string },
    changes: Partial<TokenSourceDeps> = {},
  ): TokenSource {
    return createTokenSource({
      client: { clientId: 'app', clientSecret: SECRET, ...client },
      store: {
        candidates: (seed) => Promise.resolve(stored === undefined ? [seed] : [stored, seed]),
        store: async (token, seed) => {
          await Promise.resolve()
          events.push(`stored ${token} of ${seed}`)
          stored = token
        },
      },
      post: (form) => {
        events.push(form)
        const next = answers.shift()
        if (next === undefined) throw new Error(`nobody expected ${form}`)
        return Promise.resolve(next())
      },
      breaker: createBreaker(clock.now, Math.random, clock.steady),
      apiOrigin: ORIGIN,
      now: clock.now,
      onForeignOrigin: (origin) => foreign.push(origin),
      ...changes,
    })
  }

  function answer(status: number, body: unknown): void {
    const bytes = Buffer.from(typeof body === 'string' ? body : JSON.stringify(body))
    answers.push(() => ({ status, headers: {}, body: bytes }))
  }

  function grant(access: string, more: object = {}): void {
    answer(200, {
      access_token: access,
      token_type: 'Bearer',
      expires_in: '3600',
      geolocation: ORIGIN,
      ...more,
    })
  }

  async function failure(): Promise<ConcurError> {
    try {
      await tokens.accessToken()
    } catch (error) {
      if (error instanceof ConcurError) return error
      throw error
    }
    throw new Error('there was a token')
  }

  function asked(): readonly URLSearchParams[] {
    return events.filter((event) => event.startsWith('client_id')).map((form) => new URLSearchParams(form))
  }

  describe('asks', () => {
    it('with the refresh token, and the credentials as form fields', async () => {
      grant('one')

      expect(await tokens.accessToken()).to.equal('one')
      expect(events).to.deep.equal([
        'client_id=app&client_secret=not-for-any-log-s3cret&grant_type=refresh_token&refresh_token=seed-refresh-token',
      ])
    })

    it('with the client credentials only where there is no refresh token', async () => {
      tokens = source({})
      grant('one')

      expect(await tokens.accessToken()).to.equal('one')
      expect(events).to.deep.equal([
        'client_id=app&client_secret=not-for-any-log-s3cret&grant_type=client_credentials',
      ])
    })

    it('so that a token with any characters arrives', async () => {
      tokens = source({ refreshToken: 'a+b/c=&d e%' })
      grant('one')
      await tokens.accessToken()

      expect(asked()[0]?.get('refresh_token')).to.equal('a+b/c=&d e%')
    })

    it('once for twenty who ask at once', async () => {
      grant('one')
      const given = await Promise.all(Array.from({ length: 20 }, () => tokens.accessToken()))

      expect(new Set(given)).to.deep.equal(new Set(['one']))
      expect(events).to.have.length(1)
    })

    it('again after a request that failed', async () => {
      answer(503, 'down')
      grant('two')
      await failure()

      expect(await tokens.accessToken()).to.equal('two')
    })
  })

  describe('keeps a token', () => {
    for (const expires of ['3600', 3600]) {
      it(`for all of its life but a minute, which may be ${JSON.stringify(expires)}`, async () => {
        grant('one', { expires_in: expires })
        grant('two')
        await tokens.accessToken()
        clock.pass(3_539_999)
        expect(await tokens.accessToken()).to.equal('one')
        clock.pass(1)
        expect(await tokens.accessToken()).to.equal('two')
      })
    }

    it('for nine tenths of a short life', async () => {
      grant('one', { expires_in: 100 })
      grant('two')
      await tokens.accessToken()
      clock.pass(89_999)
      expect(await tokens.accessToken()).to.equal('one')
      clock.pass(1)
      expect(await tokens.accessToken()).to.equal('two')
    })

    it('for an hour when Concur does not say', async () => {
      grant('one', { expires_in: undefined })
      await tokens.accessToken()
      clock.pass(3_539_999)

      expect(await tokens.accessToken()).to.equal('one')
    })

    it('until it was rejected', async () => {
      grant('one')
      grant('two')
      tokens.reject(await tokens.accessToken())

      expect(await tokens.accessToken()).to.equal('two')
    })

    it('when an older one is rejected late', async () => {
      grant('one')
      grant('two')
      const old = await tokens.accessToken()
      tokens.reject(old)
      await tokens.accessToken()
      tokens.reject(old)

      expect(await tokens.accessToken()).to.equal('two')
    })
  })

  describe('stores a rotated refresh token', () => {
    it('before anybody gets its access token', async () => {
      grant('one', { refresh_token: 'rotated' })
      const token = tokens.accessToken().then((access) => events.push(`given ${access}`))
      await token

      expect(events.slice(1)).to.deep.equal(['stored rotated of seed-refresh-token', 'given one'])
    })

    it('and uses it the next time', async () => {
      grant('one', { refresh_token: 'rotated' })
      grant('two')
      tokens.reject(await tokens.accessToken())
      await tokens.accessToken()

      expect(asked()[1]?.get('refresh_token')).to.equal('rotated')
    })

    it('or gives no access token', async () => {
      tokens = source(
        { refreshToken: SEED },
        {
          store: {
            candidates: (seed) => Promise.resolve([seed]),
            store: () => Promise.reject(new Error('disk full')),
          },
        },
      )
      grant('one', { refresh_token: 'rotated' })
      let message = ''
      await tokens.accessToken().catch((error: unknown) => {
        message = error instanceof Error ? error.message : ''
      })

      expect(message).to.equal('disk full')
    })
  })

  describe('with a stored and a configured refresh token', () => {
    beforeEach(() => {
      stored = 'stored'
    })

    for (const [name, body] of [
      [
        '108 as a number',
        { code: 108, error: 'invalid_grant', error_description: 'bad or expired refresh token' },
      ],
      ['108 as text', { code: '108', error: 'invalid_grant' }],
      ['108 under another error', { code: 108, error: 'invalid_request' }],
      ['invalid_grant without a code', { error: 'invalid_grant' }],
    ] as const) {
      it(`tries the other after ${name}`, async () => {
        answer(400, body)
        grant('one')

        expect(await tokens.accessToken()).to.equal('one')
        expect(asked().map((form) => form.get('refresh_token'))).to.deep.equal(['stored', SEED])
      })
    }

    it('does not spend the other on an outage', async () => {
      answer(503, 'down')

      expect(await failure()).to.include({ code: 'CONCUR_RESPONSE', trouble: 'transient', status: 503 })
      expect(asked()).to.have.length(1)
    })

    it('says which setting to change when both are bad', async () => {
      answer(400, { code: 108, error: 'invalid_grant' })
      answer(400, { code: 108, error: 'invalid_grant' })
      const error = await failure()

      expect(error).to.include({ code: 'CONCUR_TOKEN', trouble: 'transient', kind: 'token' })
      expect(error.message).to.include('CONCUR_REFRESH_TOKEN')
    })

    it('never falls back to the client credentials', async () => {
      answer(400, { code: 108, error: 'invalid_grant' })
      answer(400, { code: 108, error: 'invalid_grant' })
      await failure()

      expect(asked().map((form) => form.get('grant_type'))).to.deep.equal(['refresh_token', 'refresh_token'])
    })
  })

  describe('says what is wrong', () => {
    it('with the right origin for a token that lives elsewhere', async () => {
      answer(400, {
        code: 16,
        error: 'invalid_request',
        error_description: 'user lives elsewhere',
        geolocation: 'https://eu2.api.concursolutions.com/oauth2/v0/token',
      })
      const error = await failure()

      expect(error.code).to.equal('CONCUR_TOKEN')
      expect(error.message).to.include('https://eu2.api.concursolutions.com:').and.include('CONCUR_API_URL')
    })

    it('with the settings for refused credentials', async () => {
      answer(401, { code: 64, error: 'invalid_client', error_description: 'incorrect client credentials' })
      const error = await failure()

      expect(error).to.include({ code: 'CONCUR_TOKEN', trouble: 'transient' })
      expect(error.message).to.include('incorrect client credentials').and.include('CONCUR_CLIENT_SECRET')
    })

    it('in Concur’s words when the grant is refused for another reason than the refresh token', async () => {
      answer(400, { code: 14, error: 'invalid_grant', error_description: 'account locked' })

      expect((await failure()).message).to.include('account locked')
    })

    const passing: readonly (readonly [string, number, unknown])[] = [
      [
        'maintenance of the company',
        400,
        { code: 134, error: 'invalid_request', error_description: 'maintenance' },
      ],
      ['500', 500, 'oops'],
      ['503', 503, ''],
      ['429', 429, { error: { message: 'Too many requests' } }],
      ['408', 408, ''],
      ['a redirect', 302, ''],
    ]
    for (const [name, status, body] of passing) {
      it(`as an outage for ${name}`, async () => {
        answer(status, body)

        expect(await failure()).to.include({ code: 'CONCUR_RESPONSE', trouble: 'transient', status })
      })
    }

    for (const [name, body] of [
      ['a page', '<html/>'],
      ['nothing', ''],
      ['no token', { token_type: 'Bearer' }],
      ['an empty token', { access_token: '' }],
      ['a token that is no text', { access_token: 5 }],
    ] as const) {
      it(`as an outage for 200 with ${name}`, async () => {
        answer(200, body)

        expect(await failure()).to.include({ code: 'CONCUR_UNREADABLE', trouble: 'transient' })
      })
    }
  })

  describe('tells of a token for another data centre', () => {
    it('once for each token, by its origin', async () => {
      grant('one', { geolocation: 'https://eu2.api.concursolutions.com/oauth2/v0/token' })
      await tokens.accessToken()
      await tokens.accessToken()

      expect(foreign).to.deep.equal(['https://eu2.api.concursolutions.com'])
    })

    for (const geolocation of [ORIGIN, `${ORIGIN}/oauth2/v0/token`, undefined, 'not a URL', 5]) {
      it(`but not of ${String(geolocation)}`, async () => {
        grant('one', { geolocation })
        await tokens.accessToken()

        expect(foreign).to.deep.equal([])
      })
    }
  })

  it('never says the secret or a refresh token', async () => {
    stored = 'stored-refresh-token'
    const messages: string[] = []
    for (const body of [
      { code: 108, error: 'invalid_grant' },
      { code: 108, error: 'invalid_grant' },
    ])
      answer(400, body)
    messages.push((await failure()).message)
    answer(403, { code: 59, error: 'access_denied' })
    messages.push((await failure()).message)

    expect(messages.join(' ')).not.to.match(/s3cret|seed-refresh|stored-refresh/)
  })
})
