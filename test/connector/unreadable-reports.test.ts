import { expect } from 'chai'
import { useBenches } from './bench.ts'
import { cleanReport } from './reports.ts'
import { countOf } from './set-up.ts'
import { until } from './until.ts'

const XML = 'application/xml'
const UNREADABLE = {
  body: '<ReportDetails><ReportId>1</ReportId>\n<Purpose>a < b</Purpose></ReportDetails>',
  contentType: XML,
}
const PAGE = { body: '<!doctype html><html><body>Please wait<br></body></html>' }
/** So many at once open the breaker. */
const MANY = 20

describe('connector: a report that cannot be read', () => {
  const openBench = useBenches()

  it('is reviewed all the same when it is only control characters that people have pasted', async () => {
    const { simulator, writes, settled } = await openBench()
    const reportId = simulator.submit(cleanReport({ purpose: 'Offsite\u001f & \u0002Workshop' }))
    await settled()

    expect(writes(reportId)).to.deep.equal(['Approve'])
    expect(countOf(simulator, 'report')).to.equal(2)
  })

  it('is dead after its second try, with the place, while the one beside it is approved', async () => {
    const bench = await openBench()
    const { simulator, writes, notifications, settled, log } = bench
    simulator.fault('report', UNREADABLE)
    const unreadable = simulator.submit(cleanReport())
    await until('the first try', async () => (await notifications())[0]?.reasonCode === 'UNREADABLE')
    const beside = simulator.submit(cleanReport())
    await until('the one beside it', () => writes(beside).length === 1)
    simulator.fault('report', UNREADABLE)
    await settled()

    const [dead, done] = await notifications()
    expect(dead).to.include({ state: 'dead', reasonCode: 'UNREADABLE', attempts: 2 })
    expect(dead?.reason).to.match(/not well-formed XML: .* \(line 2, column 13, in ReportDetails\/Purpose\)$/)
    expect(done).to.include({ state: 'done' })
    expect([writes(unreadable), writes(beside)]).to.deep.equal([[], ['Approve']])
    expect(log.of('breaker.open')).to.deep.equal([])
  })

  it('never stops the calls for others, however many there are', async () => {
    const { simulator, notifications, settled, log } = await openBench()
    simulator.fault('report', UNREADABLE, Infinity)
    for (let count = 0; count <= MANY; count += 1) simulator.submit(cleanReport())
    await settled()

    const states = (await notifications()).map(({ state, attempts }) => `${state} ${attempts}`)
    expect(states).to.deep.equal(Array(MANY + 1).fill('dead 2'))
    expect(log.of('breaker.open')).to.deep.equal([])
  })

  it('is tried again when it is a page of a gateway, which counts as an outage', async () => {
    const bench = await openBench()
    bench.simulator.fault('report', PAGE, Infinity)
    const reportIds = Array.from({ length: MANY }, () => bench.simulator.submit(cleanReport()))
    await until('the calls to be stopped', () => bench.log.of('breaker.open').length > 0)
    bench.simulator.clearFaults()
    await bench.settled()

    expect(reportIds.map((reportId) => bench.writes(reportId).join())).to.deep.equal(
      Array(MANY).fill('Approve'),
    )
    const states = (await bench.notifications()).map(({ state }) => state)
    expect(states).to.deep.equal(Array(MANY).fill('done'))
  })

  it('is tried again when it was cut off', async () => {
    const bench = await openBench()
    const half = '<ReportDetails><ReportId>1</ReportId><Purpose>a'
    bench.simulator.fault('report', { body: half, contentType: XML }, 3)
    const reportId = bench.simulator.submit(cleanReport())
    await bench.settled()

    expect(bench.writes(reportId)).to.deep.equal(['Approve'])
  })
})
