import { expect } from 'chai'
import { userIdOf } from '../../../server/simulator/keys.ts'
import { draftEntry, draftReport } from '../../../server/simulator/reports/draft-report.ts'
import { WORKFLOW_REFUSALS } from '../../../server/simulator/reports/report-refusals.ts'
import type { ReportTrouble } from '../../../server/simulator/reports/report-trouble.ts'
import type { Simulator } from '../../../server/simulator/simulator.ts'
import { startSimulator } from '../../../server/simulator/simulator.ts'
import { act, callV4, postExceptions, readReport, textsOf } from '../simulator-calls.ts'

const TODAY = '2026-03-02'
const OWNER = userIdOf('chris.miller@example.com')
const EXCEPTION = '<Exception><Index>1</Index><ExceptionCode>NORECPT</ExceptionCode></Exception>'

function isWorkflowRefusal(code: string): code is keyof typeof WORKFLOW_REFUSALS {
  return Object.hasOwn(WORKFLOW_REFUSALS, code)
}

function isRefusal(code: string, status: number): boolean {
  return isWorkflowRefusal(code) && WORKFLOW_REFUSALS[code] === status
}

describe('simulator: trouble with one report', () => {
  let simulator: Simulator

  beforeEach(async () => {
    simulator = await startSimulator()
  })
  afterEach(async () => simulator.close())

  /** Of two taxi rides, 37.00 USD. */
  function submit(trouble: ReportTrouble): string {
    return simulator.submit(draftReport(TODAY, { entries: [draftEntry(TODAY), draftEntry(TODAY)], trouble }))
  }

  async function listOf(reportId: string): Promise<unknown> {
    const path = `/expensereports/v4/users/${OWNER}/context/TRAVELER/reports/${reportId}/expenses`
    return JSON.parse((await callV4(simulator, 'GET', path)).body)
  }

  const patch = async (reportId: string, action: string, body: unknown = {}) =>
    callV4(simulator, 'PATCH', `/expensereports/v4/reports/${reportId}/${action}`, body)

  describe('entries', () => {
    const shapes: readonly [NonNullable<ReportTrouble['entries']>['shape'], RegExp, number][] = [
      ['nil', /<Entries i:nil="true"\/>\n<\/ReportDetails>$/, 0],
      ['absent', /<\/WorkflowActionURL>\n<\/ReportDetails>$/, 0],
      ['empty', /<Entries Count="2" \/>\n<\/ReportDetails>$/, 0],
      ['fewer', /<Entries Count="1">\n<ExpenseEntry>/, 1],
    ]
    for (const [shape, end, count] of shapes) {
      it(`that are ${shape} leave the header as it is, in both versions`, async () => {
        const reportId = submit({ entries: { shape } })
        const { body } = await readReport(simulator, reportId)

        expect(body).to.match(end)
        expect(textsOf(body, 'RpeKey')).to.have.length(count)
        expect(textsOf(body, 'EntryCount')).to.deep.equal(['2'])
        expect(textsOf(body, 'ReportTotal')).to.deep.equal(['37.00000000'])
        expect(await listOf(reportId)).to.have.length(count)
      })
    }

    it('that are late are whole at the third reading, of whichever version', async () => {
      const reportId = submit({ entries: { shape: 'nil', times: 2 } })
      const first = await readReport(simulator, reportId)
      const second = await listOf(reportId)
      const third = await readReport(simulator, reportId)

      expect(textsOf(first.body, 'RpeKey')).to.deep.equal([])
      expect(second).to.deep.equal([])
      expect(textsOf(third.body, 'RpeKey')).to.have.length(2)
      expect(await listOf(reportId)).to.have.length(2)
    })

    it('are late for each report that is drafted with the same constant', async () => {
      const late: ReportTrouble = { entries: { shape: 'empty', times: 1 } }
      const reportIds = [submit(late), submit(late)]
      const lists = [await listOf(reportIds[0] ?? ''), await listOf(reportIds[1] ?? '')]

      expect(lists).to.deep.equal([[], []])
    })

    it('are late once more when that is asked for anew, and announced to nobody', async () => {
      const reportId = submit({ entries: { shape: 'empty', times: 1 } })
      await listOf(reportId)
      simulator.trouble(reportId, { entries: { shape: 'fewer', times: 1 } })

      expect(await listOf(reportId)).to.have.length(1)
      expect(await listOf(reportId)).to.have.length(2)
      expect(simulator.notifications).to.have.length(1)
    })
  })

  const texts: readonly [NonNullable<ReportTrouble['text']>, string][] = [
    ['references', 'V&#x1F;isit to a client'],
    ['raw', 'V\u001Fisit to a client'],
    ['ampersands', 'V & isit to a client'],
  ]
  for (const [text, purpose] of texts) {
    it(`spoils free text of v1.1 with ${text}`, async () => {
      const { body } = await readReport(simulator, submit({ text }))

      expect(textsOf(body, 'Purpose')).to.deep.equal([purpose])
      expect(textsOf(body, 'EmployeeName')).to.deep.equal(['Miller, Chris'])
    })
  }

  describe('refusals', () => {
    it('of an action come with their code in v4, once, and without effect', async () => {
      const reportId = submit({ refusals: [{ of: 'approve', code: 'no_approver' }] })
      const refused = await patch(reportId, 'approve')

      expect(refused.status).to.equal(400)
      expect(refused.body).to.include('"errorId":"no_approver"')
      expect(simulator.ledger).to.deep.equal([])
      expect(await patch(reportId, 'approve')).to.include({ status: 204 })
    })

    it('of an action are a failure in v1.1, as often as is asked for', async () => {
      const reportId = submit({
        refusals: [{ of: 'approve', code: 'invalidAction.currentStep', times: Infinity }],
      })
      const first = await act(simulator, reportId, { action: 'Approve' })
      const second = await act(simulator, reportId, { action: 'Approve' })
      const back = await act(simulator, reportId, { action: 'Send Back to Employee', comment: 'no' })

      expect(textsOf(first.body, 'Message')[0]).to.include('has recently been changed')
      expect(textsOf(second.body, 'Status')).to.deep.equal(['FAILURE'])
      expect(textsOf(back.body, 'Status')).to.deep.equal(['SUCCESS!'])
    })

    it('of a step of people say so in either version', async () => {
      const reportId = submit({ refusals: [{ of: 'sendBack', code: 'systemStep', times: 2 }] })
      const v4 = await patch(reportId, 'sendBack', { comment: 'no' })
      const v11 = await act(simulator, reportId, { action: 'Send Back to Employee', comment: 'no' })

      expect([v4.status, v11.status]).to.deep.equal([403, 403])
      expect(v4.body).to.include('Caller cannot modify System workflow step')
    })

    for (const status of [400, 401, 403, 404, 500]) {
      it(`of approving can have every code that goes with ${status}`, async () => {
        const codes = Object.keys(WORKFLOW_REFUSALS).filter((code) => isRefusal(code, status))
        const answered: unknown[] = []
        for (const code of codes.filter(isWorkflowRefusal)) {
          const answer = await patch(submit({ refusals: [{ of: 'approve', code }] }), 'approve')
          answered.push(`${answer.status} ${/"errorId":"([^"]*)"/.exec(answer.body)?.[1]}`)
        }

        expect(answered).to.have.length.above(0)
        expect(answered).to.deep.equal(codes.map((code) => `${status} ${code}`))
      })
    }

    it('of exceptions are a 400 in v4 and failed items in v1.1', async () => {
      const reportId = submit({ refusals: [{ of: 'exceptions', code: 'invalidExceptionCode', times: 2 }] })
      const body = { exceptionCode: 'NORECPT', exceptionVisibility: 'ALL' }
      const path = `/expensereports/v4/reports/${reportId}/exceptions`
      const v4 = await callV4(simulator, 'PUT', path, body)
      const v11 = await postExceptions(simulator, simulator.report(reportId).reportKey, EXCEPTION)

      expect(v4.status).to.equal(400)
      expect(textsOf(v11.body, 'message')).to.deep.equal(['Invalid Exception Code'])
      expect(simulator.report(reportId).exceptions).to.deep.equal([])
      expect(await callV4(simulator, 'PUT', path, body)).to.include({ status: 200 })
    })

    it('come after what is wrong with the call itself', async () => {
      const reportId = submit({ refusals: [{ of: 'sendBack', code: 'no_approver' }] })
      const empty = await patch(reportId, 'sendBack')
      const full = await patch(reportId, 'sendBack', { comment: 'no' })

      expect(empty.body).to.include('"errorId":"error.workflow.noComments"')
      expect(full.body).to.include('"errorId":"no_approver"')
    })
  })
})
