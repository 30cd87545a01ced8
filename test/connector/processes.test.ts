import { expect } from 'chai'
import { calloutXml } from '../../server/simulator/callouts/notification.ts'
import { openRaw } from '../listeners/raw-connection.ts'
import { useRealSockets } from '../listeners/real-sockets.ts'
import { post, reviewOf } from './bench.ts'
import { killProcesses, runMain, startWithNpm } from './connector-process.ts'
import { openProcessBench, type ProcessBench } from './process-bench.ts'
import { cleanReport, demoReport, reportToSendBack } from './reports.ts'
import { countOf, environmentFor, LOGIN, untilSettled, writesOf } from './set-up.ts'
import { until } from './until.ts'

describe('connector: the process', () => {
  useRealSockets()
  let bench: ProcessBench
  beforeEach(async () => {
    bench = await openProcessBench()
  })
  afterEach(async () => {
    killProcesses()
    await bench.close()
  })

  it('takes notifications at once though Concur cannot be reached, and reviews them later', async () => {
    const { simulator, line } = bench
    await line.cut()
    await bench.start()
    const reportId = simulator.submit(cleanReport())
    await until('the acknowledgement', () => simulator.notifications[0]?.state === 'delivered')
    expect(simulator.requests).to.have.length(0)

    await line.restore()
    await bench.look((overview) => untilSettled(simulator, overview))
    expect(writesOf(simulator, reportId)).to.deep.equal(['Approve'])
  })

  it('names every setting that is missing or wrong, shows no secret, and exits with 2', async () => {
    const environment = {
      ...environmentFor(bench.folder, 'https://us2.api.concursolutions.com/path'),
      CONNECTOR_PASSWORD: 'short',
      CONCUR_CLIENT_ID: '',
      PORT: '70000',
      TLS: 'maybe',
      MODE: 'dry-run',
      DATABASE_URL: 'mysql://localhost/connector',
    }
    const { code, stdout, stderr } = await runMain(['start'], environment, bench.folder)

    expect(code).to.equal(2)
    expect(stdout).to.equal('')
    for (const name of [
      'CONNECTOR_PASSWORD',
      'CONCUR_CLIENT_ID',
      'CONCUR_API_URL',
      'PORT',
      'TLS',
      'MODE',
      'DATABASE_URL',
    ]) {
      expect(stderr).to.include(`- ${name}`)
    }
    expect(stderr).to.not.include('short')
  })

  it('says in a sentence that its port is taken, and exits with 1', async () => {
    const first = await bench.start()
    const { port } = new URL(first.url)
    const environment = { ...environmentFor(bench.folder, bench.simulator.url), PORT: port }
    const { code, stderr } = await runMain(['start'], environment, bench.folder)

    expect(code).to.equal(1)
    expect(stderr).to.include('PORT').and.include(port)
    expect(stderr.trim().split('\n')).to.have.length(1)
  })

  for (const signal of ['SIGTERM', 'SIGINT'] as const) {
    it(`finishes what is in hand on ${signal}, and exits with 0`, async () => {
      const { simulator } = bench
      const connector = await bench.start()
      simulator.fault('workflow', { delayMs: 1000 })
      const reportId = simulator.submit(reportToSendBack())
      await until('the action', () => countOf(simulator, 'workflow') === 1)
      const ended = await connector.end(signal)

      expect(ended).to.deep.equal({ code: 0, signal: null })
      expect(writesOf(simulator, reportId)).to.deep.equal(['exceptions NORECEIP', 'Send Back to Employee'])
      expect(await bench.look((overview) => overview.counts())).to.deep.equal({ done: 1 })
    })
  }

  it('gives back what does not end, exits with 0, and goes on when it is started again', async () => {
    const { simulator } = bench
    const connector = await bench.start()
    const never = { delayMs: 3_600_000 }
    simulator.fault('workflow', never)
    const acting = simulator.submit(cleanReport())
    await until('the action', () => countOf(simulator, 'workflow') === 1)
    simulator.fault('report', never)
    const reading = simulator.submit(cleanReport())
    await until('the reading', () => countOf(simulator, 'report') === 3)
    const ended = await connector.end('SIGTERM')

    expect(ended).to.deep.equal({ code: 0, signal: null })
    const left = await bench.look((overview) => overview.notifications({ limit: 10 }))
    expect(left.map(({ state, leaseUntil }) => [state, leaseUntil])).to.deep.equal([
      ['waiting', null],
      ['waiting', null],
    ])
    // A write that was cut may still take effect: it is read back, but not at once.
    const { effects } = await bench.look((overview) => reviewOf(overview, acting))
    expect(effects.map(({ kind, state }) => [kind, state])).to.deep.equal([['workflow', 'unknown']])

    await bench.start()
    await until('the other action', () => writesOf(simulator, reading).length > 0)
    expect(writesOf(simulator, reading)).to.deep.equal(['Approve'])
    expect(writesOf(simulator, acting)).to.deep.equal([])
  }).timeout(60_000)

  it('stores and answers a delivery of which a part has come when SIGTERM comes', async () => {
    const connector = await bench.start()
    const body =
      '<Notification><ObjectType>TRAVELREQ</ObjectType><ObjectURI>https://www.concursolutions.com/api/travelrequest/v1.0/requests/nT1</ObjectURI></Notification>'
    const connection = openRaw(Number(new URL(connector.url).port))
    const login = Buffer.from(`${LOGIN.username}:${LOGIN.password}`).toString('base64')
    connection.send(
      `POST /concur/v1.0/notify HTTP/1.1\r\nHost: connector\r\nAuthorization: Basic ${login}\r\nContent-Length: ${body.length}\r\nExpect: 100-continue\r\n\r\n`,
    )
    await connection.until('100 Continue')
    const end = connector.end('SIGTERM')
    await until('the connector to stop', () => connector.log().includes('connector.stopping'))
    connection.send(body)

    expect(await connection.until('HTTP/1.1 200')).to.include('Connection: close')
    expect(await end).to.deep.equal({ code: 0, signal: null })
    expect(await bench.look((overview) => overview.counts())).to.deep.equal({ 'not reviewed': 1 })
  })

  it('ends with npm, when it was started by npm start and npm is ended', async () => {
    const environment = environmentFor(bench.folder, bench.simulator.url)
    const connector = await startWithNpm(environment)
    const answer = await fetch(`${connector.url}/system/v1.0/testconnection`)
    await connector.end('SIGTERM')

    expect(answer.status).to.equal(401)
    await until('the connector to be gone', () =>
      fetch(connector.url).then(
        () => false,
        () => true,
      ),
    )
  })

  it('shares the database with others: each report is acted on once, whoever is notified', async () => {
    const { simulator } = bench
    simulator.fault('report', { delayMs: 50 }, Infinity)
    const slow = { CONCUR_CONCURRENCY: '1' }
    const connectors = await Promise.all([bench.start(slow), bench.start(slow), bench.start(slow)])
    const kinds = ['clean-lunch-and-taxi', 'hotel-without-receipt', 'taxi-twice', 'clean-eur-hotel']
    const reportIds = kinds.flatMap((kind) => [1, 2, 3, 4].map(() => simulator.submit(demoReport(kind))))
    await Promise.all(
      simulator.notifications.flatMap((notification) =>
        connectors.map(({ url }) => post(`${url}/concur/v1.0/notify`, calloutXml(notification))),
      ),
    )
    await bench.look((overview) => untilSettled(simulator, overview))

    expect(reportIds.map((reportId) => writesOf(simulator, reportId).join(', '))).to.deep.equal([
      ...Array<string>(4).fill('Approve'),
      ...Array<string>(4).fill('exceptions NORECEIP, Send Back to Employee'),
      ...Array<string>(4).fill('exceptions DUPENTRY, Approve'),
      ...Array<string>(4).fill('Approve'),
    ])
    const workedBy = connectors.filter((each) => each.log().includes('"message":"notification.attempt"'))
    expect(workedBy.length).to.be.greaterThan(1)
  })
})
