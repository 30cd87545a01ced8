import { access } from 'node:fs/promises'
import { expect } from 'chai'
import { sql } from 'kysely'
import { SILENT_LOG } from '../../server/log.ts'
import { historyRecordOf } from '../../server/policy/facts/history-record.ts'
import { subjectOf } from '../../server/review/report-status.ts'
import { openArrivals } from '../../server/store/arrivals/open-arrivals.ts'
import { type CopiedTable, CopyError, copyStore } from '../../server/store/copy-store.ts'
import type { Database } from '../../server/store/database.ts'
import { createInbox } from '../../server/store/inbox/inbox.ts'
import { createJobs } from '../../server/store/jobs.ts'
import { createOverview } from '../../server/store/operators/overview.ts'
import { createSubscriptionStore } from '../../server/store/operators/subscriptions.ts'
import { createApiKeys } from '../../server/store/people/api-keys.ts'
import { createPeople } from '../../server/store/people/people.ts'
import { createTrail } from '../../server/store/people/trail.ts'
import { pseudonymFor } from '../../server/store/personal-data/pseudonyms.ts'
import { keepLoadedPolicy } from '../../server/store/policies/policy-versions.ts'
import { createRefreshTokens } from '../../server/store/refresh-tokens.ts'
import { createJournal } from '../../server/store/reviews/journal.ts'
import { createReviews } from '../../server/store/reviews/reviews.ts'
import { runCommand } from '../commands/run-command.ts'
import { buildReport } from '../support/build-report.ts'
import { onPostgres } from '../support/engines.ts'
import { useDatabases } from './databases.ts'
import { at, callout, claimedAt, RAW } from './notifications.ts'
import { rejectionOf } from './rejection.ts'

/** One that is not taken over when the connector stops. */
async function arrive(url: string): Promise<void> {
  const door = await openArrivals(url, SILENT_LOG)
  await door.keep({ kind: 'notification', notification: callout('nArrived'), raw: RAW, at: at(9) })
  await door.close()
}

/** One row at least in every table. */
async function fill(db: Database): Promise<void> {
  const inbox = createInbox(db)
  await inbox.receive(
    callout('nOne', { context: 'Zoë "quoted", {braced}, back\\slash, \u{1F9FE}' }),
    RAW,
    at(0),
  )
  const claimed = await claimedAt(inbox, 1)
  const reviews = createReviews(db)
  const opened = await reviews.open(
    claimed,
    { key: 'step 1', subject: subjectOf(buildReport()), mode: 'act' },
    at(2),
  )
  if (opened.kind !== 'ours') throw new Error(`the review is ${opened.kind}`)
  await reviews.record(opened.review, { kind: 'read', summary: 'read', document: RAW }, at(3))
  const decision = {
    policyVersion: 'v1',
    enforce: 'act',
    findings: [],
    notEvaluated: [{ rule: 'per-diem', reason: 'no rate', enforce: 'act' }],
    outcome: 'approve',
  } as const
  await reviews.decided(
    opened.review,
    { by: 'policy', decision },
    { readingKey: 'k1', kept: { historyRecord: historyRecordOf(buildReport()), facts: RAW } },
    at(3),
  )
  const approve = { kind: 'workflow', action: 'Approve', path: '/workflowaction' } as const
  await createJournal(db).send(opened.review, approve, claimed, at(4))
  await reviews.finish(opened.review, 'approved', undefined, at(5))
  await inbox.settle(claimed, { state: 'done' }, at(5))
  await inbox.receive(callout('nTwo'), Uint8Array.of(0, 255, 13, 10), at(6))
  await inbox.quarantine('callout', Uint8Array.of(0, 128), ['not XML'], at(7))
  await createRefreshTokens(db, 'owner').store('token', 'seed', at(8))
  await createJobs(db).isOurs('reconcile', 0, at(9))
  await db
    .insertInto('alert')
    .values({ cause: 'held', subject: 'review 1', since: 1, count: 1, raised_at: 2 })
    .execute()
  await db
    .insertInto('human_decision')
    .values({
      review_id: 1,
      notification_id: 1,
      content: JSON.stringify({
        reviewId: 1,
        readingKey: 'k1',
        action: 'approve',
        verdicts: { 'hotel-cap@e1': 'exception' },
        by: 'ada@example.com',
      }),
      state: 'taken back',
      accepted_at: 1,
      due_at: 2,
    })
    .execute()
  await db
    .insertInto('review_note')
    .values({ review_id: 1, kind: 'note', author: 'ada@example.com', content: 'seen', written_at: 1 })
    .execute()
  await db.insertInto('concur_user').values({ user_id: 'u1', name: 'Ada', asked_at: 1 }).execute()
  await keepLoadedPolicy(
    db,
    { version: 'v1', name: 'Rules', texts: { text: 'rules', lists: new Map() } },
    at(2),
  )
  await fillPolling(db)
  await fillPeople(db)
}

