import { expect } from 'chai'
import { openRaw } from '../listeners/raw-connection.ts'
import { useRealSockets } from '../listeners/real-sockets.ts'
import { killProcesses, runMain } from './connector-process.ts'
import { openProcessBench, type ProcessBench } from './process-bench.ts'
import { cleanReport, reportToSendBack } from './reports.ts'
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
    // Taken over before the process ended, or at the next start.
    const counts = await bench.look((overview) => overview.counts())
    expect(Object.entries(counts).flat().join(' ')).to.match(/^(arrived|not reviewed) 1$/)
  })
})
