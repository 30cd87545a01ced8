import { expect } from 'chai'
import { readWaitingPage } from '../../../server/concur/waiting-reports.ts'
import { draftReport } from '../../../server/simulator/reports/draft-report.ts'
import { type Simulator, startSimulator } from '../../../server/simulator/simulator.ts'
import { act, call, textsOf } from '../simulator-calls.ts'

const NOW = new Date('2026-03-02T09:30:15.000Z')
const LIST = '/api/v3.0/expense/reports'
const WAITING = `${LIST}?approvalStatusCode=A_EXTV&user=ALL`
const MODIFIED = '/api/expense/expensereport/v1.1/ReportsList/ALL/LastModified?date='

describe('simulator: lists of reports', () => {
  let simulator: Simulator
  let reportIds: readonly string[]
  beforeEach(async () => {
    simulator = await startSimulator({ now: () => NOW })
    reportIds = [1, 2, 3].map(() => simulator.submit(draftReport('2026-03-02')))
  })
  afterEach(() => simulator.close())

  describe('by status', () => {
    it('has those that wait, page by page', async () => {
      const first = await pageAt(`${WAITING}&limit=2`)
      const second = await pageAt(first.nextPath ?? '')

      expect(idsOf(first)).to.deep.equal(reportIds.slice(0, 2))
      expect(idsOf(second)).to.deep.equal(reportIds.slice(2))
      expect(second.nextPath).to.equal(undefined)
      expect(first.reports[0]).to.include({
        submittedAt: '2026-03-02T09:30:15',
        lastModifiedAt: '2026-03-02T09:30:15',
      })
    })

    it('has no report any more that was moved on', async () => {
      await act(simulator, reportIds[0] ?? '', { action: 'Approve' })

      expect(idsOf(await pageAt(WAITING))).to.deep.equal(reportIds.slice(1))
    })

    it('is empty without user=ALL: the application owns no report', async () => {
      expect(idsOf(await pageAt(`${LIST}?approvalStatusCode=A_EXTV`))).to.deep.equal([])
    })

    it('is refused without the role', async () => {
      simulator.setRole(false)

      expect(await call(simulator, 'GET', WAITING)).to.include({ status: 403 })
    })
  })

  describe('by their last change', () => {
    it('has the address of each that was changed within 24 hours', async () => {
      const { body } = await call(simulator, 'GET', `${MODIFIED}2026-03-01T09:30:15`)

      expect(textsOf(body, 'ReportId')).to.deep.equal(reportIds)
      const [address] = textsOf(body, 'Report-Full-Details-Url')
      expect(new URL(address ?? '').pathname).to.equal(
        `/api/expense/expensereport/v1.1/reportfulldetails/${simulator.report(reportIds[0] ?? '').objectKey}`,
      )
    })

    for (const date of ['2026-03-01T09:30:14', '2026-03-02T09:30:16', '2026-03-03']) {
      it(`has none of them from ${date} on`, async () => {
        const { body } = await call(simulator, 'GET', `${MODIFIED}${date}`)

        expect(textsOf(body, 'ReportId')).to.deep.equal([])
      })
    }

    it('wants a date', async () => {
      expect(await call(simulator, 'GET', `${MODIFIED}yesterday`)).to.include({ status: 400 })
    })
  })

  it('loses notifications on the way if it is told to, and believes that they were delivered', async () => {
    simulator.loseNotifications(true)
    simulator.submit(draftReport('2026-03-02'))

    expect(simulator.notifications.map(({ state }) => state)).to.deep.equal([
      'queued',
      'queued',
      'queued',
      'delivered',
    ])
  })

  async function pageAt(path: string) {
    const { body } = await call(simulator, 'GET', path, { headers: { accept: 'application/json' } })
    const reading = readWaitingPage(Buffer.from(body))
    if (!reading.ok) throw new Error(reading.problem)
    return reading.value
  }
})

function idsOf({ reports }: { readonly reports: readonly { readonly reportId: string }[] }): string[] {
  return reports.map(({ reportId }) => reportId)
}
