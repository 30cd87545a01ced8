import { expect } from 'chai'
import nock from 'nock'
import { createBreaker } from '../../server/concur/breaker.ts'
import { createConcurClient } from '../../server/concur/concur-client.ts'
import { ConcurError } from '../../server/concur/concur-error.ts'
import { createHttpClient, type HttpClient } from '../../server/concur/http.ts'
import {
  createWaitingReceiver,
  type ReceiveWaitingDeps,
  type WaitingReceived,
} from '../../server/doors/receive-waiting.ts'
import type { ReviewResult } from '../../server/record/review.ts'
import { subjectOf } from '../../server/review/report-status.ts'
import type { Database } from '../../server/store/database.ts'
import { createInbox } from '../../server/store/inbox/inbox.ts'
import { createKnownReports } from '../../server/store/reviews/known-reports.ts'
import { createReviews } from '../../server/store/reviews/reviews.ts'
import { recordedLog } from '../listeners/recorded-log.ts'
import { useDatabases } from '../store/databases.ts'
import { RAW } from '../store/notifications.ts'
import { buildReport } from '../support/build-report.ts'

const ORIGIN = 'https://us2.api.concursolutions.com'
const LIST = '/api/v3.0/expense/reports'
const FIRST_PAGE = `${LIST}?approvalStatusCode=A_EXTV&user=ALL&limit=100`
const ADDRESSES = '/api/expense/expensereport/v1.1/ReportsList/ALL/LastModified?date=2026-05-31T23:00:00'
const DETAILS = '/api/expense/expensereport/v1.1/reportfulldetails'
const NOW = new Date('2026-06-01T12:00:00.000Z')
const HOUR_MS = 3_600_000
const now = () => NOW

