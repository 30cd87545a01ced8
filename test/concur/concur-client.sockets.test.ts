import type { RequestListener } from 'node:http'
import { expect } from 'chai'
import { createBreaker } from '../../server/concur/breaker.ts'
import { type ConcurClient, createConcurClient } from '../../server/concur/concur-client.ts'
import { ConcurError } from '../../server/concur/concur-error.ts'
import { fetchReport } from '../../server/concur/expense-reports.ts'
import { createHttpClient, type HttpClient } from '../../server/concur/http.ts'
import { readReportV11 } from '../../server/concur/read-report-v11.ts'
import { postWorkflowAction } from '../../server/concur/workflow-action.ts'
import { eventually } from '../listeners/eventually.ts'
import { useRealSockets } from '../listeners/real-sockets.ts'
import { recordedLog } from '../listeners/recorded-log.ts'
import { fixture } from './fixture.ts'
import { type RawServer, serve } from './raw-server.ts'

const CONTEXT = { correlationId: '7d9f7d0e-0000-4000-8000-000000000001' }
const STEP = '/api/expense/expensereport/v1.1/report/nStep%t8$p1/WorkFlowAction'
const TOKEN = JSON.stringify({ access_token: 't1', expires_in: '3600' })

describe('the Concur client on real sockets', () => {
  useRealSockets()
  let http: HttpClient
  let server: RawServer

  afterEach(async () => {
    http.close()
    await server.close()
  })

  /** A client whose token service and other services are these handlers. */
  async function clientOf(
    services: RequestListener,
    tokens: RequestListener = (_, res) => res.end(TOKEN),
  ): Promise<ConcurClient> {
    server = await serve((req, res) => (req.url === '/oauth2/v0/token' ? tokens : services)(req, res))
    http = createHttpClient(8, { response: 200 })
    return createConcurClient({
      apiOrigin: server.origin,
      tokenUrl: `${server.origin}/oauth2/v0/token`,
      client: { clientId: 'app', clientSecret: 'secret' },
      refreshTokens: { candidates: () => Promise.resolve([]), store: () => Promise.resolve() },
      http,
      breaker: createBreaker(() => new Date()),
      log: recordedLog(),
      now: () => new Date(),
    })
  }

  it('asks for a report by the very bytes of its path', async () => {
    const path = '/api/expense/expensereport/v1.1/reportfulldetails/n3%Rek29$wsIY$$gjei%KL23'
    const client = await clientOf((_, res) => res.end(fixture('report-full-details.xml')))
    await fetchReport(client, path, CONTEXT, readReportV11)

    expect(server.received.map((request) => request.path)).to.deep.equal(['/oauth2/v0/token', path])
  })

  it('says that an action may have happened when its answer is lost', async () => {
    const client = await clientOf((req) => req.socket.resetAndDestroy())

    expect(await failure(approve(client))).to.include({
      code: 'CONCUR_UNREACHABLE',
      kind: 'workflow',
      trouble: 'transient',
      mayHaveHappened: true,
    })
  })

  it('says that an action may have happened when its answer is late', async () => {
    const client = await clientOf(() => {})

    expect(await failure(approve(client))).to.include({ code: 'CONCUR_TIMEOUT', mayHaveHappened: true })
  })

  it('says that an action did not happen when the token could not be had', async () => {
    const client = await clientOf(
      () => {},
      (req) => req.socket.resetAndDestroy(),
    )

    expect(await failure(approve(client))).to.include({ kind: 'token', mayHaveHappened: false })
  })

  it('says that an action did not happen when the token comes late', async () => {
    const client = await clientOf(
      () => {},
      () => {},
    )

    expect(await failure(approve(client))).to.include({
      code: 'CONCUR_TIMEOUT',
      kind: 'token',
      mayHaveHappened: false,
    })
  })

  it('does not follow a redirect with the token', async () => {
    const client = await clientOf((_, res) => res.writeHead(302, { location: '/elsewhere' }).end())
    await failure(approve(client))

    expect(server.received.map(({ path }) => path)).to.deep.equal(['/oauth2/v0/token', STEP])
  })

  it('is stopped by the signal while it waits for an answer', async () => {
    const client = await clientOf(() => {})
    const stop = new AbortController()
    const failed = failure(approve(client, stop.signal))
    await eventually(() => server.received.length === 2)
    stop.abort()

    expect((await failed).message).to.include('was stopped')
  })

  it('is stopped by the signal while it waits for a token', async () => {
    const client = await clientOf(
      () => {},
      () => {},
    )
    const stop = new AbortController()
    const failed = failure(approve(client, stop.signal))
    await eventually(() => server.received.length === 1)
    stop.abort()

    expect((await failed).code).not.to.equal('CONCUR_TIMEOUT')
  })
})

async function failure(call: Promise<unknown>): Promise<ConcurError> {
  try {
    await call
  } catch (error) {
    if (error instanceof ConcurError) return error
    throw error
  }
  throw new Error('it succeeded')
}

function approve(client: ConcurClient, signal?: AbortSignal): Promise<unknown> {
  return postWorkflowAction(client, STEP, 'Approve', undefined, { ...CONTEXT, signal })
}
