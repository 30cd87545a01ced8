import { request as httpRequest } from 'node:http'
import { expect } from 'chai'
import {
  draftAllocation,
  draftEntry,
  draftItemization,
  draftReport,
} from '../../server/simulator/reports/draft-report.ts'
import type { Simulator } from '../../server/simulator/simulator.ts'
import { startSimulator } from '../../server/simulator/simulator.ts'
import { accessToken, act, call, postExceptions, readReport, textsOf } from './simulator-calls.ts'

const TODAY = '2026-03-02'

describe('simulator: report, exceptions, workflow', () => {
  let simulator: Simulator
  let reportId: string

  beforeEach(async () => {
    simulator = await startSimulator({ exceptionCodes: ['NORECPT', 'OLDENTRY'] })
    reportId = simulator.submit(draftReport(TODAY))
  })
  afterEach(async () => simulator.close())

  describe('reading', () => {
    it('finds a report by its key with "%" and "$", byte for byte', async () => {
      const { objectKey } = simulator.report(reportId)
      const path = `/api/expense/expensereport/v1.1/reportfulldetails/${objectKey}`

      expect(objectKey).to.match(/^n\w{11}\$p\w{8}%Re\w{6}\$w\w{4}$/)
      expect(await call(simulator, 'GET', path)).to.include({ status: 200 })
      expect(simulator.requests.at(-1)).to.include({ route: 'report', method: 'GET', path })
      expect(await call(simulator, 'GET', path.replace('%', '%25'))).to.include({ status: 404 })
      expect(await call(simulator, 'GET', path.replace('$', '%24'))).to.include({ status: 404 })
    })

    it('answers with an XML error and the correlation id of the request', async () => {
      const headers = { 'concur-correlationid': '7d9f7d0e-0000-4000-8000-000000000001' }
      const answer = await call(simulator, 'GET', '/api/expense/expensereport/v1.1/reportfulldetails/nope', {
        headers,
      })

      expect(answer.status).to.equal(404)
      expect(answer.body).to.include('<Error>\n<Message>The report was not found</Message>')
      expect(answer.headers.get('concur-correlationid')).to.equal('7d9f7d0e-0000-4000-8000-000000000001')
    })

    it('answers 500 with the reason for a draft that makes no sense', async () => {
      const id = simulator.submit(draftReport(TODAY, { totals: { reportTotal: 'much' } }))

      expect(await readReport(simulator, id)).to.include({
        status: 500,
        body: 'Error: [big.js] Invalid number',
      })
    })

    it('gives an answer a correlation id of its own when the request has none', async () => {
      const answer = await readReport(simulator, reportId)

      expect(answer.headers.get('concur-correlationid')).to.match(/^[\da-f-]{36}$/)
    })
  })

  describe('exceptions', () => {
    it('takes the right ones and names the wrong ones', async () => {
      const { reportKey, draft } = simulator.report(reportId)
      const answer = await postExceptions(
        simulator,
        reportKey,
        `<Exception><Index>1</Index><ObjectType>Entry</ObjectType><ObjectId>${draft.entries[0]?.key}</ObjectId><ExceptionCode>NORECPT</ExceptionCode></Exception>
         <Exception><Index>2</Index><ObjectType>Report</ObjectType><ObjectId/><ExceptionCode>NOSUCH</ExceptionCode></Exception>`,
      )

      expect(answer.status).to.equal(200)
      expect(answer.body).to.equal(
        [
          '<exception-result xmlns="http://www.concursolutions.com/api/expense/expensereport/2011/03" xmlns:i="http://www.w3.org/2001/XMLSchema-instance">',
          '<exceptions-succeeded>1</exceptions-succeeded>',
          '<exceptions-failed>1</exceptions-failed>',
          '<errors>',
          '<error>',
          '<Index>2</Index>',
          '<message>Invalid Exception Code</message>',
          '</error>',
          '</errors>',
          '<ExceptionDetails>',
          '<ExceptionInfo>',
          '<Index>1</Index>',
          '<Status>Success</Status>',
          '</ExceptionInfo>',
          '</ExceptionDetails>',
          '</exception-result>',
        ].join('\n'),
      )
      const accepted = [{ objectType: 'Entry', objectId: draft.entries[0]?.key, code: 'NORECPT' }]
      expect(simulator.report(reportId).exceptions).to.deep.equal(accepted)
      expect(simulator.ledger).to.have.length(1)
      expect(simulator.ledger[0]).to.deep.include({ kind: 'exceptions', reportId, exceptions: accepted })
    })

    it('takes keys of the report, its entries, itemizations and allocations, and of nothing else', async () => {
      const id = simulator.submit(
        draftReport(TODAY, {
          entries: [
            draftEntry(TODAY, {
              key: 'nEntry',
              itemizations: [
                draftItemization(TODAY, { key: 'nPart', allocations: [draftAllocation({ key: 'nShare' })] }),
              ],
            }),
          ],
        }),
      )
      const { reportKey } = simulator.report(id)
      const objects = [
        ['Report', reportKey],
        ['Report', ''],
        ['', ''],
        ['Entry', 'nEntry'],
        ['Entry', 'nPart'],
        ['Allocation', 'nShare'],
        ['Entry', 'nShare'],
        ['Entry', simulator.report(reportId).draft.entries[0]?.key],
        ['Attendee', 'nEntry'],
      ]
      const answer = await postExceptions(
        simulator,
        reportKey,
        objects
          .map(
            ([type, key], index) =>
              `<Exception><Index>${index + 1}</Index><ObjectType>${type}</ObjectType><ObjectId>${key}</ObjectId><ExceptionCode>OLDENTRY</ExceptionCode></Exception>`,
          )
          .join(''),
      )

      expect(textsOf(answer.body, 'exceptions-succeeded')).to.deep.equal(['6'])
      expect(textsOf(answer.body, 'message')).to.deep.equal([
        'Invalid Object Id',
        'Invalid Object Id',
        'Invalid Object Type',
      ])
    })

    it('shows on the report and the entry', async () => {
      const id = simulator.submit(draftReport(TODAY, { entries: [draftEntry(TODAY), draftEntry(TODAY)] }))
      const { reportKey, draft } = simulator.report(id)
      const before = await readReport(simulator, id)
      await postExceptions(
        simulator,
        reportKey,
        `<Exception><Index>1</Index><ObjectType>Entry</ObjectType><ObjectId>${draft.entries[1]?.key}</ObjectId><ExceptionCode>NORECPT</ExceptionCode></Exception>`,
      )
      const after = await readReport(simulator, id)

      expect(textsOf(before.body, 'HasException')).to.deep.equal(['N'])
      expect(textsOf(before.body, 'HasExceptions')).to.deep.equal(['N', 'N'])
      expect(textsOf(after.body, 'HasException')).to.deep.equal(['Y'])
      expect(textsOf(after.body, 'HasExceptions')).to.deep.equal(['N', 'Y'])
    })

    it('refuses an unknown report, the key in the URI, and a body that is none', async () => {
      const { reportKey, objectKey } = simulator.report(reportId)
      const path = `/api/expense/expensereport/v1.1/report/${reportKey}/Exceptions`
      const one = '<Exception><Index>1</Index><ExceptionCode>NORECPT</ExceptionCode></Exception>'
      const namespace = 'http://www.concursolutions.com/api/expense/expensereport/2011/03'
      const xml = { 'content-type': 'application/xml' }
      const answers = [
        await postExceptions(simulator, 'nope', one),
        await postExceptions(simulator, objectKey, one),
        await postExceptions(simulator, reportKey, ''),
        await postExceptions(simulator, reportKey, '<Exception>'),
        await call(simulator, 'POST', path, { headers: xml, body: `<Exceptions>${one}</Exceptions>` }),
        await call(simulator, 'POST', path, {
          headers: { 'content-type': 'text/plain' },
          body: `<Exceptions xmlns="${namespace}">${one}</Exceptions>`,
        }),
      ]

      expect(answers.map(({ status }) => status)).to.deep.equal([404, 404, 400, 400, 400, 400])
      expect(simulator.ledger).to.deep.equal([])
    })
  })

  describe('workflow actions', () => {
    it('approves once', async () => {
      const first = await act(simulator, reportId, { action: 'Approve', comment: 'fine' })
      const second = await act(simulator, reportId, { action: 'Approve' })

      expect(textsOf(first.body, 'Status')).to.deep.equal(['SUCCESS!'])
      expect(second.status).to.equal(200)
      expect(textsOf(second.body, 'Status')).to.deep.equal(['FAILURE'])
      expect(textsOf(second.body, 'Message')[0]).to.include('has recently been changed')
      expect(simulator.report(reportId)).to.deep.include({
        statusCode: 'A_APPR',
        actions: [{ action: 'Approve', comment: 'fine' }],
      })
      expect(simulator.ledger.map(({ kind }) => kind)).to.deep.equal(['workflow'])
    })

    it('moves a report where its workflow leads', async () => {
      const id = simulator.submit(draftReport(TODAY, { statusAfterApproval: 'A_PEND' }))
      await act(simulator, id, { action: 'Approve' })

      const { body } = await readReport(simulator, id)
      expect(textsOf(body, 'ApsKey')).to.deep.equal(['A_PEND'])
      expect(body).to.include('<WorkflowActionURL />')
    })

    it('sends back with a comment; resubmitted, the report is at another step', async () => {
      const oldStep = simulator.report(reportId).stepKeys[0]
      await act(simulator, reportId, { action: 'Send Back to Employee', comment: 'no receipt' })
      expect(simulator.report(reportId)).to.include({ statusCode: 'A_RESU', everSentBack: true })

      simulator.resubmit(reportId, { purpose: 'Now with receipt' })
      const late = await act(simulator, reportId, { action: 'Approve', stepKey: oldStep })
      expect(textsOf(late.body, 'Status')).to.deep.equal(['FAILURE'])
      const { body } = await readReport(simulator, reportId)
      expect(textsOf(body, 'ApsKey')).to.deep.equal(['A_EXTV'])
      expect(textsOf(body, 'EverSentBack')).to.deep.equal(['Y'])
      expect(textsOf(body, 'Purpose')).to.deep.equal(['Now with receipt'])

      const right = await act(simulator, reportId, { action: 'Approve' })
      expect(textsOf(right.body, 'Status')).to.deep.equal(['SUCCESS!'])
    })

    it('takes no action on a report that its employee recalled', async () => {
      simulator.recall(reportId)

      const { body } = await act(simulator, reportId, { action: 'Approve' })
      expect(textsOf(body, 'Status')).to.deep.equal(['FAILURE'])
      expect(simulator.report(reportId)).to.include({ statusCode: 'A_RESU', everSentBack: false })
    })

    it('cannot resubmit a report that is not with its employee', () => {
      expect(() => simulator.resubmit(reportId)).to.throw('a report at A_EXTV cannot be resubmitted')
    })

    const failures: readonly [string, { action: string; comment?: string }][] = [
      ['to send back without a comment', { action: 'Send Back to Employee' }],
      ['a comment of 2001 characters', { action: 'Approve', comment: 'x'.repeat(2001) }],
      ['an action that the step does not have', { action: 'Recall to Employee', comment: 'please' }],
    ]
    for (const [title, action] of failures) {
      it(`answers ${title} with a 200 that says FAILURE`, async () => {
        const { status, body } = await act(simulator, reportId, action)

        expect(status).to.equal(200)
        expect(textsOf(body, 'Status')).to.deep.equal(['FAILURE'])
        expect(simulator.report(reportId).statusCode).to.equal('A_EXTV')
      })
    }

    it('takes a comment of 2000 characters', async () => {
      const { body } = await act(simulator, reportId, {
        action: 'Send Back to Employee',
        comment: 'ü'.repeat(2000),
      })

      expect(textsOf(body, 'Status')).to.deep.equal(['SUCCESS!'])
    })

    it('answers 404 for a step that never was', async () => {
      expect(await act(simulator, reportId, { action: 'Approve', stepKey: 'nope' })).to.include({
        status: 404,
      })
    })
  })

  it('refuses a chunked body', async () => {
    const stepKey = simulator.report(reportId).stepKeys[0]
    const authorization = `Bearer ${await accessToken(simulator)}`
    const status = await new Promise((resolve, reject) => {
      const request = httpRequest(
        `${simulator.url}/api/expense/expensereport/v1.1/report/${stepKey}/WorkFlowAction`,
        { method: 'POST', headers: { authorization, 'transfer-encoding': 'chunked' } },
        (response) => {
          response.resume()
          resolve(response.statusCode)
        },
      )
      request.on('error', reject)
      request.end('<WorkflowAction/>')
    })

    expect(status).to.equal(400)
  })

  it('answers 404 for a service that it does not have', async () => {
    expect(await call(simulator, 'GET', '/api/v3.0/expense/reports')).to.include({ status: 404 })
  })
})
