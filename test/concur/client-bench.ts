import nock from 'nock'
import { type Breaker, createBreaker } from '../../server/concur/breaker.ts'
import {
  type ConcurCall,
  type ConcurClient,
  type ConcurReply,
  createConcurClient,
  type Reading,
} from '../../server/concur/concur-client.ts'
import { ConcurError } from '../../server/concur/concur-error.ts'
import { createHttpClient, type HttpClient } from '../../server/concur/http.ts'
import { recordedLog } from '../listeners/recorded-log.ts'
import { testClock } from './clock.ts'

/** Where Concur is in these tests; nock answers for it. */
export const ORIGIN = 'https://us2.api.concursolutions.com'
/** What every call is made with. */
export const CONTEXT = { correlationId: '7d9f7d0e-0000-4000-8000-000000000001' }
/** Of the report that {@link CALL} asks for. */
export const PATH = '/api/expense/expensereport/v1.1/reportfulldetails/nReport%Re$w1'
/** The usual call. */
export const CALL: ConcurCall = { kind: 'report', method: 'GET', path: PATH, ...CONTEXT }
/** How Concur says that something is wrong. */
export const ERROR_XML = '<Error><Message>Concur says why</Message></Error>'

/** A client with all it needs, new for every test. */
export interface ClientBench {
  readonly client: ConcurClient
  readonly clock: ReturnType<typeof testClock>
  readonly breaker: Breaker
  readonly log: ReturnType<typeof recordedLog>
  /** The refresh tokens that are known. */
  candidates: readonly string[]
  /** Makes the usual call. */
  readonly get: () => Promise<ConcurReply<string>>
  /** How the call, or the usual one, fails. @throws If it succeeds. */
  failure(call?: () => Promise<unknown>): Promise<ConcurError>
}

/** Call in a suite. */
export function useClient(): ClientBench {
  let clock: ReturnType<typeof testClock>
  let breaker: Breaker
  let http: HttpClient
  let log: ReturnType<typeof recordedLog>
  let client: ConcurClient
  let candidates: readonly string[]

  beforeEach(() => {
    clock = testClock()
    breaker = createBreaker(clock.now, () => 0, clock.steady)
    http = createHttpClient(8)
    log = recordedLog()
    candidates = ['refresh-s3cret']
    client = createConcurClient({
      apiOrigin: ORIGIN,
      tokenUrl: `${ORIGIN}/oauth2/v0/token`,
      client: { clientId: 'app', clientSecret: 'client-s3cret', refreshToken: 'refresh-s3cret' },
      refreshTokens: { candidates: () => Promise.resolve(candidates), store: () => Promise.resolve() },
      http,
      breaker,
      log,
      now: clock.now,
    })
  })
  afterEach(() => http.close())

  const get = () => client.call(CALL, asText)
  return {
    get client() {
      return client
    },
    get clock() {
      return clock
    },
    get breaker() {
      return breaker
    },
    get log() {
      return log
    },
    get candidates() {
      return candidates
    },
    set candidates(known) {
      candidates = known
    },
    get,
    async failure(call = get) {
      try {
        await call()
      } catch (error) {
        if (error instanceof ConcurError) return error
        throw error
      }
      throw new Error('it succeeded')
    },
  }
}

/** The token service gives these tokens, one for each request. */
export function grants(...tokens: readonly string[]): void {
  for (const token of tokens) {
    nock(ORIGIN)
      .post('/oauth2/v0/token')
      .reply(200, { access_token: token, expires_in: '3600', geolocation: ORIGIN })
  }
}

/** The usual call is answered so, once. */
export function answers(status: number, body: string, headers: Readonly<Record<string, string>> = {}): void {
  nock(ORIGIN).get(PATH).reply(status, body, headers)
}

/** Any body. */
export function asText(body: Uint8Array): Reading<string> {
  return { ok: true, value: new TextDecoder().decode(body) }
}
