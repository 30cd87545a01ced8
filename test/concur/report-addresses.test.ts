import { expect } from 'chai'
import nock from 'nock'
import { createBreaker } from '../../server/concur/breaker.ts'
import { type ConcurClient, createConcurClient } from '../../server/concur/concur-client.ts'
import { createHttpClient, type HttpClient } from '../../server/concur/http.ts'
import { findReportAddresses, readReportAddresses } from '../../server/concur/report-addresses.ts'
import { SILENT_LOG } from '../../server/log.ts'

const ORIGIN = 'https://us2.api.concursolutions.com'
const SEARCH = '/api/expense/expensereport/v1.1/ReportsList/ALL/LastModified'
const DETAILS = 'http://www.concursolutions.com/api/expense/expensereport/v1.1/reportfulldetails'
const now = () => new Date('2026-06-01T12:00:00.000Z')
const CALL = { correlationId: '7d9f7d0e-0000-4000-8000-000000000001' }

describe('findReportAddresses', () => {
  let http: HttpClient
  let client: ConcurClient

  beforeEach(() => {
    http = createHttpClient(8)
    client = createConcurClient({
      apiOrigin: ORIGIN,
      tokenUrl: `${ORIGIN}/oauth2/v0/token`,
      client: { clientId: 'app', clientSecret: 'secret' },
      refreshTokens: { candidates: () => Promise.resolve([]), store: () => Promise.resolve() },
      http,
      breaker: createBreaker(now),
      log: SILENT_LOG,
      now,
    })
  })
  afterEach(() => http.close())

  it('asks nothing for no report', async () => {
    expect(await findReportAddresses(client, [], CALL)).to.deep.equal(new Map())
  })

  it('searches the day around the last change, whatever its zone, and keeps the address as it is', async () => {
    grants()
    answers('2026-05-22T07:00:00', summary('A1', 'n%Re$w1'), summary('B2', 'n2'))

    expect(await findReportAddresses(client, [modified('A1', '2026-05-22T19:46:01')], CALL)).to.deep.equal(
      new Map([['A1', `${DETAILS}/n%Re$w1`]]),
    )
  })

  it('searches once for reports that one search finds, and again for those that it does not', async () => {
    grants()
    answers('2026-05-20T21:00:00', summary('A1', 'n1'), summary('B2', 'n2'))
    answers('2026-05-25T00:00:00', summary('C3', 'n3'))
    const reports = [
      modified('C3', '2026-05-25T12:30:00'),
      modified('B2', '2026-05-21T17:00:00'),
      modified('A1', '2026-05-21T09:30:00'),
    ]

    expect([...(await findReportAddresses(client, reports, CALL)).keys()]).to.deep.equal(['A1', 'B2', 'C3'])
  })

  it('searches an hour once for all reports that are not there', async () => {
    grants()
    answers('2026-05-20T21:00:00')
    const reports = [modified('A1', '2026-05-21T09:30:00'), modified('B2', '2026-05-21T09:59:59')]

    expect(await findReportAddresses(client, reports, CALL)).to.deep.equal(new Map())
  })
})

describe('readReportAddresses', () => {
  it('leaves out what has no id or no address', () => {
    const list = `<ReportsList>${summary('A1', 'n1')}<ReportSummary><ReportId>B2</ReportId></ReportSummary>${summary('', 'n3')}</ReportsList>`

    expect(readReportAddresses(Buffer.from(list))).to.deep.equal({
      ok: true,
      value: [['A1', `${DETAILS}/n1`]],
    })
  })

  for (const list of [
    '<ReportsList i:nil="true"/>',
    '<ReportsList><ReportSummary i:nil="true"/></ReportsList>',
  ]) {
    it(`finds none in ${list}`, () => {
      expect(readReportAddresses(Buffer.from(list))).to.deep.equal({ ok: true, value: [] })
    })
  }

  it('does not take another document for an empty list', () => {
    expect(readReportAddresses(Buffer.from('<html/>'))).to.deep.equal({
      ok: false,
      problem: 'the root element is html and should be ReportsList',
    })
  })
})

function modified(reportId: string, lastModifiedAt: string) {
  return { reportId, lastModifiedAt }
}

function grants(): void {
  nock(ORIGIN).post('/oauth2/v0/token').reply(200, { access_token: 't1', expires_in: '3600' })
}

function answers(date: string, ...summaries: readonly string[]): void {
  const xmlns = 'xmlns="http://www.concursolutions.com/api/expense/expensereport/2011/03"'
  nock(ORIGIN)
    .get(`${SEARCH}?date=${date}`)
    .reply(200, `<ReportsList ${xmlns}>${summaries.join('')}</ReportsList>`)
}

function summary(id: string, key: string): string {
  return `<ReportSummary><ReportName>Client visit</ReportName><ReportId>${id}</ReportId><Report-Full-Details-Url>${DETAILS}/${key}</Report-Full-Details-Url></ReportSummary>`
}
