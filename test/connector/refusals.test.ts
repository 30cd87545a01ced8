import { expect } from 'chai'
import type { Simulator } from '../../server/simulator/simulator.ts'
import { runCommand } from '../commands/run-command.ts'
import { type Bench, useBenches } from './bench.ts'
import { cleanReport, demoReport, reportToSendBack } from './reports.ts'
import { countOf, databaseUrl } from './set-up.ts'
import { until } from './until.ts'

const CHANGED =
  'The action cannot be executed because the item has recently been changed. Please refresh your list and try again.'

describe('connector: Concur refuses', () => {
  const openBench = useBenches()

  describe('a workflow action, in a 200 that says FAILURE', () => {
    it('reads and decides again when the report was changed, and tries once more', async () => {
      const { simulator, writes, review, settled } = await openBench({ before: refuseActions(CHANGED, 1) })
      const reportId = simulator.submit(cleanReport())
      await settled()

      expect(writes(reportId)).to.deep.equal(['Approve'])
      expect(routesOf(simulator)).to.deep.equal([
        'report',
        'report',
        'workflow',
        'report',
        'report',
        'workflow',
      ])
      expect((await review(reportId)).events.filter(({ kind }) => kind === 'decided')).to.have.length(2)
    })

    it('waits a little and acts after all when the report was changed twice within a second', async () => {
      const { simulator, writes, settled } = await openBench({ before: refuseActions(CHANGED, 2) })
      const reportId = simulator.submit(cleanReport())
      await settled()

      expect(writes(reportId)).to.deep.equal(['Approve'])
      expect(countOf(simulator, 'workflow')).to.equal(3)
    })

    it('gives up with the reason when it is refused for anything else', async () => {
      const bench = await openBench({ before: refuseActions('The approver is missing.', 1) })
      const reportId = bench.simulator.submit(cleanReport())
      await bench.settled()

      expect(countOf(bench.simulator, 'workflow')).to.equal(1)
      await expectDead(bench, reportId, 'The approver is missing.')
    })

    it('acts after all when an operator asks for another try', async () => {
      const { simulator, connector, writes, settled, folder } = await openBench({
        before: refuseActions('The approver is missing.', 1),
      })
      const reportId = simulator.submit(cleanReport())
      await settled()
      const { code } = await runCommand(['inbox', 'retry', '--all', '--database', databaseUrl(folder)])
      await settled()

      expect(code).to.equal(0)
      expect(writes(reportId)).to.deep.equal(['Approve'])
      expect(await connector.overview.counts()).to.deep.equal({ done: 1 })
    })
  })

  describe('exception codes that it does not know', () => {
    it('posts the others, names the rule, and does not approve', async () => {
      const { simulator, writes, review, settled } = await openBench({
        simulator: { exceptionCodes: ['STALE'] },
      })
      const kinds = ['entry-too-old', 'hotel-above-cap']
      const reportId = simulator.submit(
        cleanReport({ entries: kinds.flatMap((kind) => demoReport(kind).entries) }),
      )
      await settled()

      expect(writes(reportId)).to.deep.equal(['exceptions STALE'])
      expect(simulator.report(reportId).statusCode).to.equal('A_EXTV')
      const { result, reason } = (await review(reportId)).review
      expect(result).to.equal('held')
      expect(reason).to.include('amount-cap').and.include('OVERCAP').and.include('Invalid Exception Code')
    })

    it('still sends back what is to be sent back, since the comment says it all', async () => {
      const { simulator, writes, settled } = await openBench({ simulator: { exceptionCodes: [] } })
      const reportId = simulator.submit(reportToSendBack())
      await settled()

      expect(writes(reportId)).to.deep.equal(['Send Back to Employee'])
    })
  })

  it('holds a report when an answer is lost and its flags cannot tell whether exceptions were posted', async () => {
    const { simulator, writes, review, settled } = await openBench()
    simulator.fault('exceptions', { reset: 'after' })
    const report = reportToSendBack()
    const entries = report.entries.map((entry) => ({ ...entry, hasExceptions: true }))
    const reportId = simulator.submit({ ...report, hasException: true, entries })
    await settled()

    expect(writes(reportId)).to.deep.equal(['exceptions NORECEIP'])
    const { result, reason } = (await review(reportId)).review
    expect(result).to.equal('held')
    expect(reason).to.include('exceptions may have been posted')
  })

  it('waits when a report is not found, since it may not be readable yet', async () => {
    const { simulator, connector, notifications } = await openBench()
    simulator.fault('report', { status: 404 }, Infinity)
    simulator.submit(cleanReport())
    await until('the first attempt', async () => (await notifications())[0]?.reasonCode === 'NOT_FOUND')

    expect(await connector.overview.counts()).to.deep.equal({ waiting: 1 })
    expect(countOf(simulator, 'report')).to.equal(1)
  })

  it('sends nothing before the time that a 429 asks for', async () => {
    const { simulator, writes, settled } = await openBench()
    simulator.fault('report', { status: 429, headers: { 'retry-after': '2' } })
    const submittedAt = Date.now()
    const reportId = simulator.submit(cleanReport())
    await settled()

    expect(writes(reportId)).to.deep.equal(['Approve'])
    expect(simulator.ledger[0]?.at.getTime()).to.be.at.least(submittedAt + 2000)
  })
})

function refuseActions(message: string, times: number) {
  const body = `<ActionStatus xmlns="http://www.concursolutions.com/api/expense/expensereport/2011/03"><Message>${message}</Message><Status>FAILURE</Status></ActionStatus>`
  return (simulator: Simulator) =>
    simulator.fault('workflow', { body, contentType: 'application/xml' }, times)
}

function routesOf({ requests }: Simulator): readonly (string | undefined)[] {
  const atStart = new Set<string | undefined>(['token', 'failed-list', 'waiting-list'])
  return requests.map(({ route }) => route).filter((route) => !atStart.has(route))
}

async function expectDead(bench: Bench, reportId: string, reason: string): Promise<void> {
  const [notification] = await bench.notifications()
  expect(notification?.state).to.equal('dead')
  expect(notification?.reason).to.include(reason)
  expect((await bench.review(reportId)).review.reason).to.include(reason)
  expect(bench.simulator.report(reportId).statusCode).to.equal('A_EXTV')
}