describe('receiving unknown reports', () => {
  const databases = useDatabases()
  let db: Database
  let http: HttpClient
  let log: ReturnType<typeof recordedLog>
  let counts: number[]
  let deps: ReceiveWaitingDeps
  let run: () => Promise<WaitingReceived>

  beforeEach(async () => {
    db = await databases.open()
    http = createHttpClient(8)
    log = recordedLog()
    counts = []
    const concur = createConcurClient({
      apiOrigin: ORIGIN,
      tokenUrl: `${ORIGIN}/oauth2/v0/token`,
      client: { clientId: 'app', clientSecret: 'secret' },
      refreshTokens: { candidates: () => Promise.resolve([]), store: () => Promise.resolve() },
      http,
      breaker: createBreaker(now),
      log,
      now,
    })
    deps = {
      concur,
      inbox: createInbox(db),
      known: createKnownReports(db),
      unknownReports: 'review',
      counted: (unknown) => counts.push(unknown),
      graceMs: 10,
      log,
      now,
    }
    const receive = createWaitingReceiver(deps)
    run = () => receive(new AbortController().signal)
    nock(ORIGIN).post('/oauth2/v0/token').reply(200, { access_token: 't1', expires_in: '3600' })
  })
  afterEach(() => http.close())

  const kept = () =>
    db
      .selectFrom('notification')
      .select(['door', 'object_type', 'object_path', 'event_date_time', 'state'])
      .where('door', '=', 'waiting list')
      .orderBy('id')
      .execute()
  const paths = async () => (await kept()).map(({ object_path }) => object_path)
  const quarantine = () => db.selectFrom('quarantine').select(['door', 'problems', 'raw']).execute()

  /** A notification of the report that came an hour ago and ended in a review. */
  async function reviewed(reportId: string, result: ReviewResult) {
    const then = new Date(NOW.getTime() - HOUR_MS)
    const { inbox } = deps
    const reviews = createReviews(db)
    await inbox.receive(calloutOf(reportId), RAW, then)
    const claimed = await inbox.claim(then)
    if (claimed === undefined) throw new Error('there was nothing to claim')
    const visit = { key: reportId, subject: subjectOf(buildReport({ reportId })), mode: 'act' } as const
    const opened = await reviews.open(claimed, visit, then)
    if (opened.kind !== 'ours') throw new Error(`the review is ${opened.kind}`)
    await reviews.finish(opened.review, result, undefined, then)
    await inbox.settle(claimed, { state: 'done' }, then)
  }

  it('counts none when none waits, and asks no further', async () => {
    lists(FIRST_PAGE, [])

    expect(await run()).to.deep.equal({ listed: 0, unknown: 0, received: 0, lookedAt: 0 })
    expect(counts).to.deep.equal([0])
  })

  it('keeps a notification for one that waits and is unknown, with the address that Concur tells', async () => {
    lists(FIRST_PAGE, ['A1'])
    tells(['A1', 'n%Re$w1'])

    expect(await run()).to.deep.equal({ listed: 1, unknown: 1, received: 1, lookedAt: 0 })
    expect(counts).to.deep.equal([1])
    expect(await kept()).to.deep.equal([
      {
        door: 'waiting list',
        object_type: 'EXPRPT',
        object_path: `${DETAILS}/n%Re$w1`,
        event_date_time: '2026-06-01T11:09:59',
        state: 'waiting',
      },
    ])
    expect(log.of('report.unknown').map(({ fields }) => fields)).to.deep.equal([
      { report: 'A1', notification: 1 },
    ])
  })

  it('goes on from page to page, and counts a report once that stands on two', async () => {
    lists(FIRST_PAGE, ['A1', 'B2'], 2)
    lists(`${LIST}?offset=2`, ['B2', 'C3'], 3)
    lists(`${LIST}?offset=3`, ['D4'])
    tells(['A1', 'n1'], ['B2', 'n2'], ['C3', 'n3'], ['D4', 'n4'])

    expect(await run()).to.deep.equal({ listed: 4, unknown: 4, received: 4, lookedAt: 0 })
    expect(await paths()).to.deep.equal(['n1', 'n2', 'n3', 'n4'].map((key) => `${DETAILS}/${key}`))
  })

  it('leaves out reports that are known: held, observed, or acted on just now', async () => {
    await reviewed('A1', 'held')
    await reviewed('B2', 'observed')
    await reviewed('C3', 'approved')
    lists(FIRST_PAGE, ['A1', 'B2', 'C3'])
    deps = { ...deps, graceMs: 2 * HOUR_MS }
    const justNow = createWaitingReceiver(deps)

    expect(await justNow(new AbortController().signal)).to.include({ listed: 3, unknown: 0 })
    expect(counts).to.deep.equal([0])
  })

  it('takes one for unknown that was acted on some time ago and waits again', async () => {
    await reviewed('A1', 'sent back')
    lists(FIRST_PAGE, ['A1'])
    tells(['A1', 'nA1'])

    expect(await run()).to.include({ unknown: 1, received: 1 })
  })

  it('leaves out a report whose notification is not finished', async () => {
    await deps.inbox.receive(calloutOf('A1'), RAW, NOW)
    lists(FIRST_PAGE, ['A1'])
    tells(['A1', 'nA1'])

    expect(await run()).to.include({ unknown: 0, received: 0 })
    expect(counts).to.deep.equal([0])
  })

  it('leaves out a report whose callout comes while it waits for it', async () => {
    let asked = 0
    const known = {
      ...deps.known,
      async unknown(...query: Parameters<typeof deps.known.unknown>) {
        const unknown = await deps.known.unknown(...query)
        asked += 1
        if (asked === 1) await reviewed('A1', 'held')
        return unknown
      },
    }
    lists(FIRST_PAGE, ['A1'])

    expect(await createWaitingReceiver({ ...deps, known })(new AbortController().signal)).to.include({
      listed: 1,
      unknown: 0,
    })
  })

  it('knows what it received before, as long as that is not finished', async () => {
    for (const count of [1, 0]) {
      lists(FIRST_PAGE, ['A1'])
      tells(['A1', 'n1'])
      expect(await run()).to.include({ unknown: count })
    }

    expect(await paths()).to.have.length(1)
    expect(counts).to.deep.equal([1, 0])
  })

  it('only counts them where another system may validate reports, and says it once', async () => {
    const count = createWaitingReceiver({ ...deps, unknownReports: 'count' })
    for (const _ of [1, 2]) {
      lists(FIRST_PAGE, ['A1'])
      tells(['A1', 'n1'])
      expect(await count(new AbortController().signal)).to.include({ unknown: 1, received: 0 })
    }

    expect(await kept()).to.deep.equal([])
    expect(counts).to.deep.equal([1, 1])
    expect(log.of('report.unknown').map(({ fields }) => fields)).to.deep.equal([{ report: 'A1' }])
  })

  it('counts a report of which Concur tells no address, and puts it into quarantine once', async () => {
    for (const _ of [1, 2]) {
      lists(FIRST_PAGE, ['A1', 'B2'])
      tells(['B2', 'n2'])
      await run()
    }

    expect(counts).to.deep.equal([2, 1])
    expect(await paths()).to.deep.equal([`${DETAILS}/n2`])
    const [entry, ...others] = await quarantine()
    expect(others).to.deep.equal([])
    expect(entry?.door).to.equal('waiting list')
    expect(entry?.problems).to.include('report A1 waits in Concur').and.include('Expense Reports List v1.1')
    expect(JSON.parse(new TextDecoder().decode(entry?.raw))).to.deep.equal({
      ID: 'A1',
      SubmitDate: '2026-06-01T11:09:59',
    })
    expect(log.of('notification.quarantined')).to.have.length(1)
  })

  for (const [name, address] of [
    ['another service', 'https://www.concursolutions.com/api/expense/expensereport/v2.0/report/n1'],
    ['no service', 'https://www.concursolutions.com/login'],
  ] as const) {
    it(`does not read a report at an address of ${name}`, async () => {
      lists(FIRST_PAGE, ['A1'])
      nock(ORIGIN)
        .get(ADDRESSES)
        .reply(200, `<ReportsList>${summary('A1', address)}</ReportsList>`)

      expect(await run()).to.include({ unknown: 1, received: 0 })
      expect(await quarantine()).to.have.length(1)
    })
  }

  it('counts an item that is not understood, and puts it into quarantine once', async () => {
    for (const _ of [1, 2]) {
      nock(ORIGIN)
        .get(FIRST_PAGE)
        .reply(200, { Items: [{ Name: 'no ID' }] })
      await run()
    }

    expect(counts).to.deep.equal([1, 1])
    expect((await quarantine()).map(({ problems }) => problems)).to.deep.equal(['["it has no ID"]'])
  })

  it('counts what it may not search the addresses of, and says why', async () => {
    nock(ORIGIN).post('/oauth2/v0/token').reply(200, { access_token: 't2', expires_in: '3600' })
    lists(FIRST_PAGE, ['A1'])
    nock(ORIGIN).get(ADDRESSES).times(2).reply(403, '<Error><Message>not you</Message></Error>')

    expect(await run()).to.include({ unknown: 1, received: 0 })
    expect(counts).to.deep.equal([1])
    expect((await quarantine())[0]?.problems)
      .to.include('not you')
      .and.include('Web Services Administrator')
  })

  it('counts nothing when the addresses cannot be searched for the moment', async () => {
    lists(FIRST_PAGE, ['A1'])
    nock(ORIGIN).get(ADDRESSES).reply(503)

    expect(await failure()).to.include({ kind: 'report addresses', trouble: 'transient' })
    expect(counts).to.deep.equal([])
  })

  it('counts nothing when a page cannot be read, and looks at no held report', async () => {
    await reviewed('H8', 'held')
    lists(FIRST_PAGE, ['A1'], 1)
    nock(ORIGIN).get(`${LIST}?offset=1`).reply(500)

    expect(await failure()).to.include({ kind: 'waiting list', trouble: 'transient' })
    expect(counts).to.deep.equal([])
    expect(await kept()).to.deep.equal([])
  })

  for (const status of [401, 403]) {
    it(`names the role and the scope when the list is refused with ${status}`, async () => {
      nock(ORIGIN).post('/oauth2/v0/token').reply(200, { access_token: 't2', expires_in: '3600' })
      nock(ORIGIN).get(FIRST_PAGE).times(2).reply(status)
      const error = await failure()

      expect(error).to.include({ kind: 'waiting list', trouble: 'permanent', status })
      expect(error.message).to.include('Web Services Administrator').and.include('EXPRPT')
      expect(counts).to.deep.equal([])
    })
  }

  it('asks for JSON', async () => {
    nock(ORIGIN, { reqheaders: { accept: 'application/json' } })
      .get(FIRST_PAGE)
      .reply(200, { Items: [] })

    expect(await run()).to.include({ listed: 0 })
  })

  it('stops in the time that it leaves to callouts', async () => {
    lists(FIRST_PAGE, ['A1'])
    const stopping = new AbortController()
    const known = {
      ...deps.known,
      unknown(...query: Parameters<typeof deps.known.unknown>) {
        setImmediate(() => stopping.abort())
        return deps.known.unknown(...query)
      },
    }
    const running = createWaitingReceiver({ ...deps, known, graceMs: 2 * HOUR_MS })(stopping.signal)

    expect(await running.catch((error: unknown) => error)).to.have.property('name', 'AbortError')
    expect(counts).to.deep.equal([])
  })

  describe('a held report', () => {
    it('that is not listed any more is looked at again, once a day', async () => {
      await reviewed('A1', 'held')
      lists(FIRST_PAGE, [])
      lists(FIRST_PAGE, [])

      expect(await run()).to.deep.equal({ listed: 0, unknown: 0, received: 0, lookedAt: 1 })
      expect(await kept()).to.deep.equal([
        {
          door: 'waiting list',
          object_type: 'EXPRPT',
          object_path: `${DETAILS}/nA1`,
          event_date_time: null,
          state: 'waiting',
        },
      ])
      // It is read, and still waits: Concur does not list all kinds of reports.
      const claimed = await deps.inbox.claim(NOW)
      const review = await createReviews(db).latest('A1')
      if (claimed === undefined || review === undefined) throw new Error('there is nothing to look at')
      await createReviews(db).take(claimed, review, NOW)
      await deps.inbox.settle(claimed, { state: 'done' }, NOW)
      expect(await run()).to.include({ lookedAt: 0 })
    })

    it('that was not seen whole is looked at each time, listed or not', async () => {
      await reviewed('A1', 'held')
      await db.updateTable('review').set({ reason_code: 'INCOMPLETE' }).execute()
      for (let look = 0; look < 2; look += 1) {
        lists(FIRST_PAGE, ['A1'])
        expect(await run()).to.include({ listed: 1, lookedAt: 1 })
        const claimed = await deps.inbox.claim(NOW)
        const review = await createReviews(db).latest('A1')
        if (claimed === undefined || review === undefined) throw new Error('there is nothing to look at')
        await createReviews(db).take(claimed, review, NOW)
        await deps.inbox.settle(claimed, { state: 'done' }, NOW)
      }
    })

    it('is looked at each time where it was only observed and not seen whole, while it waits in Concur', async () => {
      await reviewed('A1', 'observed')
      await reviewed('B2', 'observed')
      await reviewed('C3', 'observed')
      await db
        .updateTable('review')
        .set({ reason_code: 'INCOMPLETE' })
        .where('report_id', 'in', ['A1', 'C3'])
        .execute()
      lists(FIRST_PAGE, ['A1', 'B2'])

      expect(await run()).to.include({ listed: 2, unknown: 0, lookedAt: 1 })
      expect(await kept())
        .to.have.nested.property('[0].object_path')
        .that.includes('A1')
    })

    it('is looked at as what it is: a travel request is in no list', async () => {
      await reviewed('33LX', 'held')
      await db.updateTable('review').set({ object_type: 'TRAVELREQ' }).execute()
      lists(FIRST_PAGE, [])

      expect(await run()).to.include({ lookedAt: 1 })
      expect((await kept()).map(({ object_type }) => object_type)).to.deep.equal(['TRAVELREQ'])
    })

    it('whose notification was given up is left to the person who looks at that', async () => {
      await reviewed('A1', 'held')
      await db.updateTable('notification').set({ state: 'dead' }).execute()
      lists(FIRST_PAGE, [])

      expect(await run()).to.include({ lookedAt: 0 })
    })
  })

  async function failure(): Promise<ConcurError> {
    const outcome = await run().catch((error: unknown) => error)
    if (outcome instanceof ConcurError) return outcome
    throw new Error(`there was no trouble with Concur: ${String(outcome)}`)
  }
})

