import { expect } from 'chai'
import { calloutXml } from '../../server/simulator/callouts/notification.ts'
import { useBenches } from './bench.ts'
import { cleanReport, reportToSendBack } from './reports.ts'
import { countOf } from './set-up.ts'
import { until } from './until.ts'

describe('connector: a notification that comes more than once', () => {
  const openBench = useBenches()

  it('leads to one action when identical ones come at once', async () => {
    const { simulator, writes, post, settled } = await openBench()
    const reportId = simulator.submit(reportToSendBack())
    const body = simulator.notifications.map(calloutXml).join('')
    const answers = await Promise.all([1, 2, 3, 4].map(() => post(body)))
    await settled()

    expect(answers.map(({ status }) => status)).to.deep.equal([200, 200, 200, 200])
    expect(writes(reportId)).to.deep.equal(['exceptions NORECEIP', 'Send Back to Employee'])
  })

  it('is folded into the one that still waits, and makes it due', async () => {
    const { simulator, writes, notifications, settled } = await openBench()
    simulator.fault('report', { status: 404 })
    const reportId = simulator.submit(cleanReport())
    await until('the first attempt', async () => (await notifications())[0]?.reasonCode === 'NOT_FOUND')
    simulator.notifyAgain(reportId)
    await settled()

    const received = await notifications()
    expect(received.map(({ timesSeen, attempts }) => [timesSeen, attempts])).to.deep.equal([[2, 2]])
    expect(writes(reportId)).to.deep.equal(['Approve'])
  })

  it('leads to one action when it comes again while that action is under way', async () => {
    const { simulator, writes, settled } = await openBench()
    simulator.fault('workflow', { delayMs: 300 })
    const reportId = simulator.submit(cleanReport())
    await until('the action', () => countOf(simulator, 'workflow') === 1)
    simulator.notifyAgain(reportId)
    await settled()

    expect(countOf(simulator, 'workflow')).to.equal(1)
    expect(writes(reportId)).to.deep.equal(['Approve'])
  })

  it('leads to no second action after the first', async () => {
    const { simulator, writes, notifications, settled } = await openBench()
    const reportId = simulator.submit(cleanReport())
    await settled()
    simulator.notifyAgain(reportId)
    await settled()

    expect((await notifications()).map(({ state }) => state)).to.deep.equal(['done', 'done'])
    expect(writes(reportId)).to.deep.equal(['Approve'])
  })

  it('leads to no second batch of exceptions for a report that is held', async () => {
    const { simulator, writes, settled } = await openBench({
      policy: `
name: Hold
outcomes: { stop: hold }
notEvaluated: hold
rules: [{ rule: purpose-missing, severity: stop, exceptionCode: NOPURPOS, on: [report] }]
`,
    })
    const reportId = simulator.submit(cleanReport({ purpose: '' }))
    await settled()
    simulator.notifyAgain(reportId)
    await settled()

    expect(writes(reportId)).to.deep.equal(['exceptions NOPURPOS'])
  })

  it('leads to one action when the FAILED list and the callout both bring it', async () => {
    let reportId = ''
    const { simulator, writes, notifications, settled } = await openBench({
      before: (concur) => {
        reportId = concur.submit(cleanReport())
        concur.failNotification(reportId)
      },
    })
    await until('the deletion', () => countOf(simulator, 'delete-notification') === 1)
    await settled()

    expect((await notifications()).map(({ door }) => door)).to.have.members(['callout', 'failed list'])
    expect(writes(reportId)).to.have.members(['Approve', 'delete notification'])
  })
})
