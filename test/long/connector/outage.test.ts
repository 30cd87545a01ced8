import { expect } from 'chai'
import { useBenches } from '../../connector/bench.ts'
import { type CuttableLine, openLine } from '../../connector/cuttable-line.ts'
import { cleanReport, reportToSendBack } from '../../connector/reports.ts'
import { until } from '../../connector/until.ts'

describe('connector: Concur cannot be reached', () => {
  const openBench = useBenches()
  let line: CuttableLine
  afterEach(() => line.close())

  it('takes notifications meanwhile, and works them off when Concur is back', async () => {
    const { simulator, writes, notifications, settled, log } = await openBench({
      concurUrl: async ({ url }) => {
        line = await openLine(url)
        await line.cut()
        return line.url
      },
    })
    const approved = simulator.submit(cleanReport())
    const sentBack = simulator.submit(reportToSendBack())
    await until('the acknowledgements', () =>
      simulator.notifications.every(({ state }) => state === 'delivered'),
    )
    await until('calls to be paused', () => log.of('breaker.open').length > 0)
    const late = simulator.submit(cleanReport())
    await until('another acknowledgement', async () => (await notifications()).length === 3)
    expect(simulator.requests).to.have.length(0)

    await line.restore()
    await settled()

    expect(writes(approved)).to.deep.equal(['Approve'])
    expect(writes(late)).to.deep.equal(['Approve'])
    expect(writes(sentBack)).to.deep.equal(['exceptions NORECEIP', 'Send Back to Employee'])
    expect((await notifications()).map(({ state }) => state)).to.deep.equal(['done', 'done', 'done'])
  })

  it('does what it had begun exactly once when the line is cut in the middle of an action', async () => {
    const { simulator, writes, settled } = await openBench({
      concurUrl: async ({ url }) => {
        line = await openLine(url)
        return line.url
      },
    })
    simulator.fault('workflow', { delayMs: 300 })
    const reportId = simulator.submit(reportToSendBack())
    await until('the action', () => simulator.requests.some(({ route }) => route === 'workflow'))
    await line.cut()
    await until('the effect', () => writes(reportId).includes('Send Back to Employee'))
    await line.restore()
    await settled()

    expect(writes(reportId)).to.deep.equal(['exceptions NORECEIP', 'Send Back to Employee'])
  })
})
