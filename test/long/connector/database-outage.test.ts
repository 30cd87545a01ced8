import { expect } from 'chai'
import { useBenches } from '../../connector/bench.ts'
import { type CuttableLine, openLine } from '../../connector/cuttable-line.ts'
import { startLoad } from '../../connector/load.ts'
import { cleanReport, reportToSendBack } from '../../connector/reports.ts'
import { until } from '../../connector/until.ts'
import { onPostgres } from '../../support/engines.ts'
import { type PostgresServer, startPostgresServer } from '../../support/postgres-server.ts'
import { skipWithout } from '../../support/skip.ts'

/** What happens to the database, and how that ends. */
interface Outage {
  readonly databaseUrl: string
  readonly begin: () => Promise<void> | void
  readonly end: () => Promise<void> | void
}

describe('connector: the database goes away under load', () => {
  const openBench = useBenches()

  /** Concur goes on notifying before, while and after the database is away. */
  async function liveThrough({ databaseUrl, begin, end }: Outage): Promise<void> {
    const { simulator, connector, log, send, writes, settled } = await openBench({
      environment: { DATABASE_URL: databaseUrl },
      // As often as it takes, or the notifications would be left to the FAILED list.
      simulator: { notifyRetryMs: Array<number>(200).fill(300) },
    })
    const load = startLoad(send)
    const submit = () => [simulator.submit(cleanReport()), simulator.submit(reportToSendBack())]
    const before = submit()
    await until('notifications to be taken', () => load.answers.some(({ status }) => status === 200))
    await begin()
    const meanwhile = submit()
    await until('a notification to be refused', () => load.answers.some(({ status }) => status !== 200))
    await end()
    const takenBefore = load.taken.length
    await until('notifications to be taken again', () => load.taken.length > takenBefore + 10)
    const after = submit()
    await load.stop()
    await settled()

    const refused = load.answers.filter(({ status }) => status !== 200)
    expect(new Set(refused.map(({ status, retryAfter }) => `${status}, ${retryAfter}`))).to.deep.equal(
      new Set(['503, 5']),
    )
    const kept = await connector.overview.notifications({ limit: 100_000 })
    const keptPaths = new Set(kept.map(({ objectPath }) => objectPath))
    expect(load.taken.filter((path) => !keptPaths.has(path))).to.deep.equal([])
    for (const [approved = '', sentBack = ''] of [before, meanwhile, after]) {
      expect(writes(approved)).to.deep.equal(['Approve'])
      expect(writes(sentBack)).to.deep.equal(['exceptions NORECEIP', 'Send Back to Employee'])
    }
    expect(await connector.overview.counts()).to.have.all.keys('done', 'not reviewed')
    expect(log.of('connector.started')).to.have.length(1)
  }

  describe('on a server of its own', () => {
    let server: PostgresServer | undefined
    before(async function () {
      server = await startPostgresServer()
      if (server === undefined) skipWithout('initdb and pg_ctl of PostgreSQL', this)
    }).timeout(60_000)
    after(() => server?.remove())

    it('refuses notifications while the server is stopped, loses none, and goes on when it is started', async () => {
      if (server === undefined) throw new Error('there is no server')
      const { url, stop, start } = server
      await liveThrough({ databaseUrl: url, begin: stop, end: start })
    }).timeout(90_000)
  })

  onPostgres((engine) => {
    let line: CuttableLine
    beforeEach(async () => {
      line = await openLine(engine.url())
    })
    afterEach(() => line.close())

    function urlThroughLine(): string {
      const url = new URL(engine.url())
      url.port = new URL(line.url).port
      return url.href
    }

    it('refuses notifications while the server cannot be reached, loses none, and goes on by itself', () =>
      liveThrough({
        databaseUrl: urlThroughLine(),
        begin: () => line.cut(),
        end: () => line.restore(),
      })).timeout(90_000)

    it('refuses notifications while the server is silent, loses none, and goes on by itself', () =>
      liveThrough({
        databaseUrl: urlThroughLine(),
        begin: () => line.loseAnswers(),
        async end() {
          await line.cut()
          line.bringAnswers()
          await line.restore()
        },
      })).timeout(90_000)
  })
})
