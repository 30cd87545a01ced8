import { expect } from 'chai'
import { draftEntry, draftItemization } from '../../server/simulator/reports/draft-report.ts'
import { reportXml } from '../../server/simulator/reports/report-xml.ts'
import type { Simulator } from '../../server/simulator/simulator.ts'
import { useBenches } from './bench.ts'
import { cleanReport, reportToFlag, reportToSendBack } from './reports.ts'
import { countOf, TODAY } from './set-up.ts'
import { until } from './until.ts'

const PURPOSES = (severity: string) => `
name: Purposes
outcomes: { warning: flag and approve, stop: hold }
notEvaluated: hold
rules:
  - { rule: purpose-missing, severity: ${severity}, exceptionCode: NOPURPOS, on: [report, entry] }
`

describe('connector: decisions', () => {
  const openBench = useBenches()

  it('approves a clean report once and posts no exception', async () => {
    const { simulator, writes, review, settled } = await openBench()
    const reportId = simulator.submit(cleanReport())
    await settled()

    expect(writes(reportId)).to.deep.equal(['Approve'])
    expect(countOf(simulator, 'exceptions')).to.equal(0)
    expect(simulator.report(reportId).statusCode).to.equal('A_APPR')
    expect((await review(reportId)).review).to.include({ result: 'approved', decidedBy: 'policy' })
  })

  it('flags the report, its entries and itemizations in one batch, each by its own key, and approves', async () => {
    const { simulator, writes, review, settled } = await openBench({ policy: PURPOSES('warning') })
    const reportId = simulator.submit(
      cleanReport({
        purpose: '',
        entries: [
          draftEntry(TODAY, { key: 'nEntry1$p%ReA', businessPurpose: '' }),
          draftEntry(TODAY, { key: 'nEntry2$p%ReB' }),
          draftEntry(TODAY, {
            key: 'nEntry3$p%ReC',
            transactionAmount: '24.00',
            businessPurpose: '',
            itemizations: [
              draftItemization(TODAY, { key: 'nPart1$p%ReD' }),
              draftItemization(TODAY, { key: 'nPart2$p%ReE', businessPurpose: '' }),
            ],
          }),
        ],
      }),
    )
    await settled()

    const { reportKey } = simulator.report(reportId)
    const requests = simulator.requests.filter(({ route }) => route === 'exceptions')
    expect(requests).to.have.length(1)
    expect(requests[0]).to.deep.include({
      path: `/api/expense/expensereport/v1.1/report/${reportKey}/Exceptions`,
      body: `<?xml version="1.0" encoding="utf-8"?>
<Exceptions xmlns="http://www.concursolutions.com/api/expense/expensereport/2011/03">
  <Exception>
    <Index>1</Index>
    <ObjectType>Report</ObjectType>
    <ObjectId>${reportKey}</ObjectId>
    <ExceptionCode>NOPURPOS</ExceptionCode>
  </Exception>
  <Exception>
    <Index>2</Index>
    <ObjectType>Entry</ObjectType>
    <ObjectId>nEntry1$p%ReA</ObjectId>
    <ExceptionCode>NOPURPOS</ExceptionCode>
  </Exception>
  <Exception>
    <Index>3</Index>
    <ObjectType>Entry</ObjectType>
    <ObjectId>nPart2$p%ReE</ObjectId>
    <ExceptionCode>NOPURPOS</ExceptionCode>
  </Exception>
</Exceptions>`,
    })
    expect(writes(reportId)).to.deep.equal(['exceptions NOPURPOS NOPURPOS NOPURPOS', 'Approve'])
    expect((await review(reportId)).review).to.deep.include({
      result: 'flagged and approved',
      exceptions: ['NOPURPOS'],
    })
  })

  it('sends back with a comment that lists what is wrong', async () => {
    const { simulator, writes, review, settled } = await openBench()
    const draft = reportToSendBack()
    const reportId = simulator.submit(draft)
    await settled()

    expect(writes(reportId)).to.deep.equal(['exceptions NORECEIP', 'Send Back to Employee'])
    expect(simulator.report(reportId)).to.deep.include({
      statusCode: 'A_RESU',
      exceptions: [{ objectType: 'Entry', objectId: draft.entries[1]?.key, code: 'NORECEIP' }],
      actions: [
        {
          action: 'Send Back to Employee',
          comment: `Please correct the following and submit the report again.
- entry 2, Hotel 240.00 USD on ${draft.entries[1]?.transactionDate}: a receipt is needed above 25.00 USD, and there is none.`,
        },
      ],
    })
    expect((await review(reportId)).review.result).to.equal('sent back')
  })

  it('holds a report where it is, flagged, for a person to see', async () => {
    const { simulator, connector, writes, settled } = await openBench({ policy: PURPOSES('stop') })
    const reportId = simulator.submit(cleanReport({ purpose: '' }))
    await settled()

    expect(writes(reportId)).to.deep.equal(['exceptions NOPURPOS'])
    expect(simulator.report(reportId).statusCode).to.equal('A_EXTV')
    const held = await connector.overview.reviews({ result: 'held', limit: 10 })
    expect(held.map((each) => each.reportId)).to.deep.equal([reportId])
  })

  it('never approves a report without receipts and purposes as if it were clean', async () => {
    const { simulator, writes, settled } = await openBench()
    const bare = { transactionAmount: '310.00', receiptImageId: '', businessPurpose: '' }
    const reportId = simulator.submit(
      cleanReport({
        purpose: '',
        entries: [
          draftEntry(TODAY, bare),
          draftEntry(TODAY, { ...bare, transactionAmount: '420.00', vendor: 'Another Cab' }),
        ],
      }),
    )
    await settled()

    expect(writes(reportId)).to.deep.equal([
      'exceptions NORECEIP NOPURPOS NORECEIP NOPURPOS',
      'Send Back to Employee',
    ])
  })

  it('reviews a report again that comes again the same day, with the same words', async () => {
    const { simulator, writes, settled, notifications } = await openBench()
    const reportId = simulator.submit(reportToSendBack())
    await settled()
    simulator.resubmit(reportId)
    await settled()
    simulator.resubmit(reportId, { entries: [draftEntry(TODAY)] })
    await settled()

    const received = await notifications()
    expect(new Set(received.map((each) => `${each.objectPath} ${each.eventDateTime}`)).size).to.equal(1)
    expect(writes(reportId)).to.deep.equal([
      'exceptions NORECEIP',
      'Send Back to Employee',
      'exceptions NORECEIP',
      'Send Back to Employee',
      'Approve',
    ])
  })

  it('knows its own action again though its answer was lost and the employee has submitted again since', async () => {
    const { simulator, connector, writes, settled } = await openBench({
      before: (concur) => {
        concur.fault('workflow', { delayMs: 0 })
        concur.fault('workflow', { reset: 'after' })
        // Each visit is read twice; what became of the second action is not seen before the employee is done.
        concur.fault('report', { delayMs: 0 }, 4)
        concur.fault('report', { delayMs: 1500 })
      },
    })
    const reportId = simulator.submit(reportToSendBack())
    const isBack = () => simulator.report(reportId).statusCode === 'A_RESU'
    // The date of a submission has whole seconds.
    const isLaterSecond = () => !new Date().toISOString().startsWith(simulator.report(reportId).submittedAt)
    for (let time = 0; time < 2; time += 1) {
      await until('the report to be sent back', () => isBack() && isLaterSecond())
      simulator.resubmit(reportId)
    }
    await until('the third review to end', () => writes(reportId).length === 6)
    await settled()

    const reviews = await connector.overview.reviews({ limit: 10 })
    expect(reviews.map(({ result }) => result)).to.deep.equal(['sent back', 'sent back', 'sent back'])
  })

  describe('of a report that moves meanwhile', () => {
    it('does nothing when it had moved before it was read', async () => {
      let reportId = ''
      const { simulator, writes, review, settled } = await openBench({
        before: (concur) => {
          reportId = concur.submit(reportToSendBack())
          concur.recall(reportId)
        },
      })
      await settled()

      expect(writes(reportId)).to.deep.equal([])
      expect(countOf(simulator, 'report')).to.equal(1)
      expect((await review(reportId)).review.result).to.equal('superseded')
    })

    it('takes no action when it was recalled after the decision', async () => {
      const { simulator, writes, review, settled } = await openBench({ before: slowSecondReading })
      const reportId = simulator.submit(reportToFlag())
      await secondReading(simulator)
      simulator.recall(reportId)
      await settled()

      expect(writes(reportId)).to.deep.equal(['exceptions OVERCAP'])
      expect(countOf(simulator, 'workflow')).to.equal(0)
      expect(simulator.report(reportId).statusCode).to.equal('A_RESU')
      expect((await review(reportId)).review.result).to.equal('superseded')
    })

    it('takes no action at a step that it has left, though it waits at another', async () => {
      const { simulator, connector, writes, settled } = await openBench({ before: slowSecondReading })
      const reportId = simulator.submit(cleanReport())
      await secondReading(simulator)
      simulator.recall(reportId)
      simulator.resubmit(reportId)
      await settled()

      const reviews = await connector.overview.reviews({ limit: 10 })
      expect(reviews.map(({ result }) => result)).to.deep.equal(['approved', 'superseded'])
      const [, secondStep] = simulator.report(reportId).stepKeys
      const actions = simulator.requests.filter(({ route }) => route === 'workflow')
      expect(actions.map(({ path }) => path)).to.deep.equal([
        `/api/expense/expensereport/v1.1/report/${secondStep}/WorkFlowAction`,
      ])
      expect(writes(reportId)).to.deep.equal(['Approve'])
    })

    it('decides again when the second reading shows something else', async () => {
      let reportId = ''
      const { writes, settled } = await openBench({
        before: (concur) => {
          reportId = concur.submit(reportToFlag())
          const report = concur.report(reportId)
          const first = reportXml({ ...report, draft: { ...report.draft, entries: [draftEntry(TODAY)] } })
          concur.fault('report', { body: first, contentType: 'application/xml' })
        },
      })
      await settled()

      expect(writes(reportId)).to.deep.equal(['exceptions OVERCAP', 'Approve'])
    })
  })
})

function slowSecondReading(simulator: Simulator): void {
  simulator.fault('report', { delayMs: 0 })
  simulator.fault('report', { delayMs: 500 })
}

async function secondReading(simulator: Simulator): Promise<void> {
  await until('the second reading', () => countOf(simulator, 'report') === 2)
}
