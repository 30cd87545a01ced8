import { once } from 'node:events'
import { connect, createServer, type Server } from 'node:net'
import { join } from 'node:path'
import { expect } from 'chai'
import { Client } from 'pg'
import { openDatabase } from '../../../server/store/database.ts'
import { createInbox } from '../../../server/store/inbox/inbox.ts'
import { readFigures } from '../../../server/store/operators/figures.ts'
import { useBenches } from '../../connector/bench.ts'
import { startLoad } from '../../connector/load.ts'
import { cleanReport } from '../../connector/reports.ts'
import { until, untilNothingIsLeft } from '../../connector/until.ts'
import { at, callout, RAW } from '../../store/notifications.ts'
import { startPostgresPair } from '../../support/postgres-pair.ts'
import { INITDB, serverIn, usePostgresPrograms } from '../../support/postgres-server.ts'
import { skipWithout } from '../../support/skip.ts'
import { steadyPort } from '../../support/steady-port.ts'

const PROGRAMS = 'initdb, pg_ctl and pg_basebackup of PostgreSQL'
/** What is promised of a server that takes writes again. */
const RECOVERY_MS = 20_000

/** An address that leads to another server when it is told so; what is connected stays where it is. */
async function openFront(firstPort: number): Promise<{ url: string; port: number; server: Server }> {
  const front = { url: '', port: firstPort, server: createServer() }
  front.server.on('connection', (near) => {
    const far = connect(front.port, '127.0.0.1')
    for (const socket of [near, far]) socket.on('error', () => undefined)
    near.on('close', () => far.destroy())
    far.on('close', () => near.destroy())
    near.pipe(far)
    far.pipe(near)
  })
  const port = await steadyPort()
  front.server.listen(port, '127.0.0.1')
  await once(front.server, 'listening')
  front.url = `postgres://postgres@127.0.0.1:${port}/postgres`
  return front
}

async function ask(port: number, ...statements: readonly string[]): Promise<void> {
  const client = new Client({ connectionString: `postgres://postgres@127.0.0.1:${port}/postgres` })
  await client.connect()
  for (const statement of statements) await client.query(statement)
  await client.end()
}

describe('connector: another database server takes over', () => {
  const openBench = useBenches()

  it('goes on by itself when a standby is promoted, and loses nothing that it acknowledged', async function () {
    const pair = (await startPostgresPair()) ?? skipWithout(PROGRAMS, this)
    const bench = await openBench({
      environment: { DATABASE_URL: pair.url },
      simulator: { notifyRetryMs: Array<number>(200).fill(300) },
    })
    const load = startLoad(bench.send)
    const before = bench.simulator.submit(cleanReport())
    await until('notifications to be taken', () => load.taken.length > 10)
    await pair.switchOver()
    const taken = load.taken.length
    await until('notifications to be taken again', () => load.taken.length > taken + 10, RECOVERY_MS)
    const after = bench.simulator.submit(cleanReport())
    await load.stop()
    await bench.settled()

    const refused = load.answers.filter(({ status }) => status !== 200)
    expect(refused.filter(({ status, retryAfter }) => status !== 503 || retryAfter === null)).to.deep.equal(
      [],
    )
    const kept = new Set(
      (await bench.connector.overview.notifications({ limit: 100_000 })).map(({ objectPath }) => objectPath),
    )
    expect(load.taken.filter((path) => !kept.has(path))).to.deep.equal([])
    for (const report of [before, after]) expect(bench.writes(report)).to.deep.equal(['Approve'])
    await bench.connector.stop()
    await pair.remove()
  }).timeout(180_000)

  it('leaves a server that has become read-only, though its connections to it still stand', async function () {
    const programs = (await usePostgresPrograms()) ?? skipWithout(PROGRAMS, this)
    const [old, young] = await Promise.all(
      ['old', 'young'].map(async (name) => {
        const data = join(programs.folder, name)
        const port = await steadyPort()
        await programs.call('initdb', ['-D', data, ...INITDB])
        await serverIn(programs, data, port).start()
        return port
      }),
    )
    const front = await openFront(young ?? 0)
    await (await openDatabase(front.url)).destroy()
    front.port = old ?? 0
    const db = await openDatabase(front.url)
    const inbox = createInbox(db)
    const receive = (count: number) => inbox.receive(callout(`n${count}`), RAW, at(count))
    await Promise.all([1, 2, 3].map((count) => Promise.all([receive(count), readFigures(db)])))

    await ask(old ?? 0, 'alter system set default_transaction_read_only = on', 'select pg_reload_conf()')
    let count = 10
    const isKept = () => receive((count += 1)).then(Boolean, () => false)
    await until('the old server to refuse one', async () => !(await isKept()), RECOVERY_MS)
    front.port = young ?? 0
    await until('a notification to be kept', isKept, RECOVERY_MS)
    // None of those that were open before is used again.
    for (let more = 0; more < 20; more += 1)
      expect(await receive((count += 1))).to.include({ kind: 'stored' })

    await db.destroy()
    front.server.close()
    await programs.remove()
  }).timeout(120_000)

  it('has every report approved once, and leaves none, where the new server lacks the last commits', async function () {
    const programs = (await usePostgresPrograms()) ?? skipWithout(PROGRAMS, this)
    const [oldData, newData] = [join(programs.folder, 'old'), join(programs.folder, 'new')]
    const [oldPort, newPort] = [await steadyPort(), await steadyPort()]
    await programs.call('initdb', ['-D', oldData, ...INITDB])
    const old = serverIn(programs, oldData, oldPort)
    await old.start()
    const front = await openFront(oldPort)
    const bench = await openBench({
      environment: { DATABASE_URL: front.url },
      settings: { RECONCILE_MINUTES: 0.05 },
      simulator: { notifyRetryMs: Array<number>(200).fill(300) },
    })
    const submit = (count: number) =>
      Array.from({ length: count }, () => bench.simulator.submit(cleanReport()))
    const reports = submit(10)
    const copy = programs.call('pg_basebackup', [
      '-D',
      newData,
      '-d',
      `postgres://postgres@127.0.0.1:${oldPort}/postgres`,
      '-c',
      'fast',
      '--no-sync',
    ])
    reports.push(...submit(10))
    await copy
    reports.push(...submit(30))
    // What is kept from here on is lost.
    await until('some to be approved', () => bench.simulator.ledger.length > 25)
    const switched = old.stop()
    front.port = newPort
    await switched
    await serverIn(programs, newData, newPort).start()
    reports.push(...submit(5))

    await untilNothingIsLeft(
      'all to be approved',
      () => reports.filter((report) => bench.writes(report).length === 0).length,
      90_000,
    )
    await bench.settled()
    for (const report of reports) expect(bench.writes(report)).to.deep.equal(['Approve'])
    const db = await openDatabase(front.url)
    await until('no review to be open', async () => (await readFigures(db)).stuckReports === 0)
    await db.destroy()
    await bench.connector.stop()
    front.server.close()
    await programs.remove()
  }).timeout(240_000)
})