/** One page with these reports. @param next The `offset` of the next one. */
function lists(path: string, reportIds: readonly string[], next?: number): void {
  nock(ORIGIN)
    .get(path)
    .reply(200, {
      Items: reportIds.map((ID) => ({
        ID,
        ApprovalStatusCode: 'A_EXTV',
        SubmitDate: '2026-06-01T11:09:59.5',
        LastModifiedDate: '2026-06-01T11:10:00',
      })),
      NextPage: next === undefined ? null : `https://www.concursolutions.com${LIST}?offset=${next}`,
    })
}

/** Concur tells where to read these: the ids and the keys of reports. */
function tells(...reports: readonly (readonly [string, string])[]): void {
  const summaries = reports.map(([id, key]) => summary(id, `http://www.concursolutions.com${DETAILS}/${key}`))
  nock(ORIGIN)
    .get(ADDRESSES)
    .reply(200, `<ReportsList>${summaries.join('')}</ReportsList>`)
}

function summary(id: string, address: string): string {
  return `<ReportSummary><ReportId>${id}</ReportId><Report-Full-Details-Url>${address}</Report-Full-Details-Url></ReportSummary>`
}

function calloutOf(reportId: string) {
  return {
    door: 'callout',
    objectType: 'EXPRPT',
    objectUri: `https://www.concursolutions.com${DETAILS}/n${reportId}`,
    objectPath: `${DETAILS}/n${reportId}`,
  } as const
}
