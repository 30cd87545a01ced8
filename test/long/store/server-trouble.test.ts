import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { expect } from 'chai'
import { Client } from 'pg'
import { DatabaseError, openDatabase } from '../../../server/store/database.ts'
import { checkReceiving } from '../../../server/store/inbox/check-receiving.ts'
import { createInbox } from '../../../server/store/inbox/inbox.ts'
import { createOverview } from '../../../server/store/operators/overview.ts'
import { until } from '../../connector/until.ts'
import { recordedLog } from '../../listeners/recorded-log.ts'
import { at, callout, RAW } from '../../store/notifications.ts'
import { rejectionOf } from '../../store/rejection.ts'
import {
  INITDB,
  type PostgresServer,
  serverIn,
  startPostgresServer,
  usePostgresPrograms,
} from '../../support/postgres-server.ts'
import { skipWithout } from '../../support/skip.ts'
import { steadyPort } from '../../support/steady-port.ts'

async function refusal(url: string): Promise<string> {
  const error = await rejectionOf(openDatabase(url))
  expect(error).to.be.instanceOf(DatabaseError)
  return String(error)
}

describe('a PostgreSQL server that is not as it should be', () => {
  let server: PostgresServer
  before(async function () {
    server = (await startPostgresServer()) ?? skipWithout('initdb and pg_ctl of PostgreSQL', this)
  }).timeout(60_000)
  after(() => server?.remove())

  const urlOf = (database: string, user = 'postgres') =>
    server.url.replace(/postgres@/, `${user}@`).replace(/\/postgres$/, `/${database}`)

  async function run(database: string, ...statements: readonly string[]): Promise<void> {
    const client = new Client({ connectionString: urlOf(database) })
    await client.connect()
    try {
      for (const statement of statements) await client.query(statement)
    } finally {
      await client.end()
    }
  }

  it('is refused where letters of names have no place in its encoding', async () => {
    await run(
      'postgres',
      "create database latin encoding 'LATIN1' lc_collate 'C' lc_ctype 'C' template template0",
    )

    expect(await refusal(urlOf('latin')))
      .to.include('encoding of the database is LATIN1')
      .and.include("create database ... encoding 'UTF8' template template0")
  })

  it('is refused where the schema of the address does not exist, and nothing is made in another', async () => {
    expect(await refusal(`${urlOf('postgres')}?options=-csearch_path%3Dacme,public`)).to.include(
      'the role postgres finds no schema acme: create schema acme authorization postgres',
    )
  })

  it('is refused where the role may make no tables, and says what it needs', async () => {
    await run(
      'postgres',
      'create role guest login',
      'create schema closed',
      'grant usage on schema closed to guest',
    )

    expect(await refusal(`${urlOf('postgres', 'guest')}?options=-csearch_path%3Dclosed`))
      .to.include('permission denied for schema closed')
      .and.include('has to own the schema')
  })

  it('is refused where its tables are of a newer version', async () => {
    await run('postgres', 'create database newer')
    await (await openDatabase(urlOf('newer'))).destroy()
    await run(
      'newer',
      "insert into kysely_migration values ('999-from-the-future', '2030-01-01T00:00:00.000Z')",
    )

    expect(await refusal(urlOf('newer'))).to.include(
      'its tables are of a newer version of the connector, which made 999-from-the-future: start that version',
    )
  })

  it('is not ready where a notification could not be kept for want of a right, and the check leaves nothing', async () => {
    await run('postgres', 'create database rights', 'create role clerk login')
    const owner = await openDatabase(urlOf('rights'))
    await checkReceiving(owner)
    expect(await createOverview(owner).counts()).to.deep.equal({})
    await owner.destroy()
    await run(
      'rights',
      'grant all on all tables in schema public to clerk',
      'grant create on schema public to clerk',
    )

    const db = await openDatabase(urlOf('rights', 'clerk'))
    const error = await rejectionOf(checkReceiving(db))
    await db.destroy()

    expect(String(error))
      .to.include('permission denied for sequence notification_id_seq')
      .and.include('its tables and its sequences')
  })

  it('keeps all that comes where the role may open fewer connections than the connector would', async () => {
    await run(
      'postgres',
      'create role narrow login connection limit 3',
      'create database narrow owner narrow',
    )
    const log = recordedLog()
    const db = await openDatabase(urlOf('narrow', 'narrow'), log)
    const inboxes = Array.from({ length: 40 }, () => createInbox(db))

    const receipts = await Promise.all(
      inboxes.map((inbox, index) => inbox.receive(callout(`n${index}`), RAW, at(index))),
    )

    expect(receipts.filter(({ kind }) => kind !== 'stored')).to.deep.equal([])
    expect(log.of('database.full')).to.have.length(1)
    await db.destroy()
  })

  it('is waited for while it starts, with lines in the log', async function () {
    const programs = (await usePostgresPrograms()) ?? skipWithout('initdb and pg_ctl of PostgreSQL', this)
    const data = join(programs.folder, 'data')
    const port = await steadyPort()
    await programs.call('initdb', ['-D', data, ...INITDB])
    // Until it is promoted it answers as one does that replays its log.
    await writeFile(join(data, 'standby.signal'), '')
    await writeFile(join(data, 'postgresql.auto.conf'), 'hot_standby = off\n')
    const starting = serverIn(programs, data, port)
    await starting.start()
    const log = recordedLog()
    const url = `postgres://postgres@127.0.0.1:${port}/postgres`
    const opening = openDatabase(url, log, { startMs: 60_000 })
    await until('the wait to be told', () => log.of('database.waiting').length > 0)
    await programs.call('pg_ctl', ['-D', data, 'promote', '-w'])
    const db = await opening

    await checkReceiving(db)
    await db.destroy()
    await starting.stop()
    await programs.remove()
  }).timeout(120_000)
})
