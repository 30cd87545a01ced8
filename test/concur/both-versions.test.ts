import { expect } from 'chai'
import { createBreaker } from '../../server/concur/breaker.ts'
import { type ConcurClient, createConcurClient } from '../../server/concur/concur-client.ts'
import { deleteExceptionV4, listExceptionsV4, putExceptionV4 } from '../../server/concur/exceptions-v4.ts'
import { fetchReport } from '../../server/concur/expense-reports.ts'
import { fetchReportV4 } from '../../server/concur/fetch-report-v4.ts'
import { createHttpClient, type HttpClient } from '../../server/concur/http.ts'
import { readReportV4 } from '../../server/concur/read-report-v4.ts'
import { readReportV11 } from '../../server/concur/read-report-v11.ts'
import { findUserId } from '../../server/concur/users.ts'
import { postWorkflowActionV4 } from '../../server/concur/workflow-action-v4.ts'
import type { ExpenseReport, Itemization } from '../../server/report/expense-report.ts'
import { DEMO_REPORTS } from '../../server/simulator/reports/demo-reports.ts'
import { type Simulator, startSimulator } from '../../server/simulator/simulator.ts'
import { recordedLog } from '../listeners/recorded-log.ts'
import { CONTEXT } from './client-bench.ts'

const TODAY = '2026-03-02'
const STEP = { code: 'PARTNER', canLeaveBlocked: false }