async function fillPolling(db: Database): Promise<void> {
  await db
    .insertInto('elements_key')
    .values({ name: 'key', user_hash: 'a', organization_hash: 'b', created_at: 1 })
    .execute()
  await db
    .insertInto('instance')
    .values({
      element: 'concur',
      name: 'Instance',
      body: '{}',
      secrets: 'encrypted',
      created_at: 1,
      updated_at: 2,
      state: 'waiting',
      due_at: 3,
    })
    .execute()
  await db.insertInto('polled_resource').values({ instance_id: 1, name: 'reports', state: '{}' }).execute()
  await db
    .insertInto('poll_ledger')
    .values({ resource_id: 1, object_id: 'A1', sequence: 1, updated_text: 'now', hash: 'a', changed_at: 4 })
    .execute()
  await db
    .insertInto('delivery')
    .values({
      line: 'instance:1',
      instance_id: 1,
      resource: 'reports',
      event_id: 'e1',
      body: RAW,
      events: 1,
      created_at: 5,
      state: 'waiting',
      due_at: 5,
    })
    .execute()
  await db.insertInto('vendor_token').values({ id: 'login', content: 'encrypted', updated_at: 6 }).execute()
  await createSubscriptionStore(db).expect(['acme.expense.v1'], at(10))
}

async function fillPeople(db: Database): Promise<void> {
  const by = { login: 'root' }
  await createPeople(db).add({ login: 'ada', name: 'Ada', role: 'admin' }, by, at(11))
  await createApiKeys(db).create('key', 'viewer', { login: 'ada' }, at(12))
  const pseudonym = await pseudonymFor(db, ['grace'], at(13))
  await db.insertInto('erasure').values({ pseudonym_id: pseudonym.id, counts: '{}', begun_at: 13 }).execute()
}

/** All rows of those tables, in the order of their keys. */
async function contentOf(db: Database, tables: readonly string[]): Promise<unknown> {
  const content: unknown[] = []
  for (const table of tables) {
    const { rows } = await sql<Row>`select * from ${sql.table(table)} order by 1`.execute(db)
    content.push([table, rows.map(plain)])
  }
  return content
}

type Row = Readonly<Record<string, unknown>>

/** pg gives bytes as Buffers, which chai tells apart from the arrays of SQLite. */
function plain(row: Row): Row {
  const values = Object.entries(row).map(([name, value]) => [
    name,
    value instanceof Uint8Array ? [...value] : value,
  ])
  return Object.fromEntries(values)
}

async function copy(from: Database, to: Database): Promise<readonly CopiedTable[]> {
  const copied: CopiedTable[] = []
  await copyStore(from, to, at(60), (table) => copied.push(table))
  return copied
}

