import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect } from 'chai'
import nock from 'nock'
import { createBreaker } from '../../server/concur/breaker.ts'
import { createConcurClient } from '../../server/concur/concur-client.ts'
import { ConcurError } from '../../server/concur/concur-error.ts'
import { createHttpClient, type HttpClient } from '../../server/concur/http.ts'
import { type ReceiveFailedDeps, receiveFailed } from '../../server/doors/receive-failed.ts'
import { type Database, openDatabase } from '../../server/store/database.ts'
import { createInbox } from '../../server/store/inbox/inbox.ts'
import { recordedLog } from '../listeners/recorded-log.ts'

const ORIGIN = 'https://us2.api.concursolutions.com'
const LIST = '/api/platform/notifications/v1.0/notification?status=FAILED'
const NOTIFICATION = '/api/platform/notifications/v1.0/notification'
const REPORT = 'https://www.concursolutions.com/api/expense/expensereport/v1.1/reportfulldetails'
const now = () => new Date('2026-06-01T12:00:00.000Z')

describe('receiveFailed', () => {
  let folder: string
  let db: Database
  let http: HttpClient
  let log: ReturnType<typeof recordedLog>
  let deps: ReceiveFailedDeps

  beforeEach(async () => {
    folder = mkdtempSync(join(tmpdir(), 'reconcile-'))
    db = await openDatabase(`sqlite:${join(folder, 'connector.db')}`)
    http = createHttpClient(8)
    log = recordedLog()
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
    deps = { concur, inbox: createInbox(db), mode: 'act', log, now }
    nock(ORIGIN).post('/oauth2/v0/token').reply(200, { access_token: 't1', expires_in: '3600' })
  })
  afterEach(async () => {
    http.close()
    await db.destroy()
    rmSync(folder, { recursive: true })
  })

  const kept = () =>
    db
      .selectFrom('notification')
      .select(['door', 'object_path', 'state', 'times_seen'])
      .orderBy('id')
      .execute()

  it('receives each notification and deletes it at Concur', async () => {
    lists(item('n1', 'r1'), item('n%Re$2', 'r%Re$w2'))
    nock(ORIGIN).delete(`${NOTIFICATION}/n1`).reply(200)
    nock(ORIGIN).delete(`${NOTIFICATION}/n%Re$2`).reply(200)

    expect(await receiveFailed(deps)).to.deep.equal({ received: 2, quarantined: 0, deleted: 2, left: 0 })
    expect(await kept()).to.deep.equal([
      { door: 'failed list', object_path: `${new URL(REPORT).pathname}/r1`, state: 'waiting', times_seen: 1 },
      {
        door: 'failed list',
        object_path: `${new URL(REPORT).pathname}/r%Re$w2`,
        state: 'waiting',
        times_seen: 1,
      },
    ])
  })

  it('has a notification on disk before it deletes it at Concur', async () => {
    let onDisk = 0
    lists(item('n1', 'r1'))
    nock(ORIGIN)
      .delete(`${NOTIFICATION}/n1`)
      .reply(async () => {
        onDisk = (await kept()).length
        return [200, '']
      })
    await receiveFailed(deps)

    expect(onDisk).to.equal(1)
  })

  it('deletes nothing when nothing can be kept', async () => {
    lists(item('n1', 'r1'))
    const inbox = { ...deps.inbox, receive: () => Promise.reject(new Error('disk full')) }
    const outcome = await receiveFailed({ ...deps, inbox }).catch((error: unknown) => error)

    expect(outcome).to.be.instanceOf(Error).with.property('message', 'disk full')
  })

  it('deletes nothing when it only observes', async () => {
    lists(item('n1', 'r1'))

    expect(await receiveFailed({ ...deps, mode: 'observe' })).to.deep.equal({
      received: 1,
      quarantined: 0,
      deleted: 0,
      left: 0,
    })
    expect(await kept()).to.have.length(1)
  })

  it('knows again what it has received and could not delete', async () => {
    for (let count = 0; count < 2; count += 1) {
      lists(item('n1', 'r1'))
      nock(ORIGIN).delete(`${NOTIFICATION}/n1`).reply(500)
      await receiveFailed(deps)
      await db.updateTable('notification').set({ state: 'done' }).execute()
    }

    expect(await kept()).to.have.length(1)
  })

  it('keeps what it cannot understand in quarantine, and at Concur', async () => {
    lists(item('n1', 'r1', 'EXPRPT', 'https://www.concursolutions.com/login'), item('n2', 'r2'))
    nock(ORIGIN).delete(`${NOTIFICATION}/n2`).reply(200)

    expect(await receiveFailed(deps)).to.deep.equal({ received: 1, quarantined: 1, deleted: 1, left: 0 })
    const quarantine = await db.selectFrom('quarantine').select(['door', 'problems']).execute()
    expect(quarantine).to.deep.equal([
      {
        door: 'failed list',
        problems: '["ObjectURI is not a resource path that Concur has for EXPRPT"]',
      },
    ])
  })

  it('keeps what is not reviewed, and deletes it', async () => {
    const uri = 'https://www.concursolutions.com/api/v3.0/invoice/paymentrequest/q1'
    lists(item('n1', 'r1', 'INVOICE', uri))
    nock(ORIGIN).delete(`${NOTIFICATION}/n1`).reply(200)
    await receiveFailed(deps)

    expect((await kept()).map(({ state }) => state)).to.deep.equal(['not reviewed'])
  })

  it('goes on when one cannot be deleted, and says so', async () => {
    lists(item('n1', 'r1'), item('n2', 'r2'))
    nock(ORIGIN).delete(`${NOTIFICATION}/n1`).reply(500, '<Error><Message>not today</Message></Error>')
    nock(ORIGIN).delete(`${NOTIFICATION}/n2`).reply(200)

    expect(await receiveFailed(deps)).to.deep.equal({ received: 2, quarantined: 0, deleted: 1, left: 1 })
    expect(log.of('failed-list.not-deleted')).to.have.length(1)
    expect(String(log.of('failed-list.not-deleted')[0]?.fields['error'])).to.include('not today')
  })

  it('takes one that is gone already for deleted', async () => {
    lists(item('n1', 'r1'))
    nock(ORIGIN).delete(`${NOTIFICATION}/n1`).reply(404)

    expect(await receiveFailed(deps)).to.deep.include({ deleted: 1 })
  })

  it('deletes at the configured origin, wherever the address leads', async () => {
    lists(
      item('n1', 'r1').replace(
        'https://www.concursolutions.com/api/platform',
        'http://evil.example/api/platform',
      ),
    )
    nock(ORIGIN).delete(`${NOTIFICATION}/n1`).reply(200)

    expect(await receiveFailed(deps)).to.deep.include({ deleted: 1 })
  })

  it('keeps one whose address is none, and says that it stays in the list', async () => {
    lists(item('n1', 'r1').replace('/notification/n1', '/elsewhere/n1'))

    expect(await receiveFailed(deps)).to.deep.equal({ received: 1, quarantined: 0, deleted: 0, left: 0 })
    expect(log.of('failed-list.no-address')).to.have.length(1)
  })

  it('leaves the rest of the list when it is stopped', async () => {
    const stopping = new AbortController()
    lists(item('n1', 'r1'), item('n2', 'r2'), item('n3', 'r3'))
    nock(ORIGIN)
      .delete(`${NOTIFICATION}/n1`)
      .reply(() => {
        stopping.abort()
        return [200, '']
      })
    const outcome = await receiveFailed(deps, stopping.signal).catch((error: unknown) => error)

    expect(outcome).to.be.instanceOf(ConcurError)
    expect(await kept()).to.have.length(1)
    expect(log.of('failed-list.not-deleted')).to.deep.equal([])
  })

  it('tells when the list cannot be read', async () => {
    nock(ORIGIN).get(LIST).reply(200, '<html/>')
    const outcome = await receiveFailed(deps).catch((error: unknown) => error)

    expect(outcome)
      .to.be.instanceOf(ConcurError)
      .and.include({ code: 'CONCUR_UNREADABLE', kind: 'failed list' })
  })
})

function lists(...items: readonly string[]): void {
  nock(ORIGIN)
    .get(LIST)
    .reply(200, `<NotificationList>${items.join('')}</NotificationList>`)
}

function item(id: string, report: string, type = 'EXPRPT', uri = `${REPORT}/${report}`): string {
  return `<Notification><EventType>Entered</EventType><NotificationURI>https://www.concursolutions.com${NOTIFICATION}/${id}</NotificationURI><ObjectType>${type}</ObjectType><ObjectURI>${uri}</ObjectURI></Notification>`
}
