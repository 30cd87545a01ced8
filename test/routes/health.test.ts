import { expect } from 'chai'
import { createInternalApp, type InternalAppDeps } from '../../routes/health.ts'
import { type Listener, listen } from '../../server/listeners/listen.ts'
import { useRealSockets } from '../listeners/real-sockets.ts'
import { recordedLog } from '../listeners/recorded-log.ts'
import { someMetrics } from '../metrics/some-metrics.ts'

const READY = {
  isReady: true,
  checks: { database: { ok: true }, token: { ok: true }, backlog: { ok: true } },
} as const

describe('the internal app', () => {
  useRealSockets()
  let listener: Listener | undefined

  afterEach(async () => {
    await listener?.close(0)
    listener = undefined
  })

  async function serve(deps: Partial<InternalAppDeps> = {}): Promise<void> {
    const app = createInternalApp({
      readiness: () => Promise.resolve(READY),
      metrics: someMetrics().metrics,
      ...deps,
    })
    const settings = { host: 'INTERNAL_HOST', port: 'INTERNAL_PORT' }
    listener = await listen({ app, host: '127.0.0.1', port: 0, settings, log: recordedLog() })
  }
  const get = (path: string) => fetch(`${listener?.url}${path}`)

  it('is live as long as it answers, whatever is wrong', async () => {
    await serve({ readiness: () => Promise.reject(new Error('not to be asked')) })

    const answer = await get('/health/live')

    expect(answer.status).to.equal(200)
    expect(await answer.json()).to.deep.equal({ status: 'live' })
  })

  it('is ready when every check is in order', async () => {
    await serve()

    const answer = await get('/health/ready')

    expect(answer.status).to.equal(200)
    expect(await answer.json()).to.deep.equal({ status: 'ready', checks: READY.checks })
  })

  it('answers 503 when one is not, and names all of them', async () => {
    const checks = { ...READY.checks, backlog: { ok: false, reason: '10 notifications wait' } } as const
    await serve({ readiness: () => Promise.resolve({ isReady: false, checks }) })

    const answer = await get('/health/ready')

    expect(answer.status).to.equal(503)
    expect(await answer.json()).to.deep.equal({
      status: 'not ready',
      checks: {
        database: { ok: true },
        token: { ok: true },
        backlog: { ok: false, reason: '10 notifications wait' },
      },
    })
  })

  it('gives the metrics in the format of Prometheus', async () => {
    await serve()

    const answer = await get('/metrics')

    expect(answer.status).to.equal(200)
    expect(answer.headers.get('content-type')).to.match(/^text\/plain; version=0\.0\.4/)
    expect(await answer.text()).to.include('# TYPE connector_dead_letters gauge\nconnector_dead_letters 0\n')
  })

  it('has nothing else', async () => {
    await serve()

    expect((await get('/')).status).to.equal(404)
  })
})
