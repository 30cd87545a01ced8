import { expect } from 'chai'
import { type Bench, useBenches } from '../connector/bench.ts'
import { cleanReport, reportToSendBack } from '../connector/reports.ts'
import { until } from '../connector/until.ts'
import { sample } from './sample.ts'

function get({ connector }: Bench, path: string): Promise<Response> {
  return fetch(`${connector.internalUrl}${path}`)
}

async function metricsOf(bench: Bench): Promise<string> {
  return (await get(bench, '/metrics')).text()
}

describe('connector: metrics, health and alerts', () => {
  const openBench = useBenches()

  it('is ready at once, and measures what it does for a report', async () => {
    const bench = await openBench()
    bench.simulator.submit(cleanReport())
    bench.simulator.submit(reportToSendBack())
    await bench.settled()

    const text = await metricsOf(bench)

    const expected: [string, number][] = [
      ['connector_notifications_received_total{door="callout",result="stored"}', 2],
      ['connector_acknowledgement_duration_seconds_count', 2],
      ['connector_reviews_finished_total{object="report",result="approved"}', 1],
      ['connector_reviews_finished_total{object="report",result="sent back"}', 1],
      ['connector_effects_total{kind="workflow",state="confirmed"}', 2],
      ['connector_effects_total{kind="exceptions",state="confirmed"}', 1],
      ['connector_concur_calls_total{kind="token",status="200"}', 1],
      ['connector_concur_calls_total{kind="workflow",status="200"}', 2],
      ['connector_breaker_open{kind="report"}', 0],
      ['connector_backlog_notifications{state="waiting"}', 0],
      ['connector_database_up', 1],
    ]
    expect(expected.map(([series]) => [series, sample(text, series)])).to.deep.equal(expected)
    expect(text).to.not.match(/[{,](path|report|id)=/)
    const ready = await get(bench, '/health/ready')
    expect([ready.status, await ready.json()]).to.deep.equal([
      200,
      { status: 'ready', checks: { database: { ok: true }, token: { ok: true }, backlog: { ok: true } } },
    ])
  })

  it('counts what cannot be understood, and shows none of its metrics to the public', async () => {
    const bench = await openBench()
    await bench.post('<Notice />')

    const text = await metricsOf(bench)

    expect(sample(text, 'connector_notifications_received_total{door="callout",result="refused"}')).to.equal(
      1,
    )
    expect(sample(text, 'connector_quarantined')).to.equal(1)
    expect((await fetch(`${bench.connector.url}/metrics`)).status).to.equal(404)
    expect((await fetch(`${bench.connector.url}/health/live`)).status).to.equal(404)
  })

  it('is not ready when Concur gives no token, and shows no secret', async () => {
    const bench = await openBench({ environment: { CONCUR_CLIENT_SECRET: 'not-the-secret' } })
    await until('a refused token', async () => (await get(bench, '/health/ready')).status === 503)

    const body = await (await get(bench, '/health/ready')).text()

    expect(JSON.parse(body))
      .to.have.nested.property('checks.token.reason')
      .that.includes('CONCUR_CLIENT_SECRET')
    expect(JSON.parse(body)).to.have.nested.property('checks.database.ok', true)
    expect(body).to.not.include('not-the-secret')
  })

  it('is not ready when as many wait as the limit says, and takes more all the same', async () => {
    const bench = await openBench({
      environment: { BACKLOG_LIMIT: '2', CONCUR_API_URL: 'http://127.0.0.1:9' },
    })
    bench.simulator.submit(cleanReport())
    bench.simulator.submit(cleanReport())
    bench.simulator.submit(cleanReport())
    await until('three notifications', async () => (await bench.notifications()).length === 3)

    // Those that are being tried do not wait.
    let ready = await get(bench, '/health/ready')
    await until('two of them to wait', async () => {
      ready = await get(bench, '/health/ready')
      return (await ready.clone().text()).includes('2 notifications wait, or more')
    })
    expect(ready.status).to.equal(503)
    expect(await ready.json()).to.have.nested.property('checks.backlog.ok', false)
  })
})
