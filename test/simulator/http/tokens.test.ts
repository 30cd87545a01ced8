import { expect } from 'chai'
import type { Simulator } from '../../../server/simulator/simulator.ts'
import { startSimulator } from '../../../server/simulator/simulator.ts'
import { accessToken, askForToken, call } from '../simulator-calls.ts'

const FAILED_LIST = '/api/platform/notifications/v1.0/notification?status=FAILED'
const START = new Date('2026-03-02T09:00:00Z')

describe('simulator: tokens', () => {
  let now = START
  let simulator: Simulator

  beforeEach(async () => {
    now = START
    simulator = await startSimulator({ refreshToken: 'first', now: () => now })
  })
  afterEach(async () => simulator.close())

  const refresh = async (refreshToken: string) =>
    askForToken(simulator, { grant_type: 'refresh_token', refresh_token: refreshToken })

  it('answers a refresh with its own origin, the lifetime as text and a new refresh token', async () => {
    const { status, json } = await refresh('first')

    expect(status).to.equal(200)
    expect(json).to.include({ expires_in: '3600', token_type: 'Bearer', geolocation: simulator.url })
    expect(json['refresh_token']).to.equal(simulator.currentRefreshToken()).and.not.equal('first')
  })

  it('takes a refresh token once and the new one after it', async () => {
    const { json } = await refresh('first')

    expect(await refresh('first')).to.deep.equal({
      status: 400,
      json: { code: 108, error: 'invalid_grant', error_description: 'bad or expired refresh token' },
    })
    expect(await refresh(String(json['refresh_token']))).to.include({ status: 200 })
  })

  it('gives no refresh token for client credentials', async () => {
    const { status, json } = await askForToken(simulator, { grant_type: 'client_credentials' })

    expect(status).to.equal(200)
    expect(json).to.not.have.property('refresh_token')
  })

  const refused: readonly [string, Record<string, string>, number, number][] = [
    ['an unknown client', { grant_type: 'client_credentials', client_id: 'nobody' }, 401, 61],
    ['a wrong secret', { grant_type: 'client_credentials', client_secret: 'wrong' }, 401, 64],
    ['a missing grant type', {}, 400, 65],
    ['a grant that the app may not use', { grant_type: 'password' }, 400, 60],
    ['a refresh without a refresh token', { grant_type: 'refresh_token' }, 400, 106],
  ]
  for (const [title, form, status, code] of refused) {
    it(`refuses ${title} with code ${code}`, async () => {
      const answer = await askForToken(simulator, form)

      expect(answer.status).to.equal(status)
      expect(answer.json['code']).to.equal(code)
    })
  }

  it('refuses credentials that are not form fields', async () => {
    const { status, body } = await call(simulator, 'POST', '/oauth2/v0/token', {
      token: '',
      headers: { 'content-type': 'application/json' },
      body: '{"grant_type":"client_credentials"}',
    })

    expect(status).to.equal(400)
    expect(body).to.include('"code":115')
  })

  it('answers 401 without a token and 403 with one it did not give, both as an XML error', async () => {
    const missing = await call(simulator, 'GET', FAILED_LIST, { token: '' })
    const wrong = await call(simulator, 'GET', FAILED_LIST, { token: 'guessed' })

    expect(missing.status).to.equal(401)
    expect(wrong.status).to.equal(403)
    expect(wrong.body).to.match(/^<Error>\n<Message>.+<\/Message>\n<Server-Time>2026-03-02T09:00:00</)
  })

  it('refuses a token once its lifetime is over', async () => {
    const token = await accessToken(simulator)
    now = new Date('2026-03-02T09:59:59Z')
    const inTime = await call(simulator, 'GET', FAILED_LIST, { token })
    now = new Date('2026-03-02T10:00:00Z')
    const late = await call(simulator, 'GET', FAILED_LIST, { token })

    expect([inTime.status, late.status]).to.deep.equal([200, 403])
  })

  it('refuses a token that was revoked', async () => {
    const token = await accessToken(simulator)
    simulator.revokeAccessTokens()

    expect(await call(simulator, 'GET', FAILED_LIST, { token })).to.include({ status: 403 })
  })
})
