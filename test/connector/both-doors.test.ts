import { expect } from 'chai'
import { draftEntry } from '../../server/simulator/reports/draft-report.ts'
import type { Simulator } from '../../server/simulator/simulator.ts'
import { type Bench, type BenchOptions, useBenches } from './bench.ts'
import { sendEventsTo, useEventDoor } from './event-door.ts'
import { cleanReport, demoReport, reportToFlag, reportToSendBack } from './reports.ts'
import { countOf, TODAY } from './set-up.ts'
import { until } from './until.ts'

const PURPOSES = (more: string) => `
name: Purposes
outcomes: { warning: flag and approve, error: send back, stop: hold }
notEvaluated: approve
rules:
  - { rule: purpose-missing, exceptionCode: NOPURPOS, on: [report, entry], ${more} }
`

describe('connector: reports on version 4, and both doors', () => {
  const door = useEventDoor()
  const openBench = useBenches()

  async function open(options: BenchOptions = {}): Promise<Bench> {
    const bench = await openBench({
      ...options,
      environment: { ...door.environment(), ...options.environment },
      simulator: { eventIdentity: door.identity(), doors: ['events'], ...options.simulator },
    })
    sendEventsTo(bench.simulator, bench.connector)
    return bench
  }

  it('approves a report that only an event announces, where the event says that it is', async () => {
    const { simulator, writes, review, settled, notifications } = await open()
    const reportId = simulator.submit(cleanReport())
    await settled()

    expect(writes(reportId)).to.deep.equal(['Approve'])
    expect(simulator.report(reportId).statusCode).to.equal('A_APPR')
    expect((await review(reportId)).review).to.include({ result: 'approved', reportId: reportId })
    const [action] = requestsTo(simulator, 'workflow-v4')
    expect(action?.path).to.equal(`/expensereports/v4/reports/${reportId}/approve`)
    const body: unknown = JSON.parse(action?.body ?? '')
    expect(body).to.have.all.keys('expectedWorkflowStepInstanceId')
    // Every call has the correlation id of the notification.
    const { correlationId } = (await notifications()).find(({ state }) => state === 'done') ?? {}
    const ids = simulator.requests.flatMap(({ path, headers }) =>
      path.startsWith('/expensereports/v4/') ? [headers['concur-correlationid']] : [],
    )
    expect(new Set(ids)).to.deep.equal(new Set([correlationId]))
  })

  it('expects the code that the company gave the step', async () => {
    const { simulator, writes, settled } = await open({ environment: { ESS_STEP_CODES: 'PARTNER' } })
    const step = { code: 'PARTNER', canLeaveBlocked: false }
    const reportId = simulator.submit(reportToSendBack(), { step })
    await settled()

    expect(writes(reportId)).to.deep.equal(['exceptions NORECEIP', 'Send Back to Employee'])
    const [action] = requestsTo(simulator, 'workflow-v4')
    const body: unknown = JSON.parse(action?.body ?? '')
    expect(body).to.include({ expectedStepCode: 'PARTNER' })
    expect(body).to.have.property('comment').that.includes('receipt')
  })

  it('puts exceptions one by one, seen by whom the policy says', async () => {
    const policy = PURPOSES('severity: warning, visibility: PROCESSOR')
    const { simulator, writes, review, settled } = await open({ policy })
    const entries = [draftEntry(TODAY, { businessPurpose: '' }), draftEntry(TODAY, { key: 'nEntry2$p%ReB' })]
    const reportId = simulator.submit(cleanReport({ purpose: '', entries }))
    await settled()

    expect(writes(reportId)).to.deep.equal(['exceptions NOPURPOS', 'exceptions NOPURPOS', 'Approve'])
    for (const { body } of requestsTo(simulator, 'put-exception-v4')) {
      expect(JSON.parse(body)).to.deep.equal({
        exceptionCode: 'NOPURPOS',
        exceptionVisibility: 'PROCESSOR',
      })
    }
    expect((await review(reportId)).review).to.deep.include({
      result: 'flagged and approved',
      exceptions: ['NOPURPOS'],
    })
  })

  it('withdraws what a resubmitted report does not have any more, and nothing else', async () => {
    const { simulator, writes, settled } = await open({ policy: PURPOSES('severity: error') })
    const entry = draftEntry(TODAY, { businessPurpose: '' })
    const reportId = simulator.submit(cleanReport({ purpose: '', entries: [entry] }))
    await settled()
    simulator.resubmit(reportId, { purpose: 'Customer visit' })
    await settled()

    expect(writes(reportId)).to.deep.equal([
      'exceptions NOPURPOS',
      'exceptions NOPURPOS',
      'Send Back to Employee',
      'withdrawn NOPURPOS',
      'Send Back to Employee',
    ])
    simulator.resubmit(reportId, { entries: [{ ...entry, businessPurpose: 'Customer visit' }] })
    await settled()
    expect(writes(reportId).slice(5)).to.deep.equal(['withdrawn NOPURPOS', 'Approve'])
  })

  it('says that a code is blocking in Concur, and what to set', async () => {
    const { simulator, review, settled } = await open({ simulator: { blockingCodes: ['OVERCAP'] } })
    const reportId = simulator.submit(reportToFlag())
    await settled()

    expect((await review(reportId)).review.reason).to.include('is blocking in Concur')
  })

  it('holds a report when Concur does not know the code', async () => {
    const { simulator, writes, review, settled } = await open({ simulator: { exceptionCodes: [] } })
    const reportId = simulator.submit(reportToFlag())
    await settled()

    expect(writes(reportId)).to.deep.equal([])
    const { result, reason } = (await review(reportId)).review
    expect(result).to.equal('held')
    expect(reason).to.include('amount-cap').and.include('OVERCAP')
  })

  for (const route of ['put-exception-v4', 'workflow-v4'] as const) {
    for (const reset of ['before', 'after'] as const) {
      it(`does everything once when the answer of ${route} is lost ${reset} it took effect`, async () => {
        const { simulator, writes, review, settled } = await open()
        simulator.fault(route, { reset })
        const reportId = simulator.submit(reportToSendBack())
        await settled()

        expect(writes(reportId)).to.deep.equal(['exceptions NORECEIP', 'Send Back to Employee'])
        expect((await review(reportId)).review.result).to.equal('sent back')
        expect(countOf(simulator, route)).to.equal(reset === 'after' ? 1 : 2)
      })
    }
  }

  it('does not act on a report that has moved on, whose event comes late', async () => {
    const { simulator, writes, review, settled } = await open()
    simulator.fault('report-v4', { status: 503 })
    const reportId = simulator.submit(cleanReport())
    simulator.recall(reportId)
    await settled()

    expect(writes(reportId)).to.deep.equal([])
    expect((await review(reportId)).review.result).to.equal('superseded')
  })

  for (const doors of [['events'], ['callout', 'events']] as const) {
    it(`reviews the last of two stops that ${doors.join(' and ')} announce during one outage`, async () => {
      const { simulator, writes, settled } = await open({
        environment: { UNKNOWN_REPORTS: 'count' },
        simulator: { doors },
      })
      const isTold = () =>
        [...simulator.notifications, ...simulator.events].every(({ state }) => state !== 'queued')
      for (const route of ['report', 'report-v4'] as const) simulator.fault(route, { status: 503 }, Infinity)
      const reportId = simulator.submit(cleanReport())
      await until('the first to be kept', isTold)
      simulator.recall(reportId)
      simulator.resubmit(reportId)
      await until('the second to be kept', isTold)
      simulator.clearFaults()
      await settled()

      expect(writes(reportId)).to.deep.equal(['Approve'])
    })
  }

  it('makes one review of a report that both doors announce, and acts once', async () => {
    const { simulator, writes, review, settled, connector } = await open({
      simulator: { doors: ['callout', 'events'] },
    })
    const ids = ['hotel-without-receipt', 'hotel-above-cap', 'clean-eur-hotel', 'purpose-missing'].map(
      (kind) => simulator.submit(demoReport(kind)),
    )
    await settled()

    for (const reportId of ids) {
      const { notifications } = await review(reportId)
      expect(notifications.map(({ door: by }) => by)).to.have.members(['callout', 'events'])
      expect(writes(reportId).filter((write) => !write.startsWith('exceptions'))).to.have.length(1)
    }
    expect(await connector.overview.reviews({ limit: 10 })).to.have.length(ids.length)
  })

  it('makes a review for each stop of a report, announced by both doors', async () => {
    const { simulator, writes, settled, connector } = await open({
      simulator: { doors: ['callout', 'events'] },
    })
    const reportId = simulator.submit(reportToSendBack())
    await settled()
    simulator.resubmit(reportId, cleanReport())
    await settled()
    simulator.stopBeforeExtract(reportId)
    await settled()

    const decided = writes(reportId).filter((write) => !/^(exceptions|withdrawn)/.test(write))
    expect(decided).to.deep.equal(['Send Back to Employee', 'Approve', 'Approve'])
    const reviews = await connector.overview.reviews({ limit: 10 })
    expect(reviews.map(({ result }) => result)).to.deep.equal(['approved', 'approved', 'sent back'])
  })

  it('leaves a report that is held alone when the other door announces it', async () => {
    const { simulator, writes, review, settled, connector } = await open({
      policy: PURPOSES('severity: stop'),
      simulator: { doors: ['callout', 'events'] },
    })
    const reportId = simulator.submit(cleanReport({ purpose: '' }))
    await settled()
    simulator.notifyAgain(reportId)
    await settled()

    expect(writes(reportId).filter((write) => !write.startsWith('exceptions'))).to.deep.equal([])
    const { review: line, notifications } = await review(reportId)
    expect(line.result).to.equal('held')
    expect(notifications).to.have.length(3)
    expect(await connector.overview.reviews({ limit: 10 })).to.have.length(1)
  })

  for (const [api, doors, route] of [
    ['v4', ['callout'], 'workflow-v4'],
    ['v1.1', ['events'], 'workflow'],
    ['v4', ['callout', 'events'], 'workflow-v4'],
    ['v1.1', ['callout', 'events'], 'workflow'],
  ] as const) {
    it(`reviews on ${api} what comes by ${doors.join(' and ')}, when that is asked for`, async () => {
      const { simulator, writes, settled } = await open({
        environment: { CONCUR_EXPENSE_API: api },
        simulator: { doors },
      })
      const reportId = simulator.submit(cleanReport())
      await settled()

      expect(writes(reportId)).to.deep.equal(['Approve'])
      expect(countOf(simulator, route)).to.equal(1)
    })
  }

  it('says what to set when a callout cannot be reviewed on version 4', async () => {
    const { simulator, notifications } = await open({
      environment: { CONCUR_EXPENSE_API: 'v4' },
      simulator: { doors: ['callout'] },
    })
    simulator.fault('users', { body: '{"totalResults":0,"Resources":[]}', contentType: 'application/json' })
    simulator.submit(cleanReport())
    await until('it to be given up', async () => (await notifications())[0]?.state === 'dead')

    expect((await notifications())[0]?.reason)
      .to.include('CONCUR_EXPENSE_API')
      .and.include('auto')
  })
})

function requestsTo({ requests }: Simulator, route: string) {
  return requests.filter((request) => request.route === route)
}