describe('both versions of Concur’s services', () => {
  let simulator: Simulator
  let http: HttpClient
  let client: ConcurClient

  before(async () => {
    simulator = await startSimulator({ exceptionCodes: ['LATE', 'STOPS'], blockingCodes: ['STOPS'] })
    http = createHttpClient(8)
    client = createConcurClient({
      apiOrigin: simulator.url,
      tokenUrl: `${simulator.url}/oauth2/v0/token`,
      client: {
        clientId: 'simulator-client',
        clientSecret: 'simulator-secret',
        refreshToken: 'simulator-refresh-token',
      },
      refreshTokens: {
        candidates: () => Promise.resolve([simulator.currentRefreshToken()]),
        store: () => Promise.resolve(),
      },
      http,
      breaker: createBreaker(() => new Date()),
      log: recordedLog(),
      now: () => new Date(),
    })
  })
  after(async () => {
    http.close()
    await simulator.close()
  })

  async function pathV4(reportId: string): Promise<string> {
    const { loginId } = simulator.report(reportId).draft.employee
    const userId = await findUserId(client, loginId, CONTEXT)
    return `/expensereports/v4/users/${userId}/context/TRAVELER/reports/${reportId}`
  }

  async function readV4(reportId: string): Promise<ExpenseReport> {
    return (await fetchReportV4(client, await pathV4(reportId), CONTEXT, readReportV4)).value
  }

  async function readV11(reportId: string): Promise<ExpenseReport> {
    const { objectKey } = simulator.report(reportId)
    const path = `/api/expense/expensereport/v1.1/reportfulldetails/${objectKey}`
    return (await fetchReport(client, path, CONTEXT, readReportV11)).value
  }

  for (const { kind, draft } of DEMO_REPORTS) {
    it(`tell the same of the report ${kind}`, async () => {
      const reportId = simulator.submit({ ...draft(TODAY), trouble: {} })
      const [v11, v4] = await Promise.all([readV11(reportId), readV4(reportId)])

      expect(inCommon(v4)).to.deep.equal(inCommon(v11))
    })
  }

  describe('of a report that waits', () => {
    let reportId: string
    beforeEach(() => {
      const [demo] = DEMO_REPORTS
      if (demo === undefined) throw new Error('there is no report')
      reportId = simulator.submit(demo.draft(TODAY), { step: STEP })
    })
    const expenseOf = async () => (await readV4(reportId)).entries[0]?.entryId ?? ''
    const statusOf = async () => (await readV4(reportId)).approvalStatus.code

    it('exceptions are put, listed, read with the report, and taken away', async () => {
      const expenseId = await expenseOf()
      const place = { reportId, expenseId }
      const late = { code: 'LATE', visibility: 'PROCESSOR' } as const
      const put = await putExceptionV4(client, place, late, CONTEXT)
      const again = await putExceptionV4(client, place, late, CONTEXT)
      const listed = await listExceptionsV4(client, reportId, CONTEXT)
      const { hasException, entries } = await readV4(reportId)
      const gone = await deleteExceptionV4(client, place, 'LATE', CONTEXT)
      const twice = await deleteExceptionV4(client, place, 'LATE', CONTEXT)

      expect([put, again, gone, twice].map(({ value }) => value)).to.deep.equal(
        Array.from({ length: 4 }, () => ({ accepted: true })),
      )
      expect(listed.value).to.have.length(1)
      expect(listed.value[0]).to.include({ expenseId, ...late, isBlocking: false })
      expect([hasException, entries[0]?.hasExceptions]).to.deep.equal([true, true])
      expect((await listExceptionsV4(client, reportId, CONTEXT)).value).to.deep.equal([])
    })

    it('a code that the company does not have is refused, which is a result', async () => {
      const none = { code: 'NONE', visibility: 'ALL' } as const

      const { value, status } = await putExceptionV4(client, { reportId }, none, CONTEXT)

      expect({ status, accepted: value.accepted }).to.deep.equal({ status: 400, accepted: false })
      expect(value.message).to.include('Invalid exceptionCode')
    })

    it('is approved at the step that is expected, and at no other', async () => {
      const other = { action: 'approve', expectedStepCode: 'ANOTHER' } as const
      const refused = await postWorkflowActionV4(client, reportId, other, CONTEXT)
      const own = { action: 'approve', expectedStepCode: 'PARTNER', comment: 'Checked' } as const
      const approved = await postWorkflowActionV4(client, reportId, own, CONTEXT)

      expect(refused.value).to.include({ succeeded: false, isStale: true })
      expect(approved.value.succeeded).to.equal(true)
      expect(await statusOf()).to.equal('A_APPR')
    })

    it('is not approved with an exception that blocks it, and is sent back', async () => {
      await putExceptionV4(client, { reportId }, { code: 'STOPS', visibility: 'ALL' }, CONTEXT)
      const approved = await postWorkflowActionV4(client, reportId, { action: 'approve' }, CONTEXT)
      const sendBack = { action: 'sendBack', comment: 'Please mend it.' } as const
      const { value } = await postWorkflowActionV4(client, reportId, sendBack, CONTEXT)

      expect(approved.value.message).to.include('step_exit_blocking_by_exception')
      expect(value.succeeded).to.equal(true)
      expect(await statusOf()).to.equal('A_RESU')
    })
  })
})

/** What both versions tell, in the same words. */
function inCommon({ reportId, name, purpose, currency, approvalStatus, ...report }: ExpenseReport): unknown {
  return {
    reportId,
    name,
    purpose,
    currency,
    status: approvalStatus.code,
    submittedAt: report.submittedAt,
    total: report.total,
    personalExpenses: report.personalExpenses,
    custom: report.custom,
    entries: report.entries.map((entry) => ({
      ...expenseInCommon(entry),
      vendor: entry.vendor,
      country: entry.location.country,
      amount: entry.transaction?.amount,
      exchangeRate: entry.exchangeRate,
      receipts: [entry.receiptImageId, entry.eReceiptId, entry.imageRequired],
      isItemized: entry.isItemized,
      attendees: entry.attendees.length,
      itemizations: entry.itemizations.map(expenseInCommon),
    })),
  }
}

function expenseInCommon(expense: Omit<Itemization, 'itemizationId'>): object {
  const { expenseType, businessPurpose, transactionDate, posted, isPersonal, custom, allocations } = expense
  return {
    expenseType: expenseType.code,
    businessPurpose,
    transactionDate,
    posted,
    isPersonal,
    custom,
    allocations: allocations.map((allocation) => [allocation.percentage, allocation.accountCode1]),
  }
}