describe('copying a SQLite file to a PostgreSQL server', () => {
  const databases = useDatabases()

  onPostgres((server) => {
    it('takes every row of every table, bytes and all', async () => {
      const [from, to] = [await databases.open(), await server.open()]
      await fill(from)
      await arrive(`sqlite:${databases.path()}`)

      const copied = await copy(from, to)

      const { rows } = await sql<{ name: string }>`
        select name from sqlite_master where type = 'table' and name not like 'sqlite_%'
        and name not like 'kysely_%' order by name`.execute(from)
      // How far the arrivals are taken over; those that are not are copied.
      const tables = [...rows.map(({ name }) => name), 'arrival'].filter((name) => name !== 'taken_over')
      expect(copied.map(({ table }) => table)).to.have.members(tables)
      expect(await contentOf(to, tables)).to.deep.equal(await contentOf(from, tables))
      const counts = Object.fromEntries(copied.map((each) => [each.table, each.rows]))
      // Whoever opens the database writes a job of its own.
      expect(counts['job']).to.be.greaterThan(0)
      expect({ ...counts, job: 0 }).to.deep.equal({
        arrival: 1,
        notification: 2,
        quarantine: 1,
        review: 1,
        review_rule: 1,
        review_event: 3,
        report_facts: 1,
        past_expense: 1,
        effect: 1,
        subscription: 1,
        token: 1,
        job: 0,
        alert: 1,
        elements_key: 1,
        human_decision: 1,
        review_note: 1,
        instance: 1,
        polled_resource: 1,
        poll_ledger: 1,
        delivery: 1,
        vendor_token: 1,
        person: 1,
        api_key: 1,
        trail: 2,
        trail_name: 3,
        told: 0,
        saved_view: 0,
        bulk_decision: 0,
        session: 0,
        presence: 0,
        clock: 0,
        pseudonym_secret: 1,
        pseudonym: 1,
        pseudonym_key: 1,
        erasure: 1,
        concur_user: 1,
        policy_version: 1,
      })
    })

    it('takes U+0000, which an older version kept in the file, as the character that stands for it', async () => {
      const [from, to] = [await databases.open(), await server.open()]
      await fill(from)
      await sql`update review set report_name = 'A' || char(0) || 'B'`.execute(from)

      await copy(from, to)

      const { rows } = await sql`select report_name from review`.execute(to)
      expect(rows).to.deep.equal([{ report_name: 'A\ufffdB' }])
    })

    it('is taken up where the file ended: what waits is claimed, and numbers go on', async () => {
      const [from, to] = [await databases.open(), await server.open()]
      await fill(from)
      // The last number was given to a row that is gone.
      await createInbox(from).receive(callout('nGone'), RAW, at(10))
      await from.deleteFrom('notification').where('id', '=', 3).execute()
      await copy(from, to)
      const inbox = createInbox(to)

      expect(await inbox.receive(callout('nThree'), RAW, at(70))).to.deep.equal({ kind: 'stored', id: 4 })
      expect(await inbox.receive(callout('nTwo'), RAW, at(70))).to.deep.equal({ kind: 'duplicate', id: 2 })
      expect(await inbox.claim(at(71))).to.include({ id: 2 })
      const trail = createTrail(to)
      const act = {
        who: { login: 'ada' },
        act: 'review approve',
        subject: 'review 1',
        outcome: 'done',
      } as const
      expect(await trail.append({ at: at(72), ...act })).to.equal(3)
      expect(await trail.verify()).to.deep.include({ rows: 3, problems: [] })
      expect(await createOverview(to).review('1')).to.have.nested.property('review.visitKey', 'step 1')
    })

    it('takes more rows than go at once, and none of an empty table', async () => {
      const [from, to] = [await databases.open(), await server.open()]
      const inbox = createInbox(from)
      await Promise.all(
        Array.from({ length: 450 }, (_, index) => inbox.receive(callout(`n${index}`), RAW, at(index))),
      )

      const copied = await copy(from, to)

      expect(copied.slice(0, 2)).to.containSubset([
        { table: 'notification', rows: 450 },
        { table: 'quarantine', rows: 0 },
      ])
      expect(await createOverview(to).counts()).to.deep.equal({ waiting: 450 })
    })

    it('is refused while another process has the file open, even if that one is idle', async () => {
      const [from, to] = [await databases.open(), await server.open()]
      await databases.open()

      const error = await rejectionOf(copy(from, to))

      expect(error).to.be.instanceOf(CopyError)
      expect(error).to.have.property('message').that.includes('stop the connector')
    })

    it('is refused while a notification is being worked on', async () => {
      const [from, to] = [await databases.open(), await server.open()]
      const inbox = createInbox(from)
      await inbox.receive(callout(), RAW, at(0))
      await claimedAt(inbox, 59)

      expect(await rejectionOf(copy(from, to)))
        .to.be.instanceOf(CopyError)
        .with.property('message')
        .that.includes('1 notifications are being worked on')
    })

    it('is refused when the server has anything already, and leaves that as it is', async () => {
      const [from, to] = [await databases.open(), await server.open()]
      await fill(from)
      await createInbox(to).receive(callout('nTheirs'), RAW, at(0))

      expect(await rejectionOf(copy(from, to)))
        .to.be.instanceOf(CopyError)
        .with.property('message')
        .that.includes('"notification"')
        .and.includes('not empty')
      expect(await createOverview(to).counts()).to.deep.equal({ waiting: 1 })
    })

    it('leaves nothing behind when it fails, and can be started again', async () => {
      await server.bare()
      const [from, to] = [await databases.open(), await server.open()]
      await fill(from)
      await sql`alter table token add constraint broken check (refresh_token <> 'token')`.execute(to)

      const error = await rejectionOf(copy(from, to))

      expect(error).to.be.instanceOf(CopyError).with.property('message').that.includes('broken')
      expect(await createOverview(to).counts()).to.deep.equal({})
      await sql`alter table token drop constraint broken`.execute(to)
      await copy(from, to)
      expect(await createOverview(to).counts()).to.deep.equal({ done: 1, waiting: 1 })
    })

    it('is undone when something else is read back than was sent', async () => {
      await server.bare()
      const [from, to] = [await databases.open(), await server.open()]
      await fill(from)
      await sql`create function spoil() returns trigger language plpgsql as
        $$ begin new.summary := 'spoilt'; return new; end $$`.execute(to)
      await sql`create trigger spoil before insert on review_event for each row execute function spoil()`.execute(
        to,
      )

      expect(await rejectionOf(copy(from, to)))
        .to.be.instanceOf(CopyError)
        .with.property('message')
        .that.includes('"review_event" is not the same')
      expect(await createOverview(to).counts()).to.deep.equal({})
    })

    it('is a command that prints a line for each table', async () => {
      const from = await databases.open()
      await fill(from)
      await from.destroy()

      const { code, stdout } = await migrateStore(`sqlite:${databases.path()}`, server.url())

      expect(code).to.equal(0)
      expect(stdout).to.match(/^notification +2 rows, checksum [0-9a-f]{16}$/m)
      expect(stdout).to.match(/^token +1 rows/m)
      expect(stdout.trim().split('\n').at(-1)).to.include('copied and verified')
      expect(await createOverview(await server.open()).counts()).to.deep.equal({ done: 1, waiting: 1 })
    })
  })

  it('is a command that makes no file where there is none', async () => {
    const { code, stderr } = await migrateStore(`sqlite:${databases.path()}`, 'postgres://127.0.0.1:1/none')

    expect(code).to.equal(2)
    expect(stderr).to.include(databases.path())
    expect(await rejectionOf(access(databases.path()))).to.have.property('code', 'ENOENT')
  })

  it('is a command that does not copy the other way round', async () => {
    const { code, stderr } = await migrateStore('postgres://127.0.0.1:1/none', 'sqlite:here.db')

    expect(code).to.equal(2)
    expect(stderr).to.include('--from')
  })
})

function migrateStore(from: string, to: string) {
  return runCommand(['migrate-store', '--from', from, '--to', to])
}
