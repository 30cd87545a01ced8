import { expect } from 'chai'
import { draftReport } from '../../../server/simulator/reports/draft-report.ts'
import type { Simulator } from '../../../server/simulator/simulator.ts'
import { startSimulator } from '../../../server/simulator/simulator.ts'
import { act, askForToken, readReport } from '../simulator-calls.ts'

const APPROVE = { action: 'Approve' }

describe('simulator: faults', () => {
  let simulator: Simulator
  let reportId: string

  beforeEach(async () => {
    simulator = await startSimulator()
    reportId = simulator.submit(draftReport('2026-03-02'))
  })
  afterEach(async () => simulator.close())

  const statusCode = () => simulator.report(reportId).statusCode

  it('answers a status in place of the effect, with its headers, once', async () => {
    simulator.fault('workflow', { status: 429, headers: { 'retry-after': '7' }, body: 'slow down' })
    const faulty = await act(simulator, reportId, APPROVE)

    expect(faulty).to.include({ status: 429, body: 'slow down' })
    expect(faulty.headers.get('retry-after')).to.equal('7')
    expect(statusCode()).to.equal('A_EXTV')
    expect(await act(simulator, reportId, APPROVE)).to.include({ status: 200 })
    expect(simulator.requests.filter(({ route }) => route === 'workflow')).to.have.length(2)
  })

  it('answers a status after the effect', async () => {
    simulator.fault('workflow', { status: 502, after: true })

    expect(await act(simulator, reportId, APPROVE)).to.include({ status: 502 })
    expect(statusCode()).to.equal('A_APPR')
  })

  it('resets the connection before the effect', async () => {
    simulator.fault('workflow', { reset: 'before' })

    expect(await failureOf(act(simulator, reportId, APPROVE))).to.be.instanceOf(TypeError)
    expect(statusCode()).to.equal('A_EXTV')
  })

  it('loses the reply after the effect', async () => {
    simulator.fault('workflow', { reset: 'after' })

    expect(await failureOf(act(simulator, reportId, APPROVE))).to.be.instanceOf(TypeError)
    expect(statusCode()).to.equal('A_APPR')
    expect(simulator.ledger).to.have.length(1)
  })

  it('answers 200 with another body and no effect', async () => {
    simulator.fault('workflow', { body: '<html>Maintenance</html>' })
    const { status, headers, body } = await act(simulator, reportId, APPROVE)

    expect({ status, type: headers.get('content-type'), body }).to.deep.equal({
      status: 200,
      type: 'text/html',
      body: '<html>Maintenance</html>',
    })
    expect(statusCode()).to.equal('A_EXTV')
  })

  it('delays an answer that is right', async () => {
    simulator.fault('report', { delayMs: 20 })

    expect(await readReport(simulator, reportId)).to.include({ status: 200 })
  })

  it('does not wait for a delayed answer when it closes', async () => {
    simulator.fault('report', { delayMs: 600_000 })
    const reading = failureOf(readReport(simulator, reportId))
    while (!simulator.requests.some(({ route }) => route === 'report')) await new Promise(setImmediate)
    await simulator.close()

    expect(await reading).to.be.instanceOf(TypeError)
    simulator = await startSimulator()
  })

  it('uses up the faults of a route in order and leaves other routes alone', async () => {
    simulator.fault('report', { status: 500 }, 2)
    simulator.fault('report', { status: 404 })
    const statuses: number[] = []
    for (let index = 0; index < 4; index += 1) statuses.push((await readReport(simulator, reportId)).status)

    expect(statuses).to.deep.equal([500, 500, 404, 200])
  })

  it('keeps a fault up until it is cleared', async () => {
    simulator.fault('token', { status: 503, body: '{}' }, Infinity)
    const form = { grant_type: 'client_credentials' }

    expect(await askForToken(simulator, form)).to.include({ status: 503 })
    expect(await askForToken(simulator, form)).to.include({ status: 503 })
    simulator.clearFaults()
    expect(await askForToken(simulator, form)).to.include({ status: 200 })
  })
})

async function failureOf(promise: Promise<unknown>): Promise<unknown> {
  return promise.then(
    () => 'no failure',
    (error: unknown) => error,
  )
}
