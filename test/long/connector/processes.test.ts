import { expect } from 'chai'
import { calloutXml } from '../../../server/simulator/callouts/notification.ts'
import { post, reviewOf } from '../../connector/bench.ts'
import { killProcesses, startWithNpm } from '../../connector/connector-process.ts'
import { openProcessBench, type ProcessBench } from '../../connector/process-bench.ts'
import { cleanReport, demoReport } from '../../connector/reports.ts'
import { countOf, environmentFor, untilSettled, writesOf } from '../../connector/set-up.ts'
import { until } from '../../connector/until.ts'
import { useRealSockets } from '../../listeners/real-sockets.ts'

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
