import { expect } from 'chai'
import { createInternalApp, type InternalAppDeps } from '../../routes/health.ts'
import { type Listener, listen } from '../../server/listeners/listen.ts'
import { exchangeRaw } from '../listeners/raw-connection.ts'
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
      host: '127.0.0.1',
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

  it('answers under no name that a page may have given to this machine', async () => {
    await serve()
    const port = String(listener?.port)
    const statuses = await Promise.all(
      [
        '127.0.0.1',
        'localhost',
        'LOCALHOST:8080',
        '[::1]',
        '10.1.2.3',
        'evil.example',
        'localhost.evil.example',
        '127.0.0.1.nip.example',
        'a b',
      ].map(async (host) => {
        const request = `GET /metrics HTTP/1.1\r\nHost: ${host}\r\nConnection: close\r\n\r\n`
        const answer = await exchangeRaw(Number(port), request)
        return [host, answer.slice(9, 12)]
      }),
    )

    expect(statuses).to.deep.equal([
      ['127.0.0.1', '200'],
      ['localhost', '200'],
      ['LOCALHOST:8080', '200'],
      ['[::1]', '200'],
      ['10.1.2.3', '200'],
      ['evil.example', '421'],
      ['localhost.evil.example', '421'],
      ['127.0.0.1.nip.example', '421'],
      ['a b', '421'],
    ])
  })

  it('answers under any name where other machines may come', async () => {
    await serve({ host: '0.0.0.0' })

    const request = 'GET /health/live HTTP/1.1\r\nHost: connector.example.com\r\nConnection: close\r\n\r\n'
    expect(await exchangeRaw(listener?.port ?? 0, request)).to.match(/^HTTP\/1.1 200 /)
  })
})
