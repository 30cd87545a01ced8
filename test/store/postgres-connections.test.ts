import { setTimeout as sleep } from 'node:timers/promises'
import { expect } from 'chai'
import { Kysely, sql } from 'kysely'
import { SILENT_LOG } from '../../server/log.ts'
import { type Database, openDatabase, schemaOf } from '../../server/store/database.ts'
import { createInbox } from '../../server/store/inbox/inbox.ts'
import { postgresDialect } from '../../server/store/postgres-dialect.ts'
import { listenForStored } from '../../server/store/postgres-wake.ts'
import { openLine } from '../connector/cuttable-line.ts'
import { until } from '../connector/until.ts'
import { onPostgres } from '../support/engines.ts'
import { open } from './inbox-process.ts'
import { at, callout, RAW } from './notifications.ts'
import { rejectionOf } from './rejection.ts'

/** Process ids, on the server, of the connections of this test whose last statement is like that. */
async function connectionsAt(db: Database, statement: string): Promise<readonly number[]> {
  const { rows } = await sql<{ pid: number }>`select pid from pg_stat_activity
    where application_name = current_setting('application_name') and query like ${statement}`.execute(db)
  return rows.map(({ pid }) => pid)
}

async function untilListening(db: Database, count: number): Promise<readonly number[]> {
  let listening: readonly number[] = []
  await until('connections that listen', async () => {
    listening = await connectionsAt(db, 'listen %')
    return listening.length === count
  })
  return listening
}

/** Of this test, all but the one that asks. @returns How many. */
async function endOtherConnections(db: Database): Promise<number> {
  const { rows } = await sql`select pg_terminate_backend(pid) from pg_stat_activity
    where application_name = current_setting('application_name') and pid <> pg_backend_pid()`.execute(db)
  return rows.length
}

describe('connections to a PostgreSQL server', () => {
  onPostgres((engine) => {
    it('wakes the other processes when one has stored something, and not those of another schema', async () => {
      const { db, inbox } = await open(engine)
      const heard = Promise.withResolvers<void>()
      let heardElsewhere = 0
      const elsewhere = () => {
        heardElsewhere += 1
      }
      const here = listenForStored(
        { url: engine.url(), schema: await schemaOf(db) },
        () => heard.resolve(),
        SILENT_LOG,
      )
      const there = listenForStored({ url: engine.url(), schema: 'another' }, elsewhere, SILENT_LOG)
      await untilListening(db, 2)

      await inbox.receive(callout(), RAW, at(0))
      await heard.promise

      await Promise.all([here.close(), there.close()])
      expect(heardElsewhere).to.equal(0)
    })

    it('listens again after its connection was lost', async () => {
      const { db, inbox } = await open(engine)
      const heard = Promise.withResolvers<void>()
      const subscription = listenForStored(
        { url: engine.url(), schema: await schemaOf(db) },
        () => heard.resolve(),
        SILENT_LOG,
      )
      const lost = await untilListening(db, 1)
      await endOtherConnections(db)
      await until('another connection that listens', async () => (await untilListening(db, 1))[0] !== lost[0])

      await inbox.receive(callout(), RAW, at(0))
      await heard.promise

      await subscription.close()
    })

    it('is opened though the server ends its connections again and again meanwhile', async () => {
      const other = await engine.open()
      const over = new AbortController()
      const opening = Promise.all([1, 2, 3, 4].map(() => openDatabase(engine.url()))).finally(() =>
        over.abort(),
      )
      for (let ended = 0; ended < 30 && !over.signal.aborted; ) ended += await endOtherConnections(other)

      for (const db of await opening) await db.destroy()
    })

    it('survives that the server ends its connections: the next statement takes a new one', async () => {
      let isNoticed = false
      const db = await openDatabase(engine.url(), {
        ...SILENT_LOG,
        warn() {
          isNoticed = true
        },
      })
      const inbox = createInbox(db)
      const other = await engine.open()
      await inbox.receive(callout('nBefore'), RAW, at(0))
      // One that is not given back yet is not missed.
      await until('the end of one to be noticed', async () => {
        await endOtherConnections(other)
        await sleep(20)
        if (!isNoticed) await sql`select 1`.execute(db).catch(() => undefined)
        return isNoticed
      })

      expect(await inbox.receive(callout('nAfter'), RAW, at(1))).to.deep.equal({ kind: 'stored', id: 2 })
      expect(await inbox.claim(at(2))).to.include({ id: 1 })
      await db.destroy()
    })

    it('gives up all connections once nothing comes on one any more, and goes on with a new one', async () => {
      const line = await openLine(engine.url())
      const url = new URL(engine.url())
      url.port = new URL(line.url).port
      const db = new Kysely({ dialect: postgresDialect(url.href, SILENT_LOG, { silenceMs: 300 }) })
      await Promise.all([1, 2, 3].map(() => sql`select pg_sleep(0.05)`.execute(db)))
      line.loseAnswers()

      const error = await rejectionOf(sql`select 2`.execute(db))
      // The connections that there are stay silent for ever.
      line.bringAnswers()
      const { rows } = await sql`select 3 as answer`.execute(db)

      expect(error).to.have.property('message', 'the server is silent for 300 ms')
      expect(rows).to.deep.equal([{ answer: 3 }])
      await db.destroy()
      await line.close()
    })

    it('lets the server end a transaction that is forgotten, with its locks', async () => {
      const { rows } = await sql`show idle_in_transaction_session_timeout`.execute(await engine.open())

      expect(rows).to.deep.equal([{ idle_in_transaction_session_timeout: '30s' }])
    })

    it('rejects what is under way on a connection that the server ends, and goes on with others', async () => {
      const { db, overview, inbox } = await open(engine)
      const other = await engine.open()
      const sleeping = rejectionOf(sql`select pg_sleep(20)`.execute(db))
      await until(
        'the statement to be under way',
        async () => (await connectionsAt(other, 'select pg_sleep%')).length > 0,
      )
      await endOtherConnections(other)

      expect(await sleeping).to.be.instanceOf(Error)
      // The connection may be used once more before its end is noticed; Concur would come again, too.
      const isStored = () => inbox.receive(callout(), RAW, at(0)).then(Boolean, () => false)
      await until('a notification to be stored', isStored)
      expect(await overview.counts()).to.deep.equal({ waiting: 1 })
    })
  })
})
