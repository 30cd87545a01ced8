import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { expect } from 'chai'
import { loadSettings } from '../../config/load-settings.ts'
import { type Connector, startConnector } from '../../server/connector/connector.ts'
import type { Simulator } from '../../server/simulator/simulator.ts'
import { loaded } from '../config/settings-folder.ts'
import { recordedLog } from '../listeners/recorded-log.ts'
import { sample } from '../metrics/sample.ts'
import { type Bench, useBenches } from './bench.ts'
import { cleanReport, reportToSendBack } from './reports.ts'
import { countOf, environmentFor } from './set-up.ts'
import { until } from './until.ts'

/** Every 300 ms. */
const OFTEN = { RECONCILE_MINUTES: 0.005 }
const HOLD = `
name: Hold
outcomes: { stop: hold }
notEvaluated: hold
rules: [{ rule: purpose-missing, severity: stop, exceptionCode: NOPURPOS, on: [report] }]
`

describe('connector: reports that wait in Concur', () => {
  const openBench = useBenches()
  const others: Connector[] = []
  afterEach(async () => {
    await Promise.all(others.splice(0).map((connector) => connector.stop()))
  })

  it('are found and reviewed once though their callout was lost, and are counted until then', async () => {
    const bench = await openBench({ settings: { RECONCILE_MINUTES: 0.02 }, before: loseNotifications })
    await until('the first look', async () => (await unknownOf(bench)) === 0)
    const reportId = bench.simulator.submit(reportToSendBack())
    await until('the report to be counted', async () => (await unknownOf(bench)) === 1)
    await until('no report to be counted', async () => (await unknownOf(bench)) === 0)

    expect(bench.writes(reportId)).to.deep.equal(['exceptions NORECEIP', 'Send Back to Employee'])
    const received = await bench.notifications()
    expect(received.map(({ door, state }) => [door, state])).to.deep.equal([['waiting list', 'done']])
    expect(bench.log.of('report.unknown').map(({ fields }) => fields)).to.deep.equal([
      { report: reportId, notification: 1 },
    ])
  })

  it('are found again when they are submitted again and that callout is lost too', async () => {
    const { simulator, writes } = await openBench({ settings: OFTEN, before: loseNotifications })
    const reportId = simulator.submit(reportToSendBack())
    await until('the report to be sent back', () => writes(reportId).length === 2)
    simulator.resubmit(reportId)
    await until('the report to be sent back again', () => writes(reportId).length === 4)

    expect(writes(reportId).filter((write) => write === 'Send Back to Employee')).to.have.length(2)
  })

  it('are all found, however many pages they fill', async () => {
    const bench = await openBench({
      settings: OFTEN,
      before: (simulator) => {
        loseNotifications(simulator)
        for (let count = 0; count < 120; count += 1) simulator.submit(cleanReport())
      },
    })
    await until('all to be approved', () => bench.simulator.isSettled(), 30_000)
    await bench.settled()

    const writes = bench.simulator.reports().map(({ reportId }) => bench.writes(reportId).join())
    expect(writes).to.deep.equal(Array(120).fill('Approve'))
    expect(await bench.notifications()).to.have.length(120)
  }).timeout(60_000)

  it('are left to their callouts when these come', async () => {
    const bench = await openBench({ settings: OFTEN })
    bench.simulator.fault('workflow', { delayMs: 1000 })
    const reportId = bench.simulator.submit(cleanReport())
    await looks(bench, 3)
    await bench.settled()

    expect((await bench.notifications()).map(({ door }) => door)).to.deep.equal(['callout'])
    expect(bench.writes(reportId)).to.deep.equal(['Approve'])
    expect(await unknownOf(bench)).to.equal(0)
  })

  it('are acted on once when the callout comes after all, and two connectors look', async () => {
    const bench = await openBench({ settings: OFTEN, before: loseNotifications })
    const { simulator, folder } = bench
    const environment = { ...environmentFor(folder, simulator.url), CONCUR_REFRESH_TOKEN: '' }
    const { settings } = loaded(await loadSettings({ environment, folder }))
    others.push(await startConnector({ ...settings, ...OFTEN }, recordedLog()))
    simulator.fault('workflow', { delayMs: 500 }, 5)
    const reportIds = [1, 2, 3, 4, 5].map(() => simulator.submit(cleanReport()))
    simulator.loseNotifications(false)
    await until('the first action', () => countOf(simulator, 'workflow') > 0)
    for (const reportId of reportIds) simulator.notifyAgain(reportId)
    await until('all to be approved', () => simulator.isSettled())
    await looks(bench, 2)
    await bench.settled()

    expect(reportIds.map((reportId) => bench.writes(reportId).join())).to.deep.equal(Array(5).fill('Approve'))
    expect(countOf(simulator, 'workflow')).to.equal(5)
  })

  it('are known when they are held, until somebody has moved them on in Concur', async () => {
    const bench = await openBench({ settings: OFTEN, policy: HOLD })
    const { simulator, review, notifications } = bench
    const reportId = simulator.submit(cleanReport({ purpose: '' }))
    await bench.settled()
    await looks(bench, 3)
    expect(await unknownOf(bench)).to.equal(0)
    expect(await notifications()).to.have.length(1)
    simulator.recall(reportId)
    await until('the end of the review', async () => (await review(reportId)).review.result === 'superseded')
    await looks(bench, 3)

    expect((await notifications()).map(({ door }) => door)).to.deep.equal(['callout', 'waiting list'])
    expect(bench.writes(reportId)).to.deep.equal(['exceptions NOPURPOS'])
  })

  it('are reviewed with MODE=observe, and are known then', async () => {
    const bench = await openBench({
      environment: { MODE: 'observe' },
      settings: OFTEN,
      before: loseNotifications,
    })
    const reportId = bench.simulator.submit(cleanReport())
    await until('the notification', async () => (await bench.notifications()).length === 1)
    await bench.settled()
    await looks(bench, 3)

    expect((await bench.review(reportId)).review.result).to.equal('observed')
    expect(await bench.notifications()).to.have.length(1)
    expect(await unknownOf(bench)).to.equal(0)
    expect(bench.simulator.ledger).to.deep.equal([])
  })

  it('are not acted on again at a step at which we have acted: that is for a person', async () => {
    const success = '<ActionStatus><Message>SUCCESS!</Message><Status>SUCCESS!</Status></ActionStatus>'
    const bench = await openBench({ settings: OFTEN })
    bench.simulator.fault('workflow', { body: success, contentType: 'application/xml' })
    const reportId = bench.simulator.submit(cleanReport())
    await bench.settled()
    expect((await bench.review(reportId)).review.result).to.equal('approved')
    await until('an hour to have passed', () => letAnHourPass(bench.folder))
    await until('the report to be noticed', async () => (await bench.notifications())[1]?.state === 'dead')
    await looks(bench, 3)

    const [, dead, ...more] = await bench.notifications()
    expect(dead).to.include({ door: 'waiting list', reasonCode: 'NOT_MOVED' })
    expect(more).to.deep.equal([])
    expect(countOf(bench.simulator, 'workflow')).to.equal(1)
    expect(await unknownOf(bench)).to.equal(0)
  })

  it('are said once to need a role, while callouts go on', async () => {
    const bench = await openBench({ settings: OFTEN, before: (simulator) => simulator.setRole(false) })
    const reportId = bench.simulator.submit(cleanReport())
    await bench.settled()
    await until('the list to be asked for again', () => countOf(bench.simulator, 'waiting-list') >= 6)

    const refused = bench.log.of('waiting-list.refused')
    expect(refused).to.have.length(1)
    expect(refused[0]?.fields['error']).to.include('Web Services Administrator').and.include('EXPRPT')
    expect(bench.writes(reportId)).to.deep.equal(['Approve'])
    expect(await unknownOf(bench)).to.equal(undefined)
  })

  it('are asked for again soon when a page cannot be read, and nothing is counted meanwhile', async () => {
    const bench = await openBench({
      settings: OFTEN,
      before: (simulator) => simulator.fault('waiting-list', { status: 500 }, 2),
    })
    await until('two failures', () => bench.log.of('waiting-list.not-read').length === 2)
    expect(await unknownOf(bench)).to.equal(undefined)
    await looks(bench, 1)

    expect(await unknownOf(bench)).to.equal(0)
  })
})

function loseNotifications(simulator: Simulator): void {
  simulator.loseNotifications(true)
}

/** Waits until the list has been looked at so many times more. */
async function looks({ log }: Bench, count: number): Promise<void> {
  const before = log.of('waiting-list.reconciled').length
  await until('another look', () => log.of('waiting-list.reconciled').length >= before + count)
}

async function unknownOf({ connector }: Bench): Promise<number | undefined> {
  const answer = await fetch(`${connector.internalUrl}/metrics`)
  return sample(await answer.text(), 'connector_reports_unknown')
}

/** @returns Whether it could be written at this moment. */
function letAnHourPass(folder: string): boolean {
  const database = new DatabaseSync(join(folder, 'connector.db'), { timeout: 0 })
  try {
    database.exec('update review set finished_at = finished_at - 3600000')
    return true
  } catch {
    return false
  } finally {
    database.close()
  }
}
