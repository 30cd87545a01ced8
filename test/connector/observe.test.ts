import { expect } from 'chai'
import { useBenches } from './bench.ts'
import { cleanReport, reportToSendBack } from './reports.ts'
import { countOf } from './set-up.ts'
import { until } from './until.ts'

const OBSERVE = { environment: { MODE: 'observe' } }

describe('connector: MODE=observe', () => {
  const openBench = useBenches()

  it('records what it would have done and writes nothing to Concur', async () => {
    const { simulator, review, settled } = await openBench(OBSERVE)
    const clean = simulator.submit(cleanReport())
    const faulty = simulator.submit(reportToSendBack())
    await settled()
    await until(
      'both lists',
      () => countOf(simulator, 'failed-list') + countOf(simulator, 'waiting-list') === 2,
    )

    expect(simulator.ledger).to.deep.equal([])
    expect(new Set(simulator.requests.map(({ method, route }) => `${method} ${route}`))).to.deep.equal(
      new Set(['POST token', 'GET report', 'GET failed-list', 'GET waiting-list']),
    )
    expect((await review(clean)).review).to.include({ result: 'observed', outcome: 'approve' })
    const observed = await review(faulty)
    expect(observed.review).to.include({ result: 'observed', outcome: 'send back', mode: 'observe' })
    expect(observed.decision).to.have.nested.property('findings[0].exceptionCode', 'NORECEIP')
    expect(observed.effects).to.deep.equal([])
  })

  it('takes over the FAILED list and deletes nothing there', async () => {
    let reportId = ''
    const { simulator, notifications, log, settled } = await openBench({
      ...OBSERVE,
      before: (concur) => {
        reportId = concur.submit(cleanReport())
        concur.failNotification(reportId)
      },
    })
    await until('the end of the list', () => log.of('failed-list.reconciled').length === 1)
    await settled()

    expect((await notifications()).map(({ door }) => door)).to.have.members(['callout', 'failed list'])
    expect(simulator.ledger).to.deep.equal([])
    expect(countOf(simulator, 'delete-notification')).to.equal(0)
  })

  it('observes a report once, however often it is notified', async () => {
    const { simulator, connector, settled } = await openBench(OBSERVE)
    const reportId = simulator.submit(cleanReport())
    await settled()
    simulator.notifyAgain(reportId)
    await settled()

    const reviews = await connector.overview.reviews({ limit: 10 })
    expect(reviews.map(({ result }) => result)).to.deep.equal(['observed'])
    expect(simulator.report(reportId).statusCode).to.equal('A_EXTV')
  })
})
