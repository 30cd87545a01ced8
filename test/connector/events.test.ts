import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect } from 'chai'
import { useRealSockets } from '../listeners/real-sockets.ts'
import { eventBody } from '../notification/event-json.ts'
import { type ConcurCaller, concurCaller } from '../routes/concur-caller.ts'
import { type Bench, openBench } from './bench.ts'
import { untilTakenOver } from './set-up.ts'
import { until } from './until.ts'

const CORRELATION_ID = '3f9c7a52-90ab-4b1e-8a75-2d6f0e1c9b84'

describe('connector: events', () => {
  useRealSockets()
  let concur: ConcurCaller
  let keys: string
  let bench: Bench

  before(async () => {
    concur = await concurCaller(new Date())
    keys = await mkdtemp(join(tmpdir(), 'connector-keys-'))
    await writeFile(join(keys, 'test-key.pem'), concur.publicKey)
    const environment = { ESS_AUTH: 'signature', ESS_KEYS_DIR: keys, ESS_STEP_CODES: 'TAXCHECK' }
    bench = await openBench({ environment })
  })
  after(async () => {
    await bench.close()
    await rm(keys, { recursive: true })
  })

  async function post(
    body: Buffer<ArrayBuffer>,
    headers: Readonly<Record<string, string>> = {},
  ): Promise<Response> {
    const answer = await fetch(`${bench.connector.url}/concur/v4.0/events`, {
      method: 'POST',
      body,
      headers: { 'Concur-Signature': concur.sign(body), ...headers },
    })
    await untilTakenOver(bench.connector.overview)
    return answer
  }
  const lastAcknowledged = () => bench.log.of('notification.acknowledged').at(-1)?.fields ?? {}

  it('are kept with what they say, under the correlation id of Concur', async () => {
    const body = eventBody({ id: 'one' }, { stepCode: 'MANAGER' })
    const answer = await post(body, { 'Concur-Correlationid': CORRELATION_ID })

    expect(answer.status).to.equal(200)
    const kept = (await bench.notifications()).find(({ externalId }) => externalId === 'event one')
    expect(kept).to.deep.include({
      door: 'events',
      objectType: 'EXPRPT',
      eventType: 'statusChanged',
      eventDateTime: '2026-05-22T09:30:16.084Z',
      announcedAt: new Date('2026-05-22T09:30:16.084Z'),
      stepCode: 'MANAGER',
      stepInstanceId: 'B1A2C3D4E5F60718293A4B5C6D7E8F90',
      correlationId: CORRELATION_ID,
      state: 'not reviewed',
      reason: 'the step MANAGER is neither EXTVAL nor among ESS_STEP_CODES',
    })
    expect(lastAcknowledged()).to.include({
      door: 'events',
      result: 'stored',
      correlationId: CORRELATION_ID,
      signedWith: 'test-key',
    })
    const whole = await bench.connector.overview.notification(kept?.id ?? 0)
    expect(Buffer.from(whole?.raw ?? []).equals(body)).to.equal(true)
  })

  it('are kept once, however often they come', async () => {
    const body = eventBody({ id: 'twice' }, { stepCode: 'MANAGER' })
    const answers = await Promise.all(Array.from({ length: 24 }, () => post(body)))

    expect(new Set(answers.map(({ status }) => status))).to.deep.equal(new Set([200]))
    const kept = (await bench.notifications()).filter(({ externalId }) => externalId === 'event twice')
    expect(kept).to.have.length(1)
    expect((await post(body)).status).to.equal(200)
    expect(bench.log.of('notification.folded').at(-1)?.fields).to.include({ notification: kept[0]?.id })
  })

  it('get a correlation id of ours where that of Concur is no UUID, and the log has both', async () => {
    await post(eventBody({ id: 'odd' }, { stepCode: 'MANAGER' }), {
      'Concur-Correlationid': `b3b11838 ${'x'.repeat(200)}`,
    })

    const { correlationId, sentCorrelationId } = lastAcknowledged()
    expect(sentCorrelationId).to.equal(`b3b11838 ${'x'.repeat(91)}`)
    const kept = (await bench.notifications()).find(({ externalId }) => externalId === 'event odd')
    expect(kept?.correlationId)
      .to.equal(correlationId)
      .and.match(/^[0-9a-f-]{36}$/)
  })

  it('go to quarantine when they are authentic and no events', async () => {
    const answer = await post(Buffer.from('{"id":"1"}'), { 'Content-Type': 'application/json' })

    expect(answer.status).to.equal(400)
    expect(await answer.text()).to.match(/^topic is missing/)
    expect((await bench.connector.overview.quarantine(1))[0]).to.include({
      door: 'events',
      contentType: 'application/json',
    })
  })

  it('leave nothing when nobody proves to have sent them', async () => {
    const before = (await bench.notifications()).length
    const answer = await post(eventBody({ id: 'forged' }), {
      'Concur-Signature': concur.sign(Buffer.from('x')),
    })

    expect(answer.status).to.equal(401)
    expect(await bench.notifications()).to.have.length(before)
    expect(bench.log.of('event.refused')[0]?.fields['problem']).to.include(
      'tried: before-2025-10-22, from-2025-10-22, test-key;',
    )
  })

  it('are counted', async () => {
    const metrics = await (await fetch(`${bench.connector.internalUrl}/metrics`)).text()

    expect(metrics).to.match(
      /connector_notifications_received_total\{door="events",result="not reviewed"\} [1-9]/,
    )
    expect(metrics).to.match(/connector_events_refused_total\{reason="unknown key"\} [1-9]/)
  })

  it('are taken with a new key as soon as it is in the folder', async () => {
    const next = await concurCaller(new Date())
    const body = eventBody({ id: 'next' }, { stepCode: 'MANAGER' })
    const status = async () => (await post(body, { 'Concur-Signature': next.sign(body) })).status

    expect(await status()).to.equal(401)
    await writeFile(join(keys, 'next.pem'), next.publicKey)
    await until('the new key to be known', async () => (await status()) === 200)
    expect(lastAcknowledged()).to.include({ signedWith: 'next' })
  })
})
