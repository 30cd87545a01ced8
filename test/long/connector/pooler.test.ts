import { expect } from 'chai'
import { Client } from 'pg'
import { type BenchOptions, useBenches } from '../../connector/bench.ts'
import { cleanReport, reportToSendBack } from '../../connector/reports.ts'
import { type Pooler, startPgbouncer } from '../../support/pgbouncer.ts'
import { type PostgresServer, startPostgresServer } from '../../support/postgres-server.ts'
import { skipWithout } from '../../support/skip.ts'

describe('connector: a pooler in front of the database', () => {
  const openBench = useBenches()
  let server: PostgresServer
  before(async function () {
    server = (await startPostgresServer()) ?? skipWithout('initdb and pg_ctl of PostgreSQL', this)
  }).timeout(60_000)
  after(() => server?.remove())

  /** @returns The rows of the last. */
  async function onServer(...statements: readonly string[]): Promise<readonly unknown[]> {
    const client = new Client({ connectionString: server.url })
    await client.connect()
    try {
      let rows: readonly unknown[] = []
      for (const statement of statements) rows = (await client.query(statement)).rows
      return rows
    } finally {
      await client.end()
    }
  }

  for (const mode of ['session', 'transaction'] as const) {
    describe(`PgBouncer in ${mode} mode`, () => {
      let pooler: Pooler
      beforeEach(async function () {
        // A session for each connection, or there would be too few for two connectors.
        const settings = mode === 'session' ? ['default_pool_size = 40'] : []
        pooler = (await startPgbouncer(server.url, mode, settings)) ?? skipWithout('pgbouncer', this)
        await onServer('create schema acme', 'create schema other')
      })
      afterEach(async () => {
        await pooler?.close()
        await onServer('drop schema acme cascade', 'drop schema other cascade')
      })

      const start = (schema: string, options: BenchOptions = {}) =>
        openBench({
          environment: { DATABASE_URL: `${pooler.url}?options=-csearch_path%3D${schema}` },
          ...options,
        })

      it('keeps what one company receives out of the tables of another', async () => {
        const [acme, other] = [await start('acme'), await start('other')]
        const reports = Array.from({ length: 10 }, () => [
          acme.simulator.submit(cleanReport()),
          other.simulator.submit(reportToSendBack()),
        ])
        await Promise.all([acme.settled(), other.settled()])

        for (const [approved = '', sentBack = ''] of reports) {
          expect(acme.writes(approved)).to.deep.equal(['Approve'])
          expect(other.writes(sentBack)).to.deep.equal(['exceptions NORECEIP', 'Send Back to Employee'])
        }
        expect(await acme.connector.overview.counts()).to.deep.equal({ done: 10 })
        expect(await other.connector.overview.counts()).to.deep.equal({ done: 10 })
        expect(
          await onServer(`select nspname from pg_namespace where nspname = 'public'
          and exists (select 1 from pg_class where relnamespace = pg_namespace.oid)`),
        ).to.deep.equal([])
      }).timeout(90_000)

      it('has what two connectors of a company receive reviewed once', async () => {
        const bench = await start('acme')
        const second = await start('acme', { concurUrl: () => Promise.resolve(bench.simulator.url) })
        const reports = Array.from({ length: 20 }, () => bench.simulator.submit(cleanReport()))
        await bench.settled()

        for (const report of reports) expect(bench.writes(report)).to.deep.equal(['Approve'])
        for (const { log } of [bench, second]) {
          expect(log.of('inbox.failed')).to.deep.equal([])
          expect(log.of('notification.not-settled')).to.deep.equal([])
        }
      }).timeout(90_000)
    })
  }

  it('works at its usual pace where transactions are serializable unless they say otherwise', async () => {
    await onServer(
      'create database strict',
      "alter database strict set default_transaction_isolation = 'serializable'",
    )
    const DATABASE_URL = server.url.replace(/postgres$/, 'strict')
    const bench = await openBench({ environment: { DATABASE_URL } })
    const reports = Array.from({ length: 40 }, () => bench.simulator.submit(cleanReport()))
    await bench.settled()

    for (const report of reports) expect(bench.writes(report)).to.deep.equal(['Approve'])
    expect((await bench.notifications()).filter(({ attempts }) => attempts !== 1)).to.deep.equal([])
    expect(bench.log.lines.filter(({ level }) => level === 'error')).to.deep.equal([])
  }).timeout(90_000)
})
