import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import type { Database } from '../../server/store/database.ts'
import { createPeople } from '../../server/store/people/people.ts'
import { createSessions } from '../../server/store/people/sessions.ts'
import { type Browser, servePages } from '../routes/console/console-pages.ts'
import { compareOne, NAME_WIDTH } from './compare-two.ts'
import { benchDatabases } from './databases.ts'
import { median, print, row } from './figures.ts'
import { filled } from './filled-database.ts'
import { type LoadResult, load } from './load.ts'
import { printReportWeights, printWeight, printWeightHeading } from './page-weights.ts'
import { freePort, startConnector } from './subjects.ts'

// `npm run bench console [few] [many] [seconds]`: pages with 500 held reviews among so many that are over, what a page
// weighs, and acknowledgements while twenty people click.
const [FEW = 10_000, MANY = 1_000_000, SECONDS = 10] = process.argv.slice(2).map(Number)
const CLICKERS = 20
/** Somebody who reads takes longer; these are in a hurry. */
const CLICK_EVERY_MS = 1000
const REPEATS = 3
const DAY_MS = 86_400_000

const folder = mkdtempSync(join(tmpdir(), 'connector-console-'))
try {
  await comparePages()
  await printReportWeights(folder)
  for (const [engine, database] of Object.entries(await benchDatabases(folder, 'connector_bench_clicks'))) {
    await compareClicking(engine, database)
  }
} finally {
  rmSync(folder, { recursive: true, force: true })
}

async function comparePages(): Promise<void> {
  const few = await benchDatabases(folder, 'connector_bench_few')
  const many = await benchDatabases(folder, 'connector_bench_many')
  for (const [engine, makeFew] of Object.entries(few)) {
    const makeMany = many[engine]
    if (makeMany === undefined) continue
    const small = await filled(await makeFew(), FEW)
    const large = await filled(await makeMany(), MANY)
    const [smallPages, largePages] = [await openPages(small), await openPages(large)]
    print(row(engine.padEnd(NAME_WIDTH), `${FEW} ms`, `${MANY} ms`, 'ratio'))
    for (const name of ['list', 'report'] as const)
      await compareOne(
        name,
        () => shown(smallPages.browser, smallPages[name]),
        () => shown(largePages.browser, largePages[name]),
      )
    printWeightHeading()
    for (const name of ['list', 'report'] as const)
      await printWeight(name, largePages.browser, largePages.url, largePages[name])
    await Promise.all([smallPages.close(), largePages.close()])
    await Promise.all([small.destroy(), large.destroy()])
  }
}

async function openPages(db: Database) {
  const pages = await servePages(db)
  const browser = await pages.browserFor({ login: 'carla', name: 'Carla', role: 'controller' })
  const { id } = await db
    .selectFrom('review')
    .select('id')
    .where('result', '=', 'held')
    .orderBy('id')
    .executeTakeFirstOrThrow()
  return { browser, url: pages.url, list: '/', report: `/reviews/${id}`, close: () => pages.close() }
}

async function shown(browser: Browser, path: string): Promise<string> {
  const answer = await browser.get(path)
  if (!answer.ok) throw new Error(`${path} answers ${answer.status}`)
  return answer.text()
}

async function compareClicking(engine: string, database: () => Promise<string>): Promise<void> {
  const alone: LoadResult[] = []
  const clicked: LoadResult[] = []
  for (let repeat = 0; repeat < REPEATS; repeat += 1) {
    alone.push(await acknowledged(await database(), 0))
    clicked.push(await acknowledged(await database(), CLICKERS))
  }
  print(`\n${engine}, 200 notifications a second (median of ${REPEATS}, in turn)`)
  print(row('people'.padEnd(NAME_WIDTH), 'median ms', 'p99 ms', 'not 200'))
  for (const [people, results] of [[0, alone] as const, [CLICKERS, clicked] as const]) {
    const of = (pick: (result: LoadResult) => number) => median(results.map(pick)).toFixed(2)
    const refused = results.reduce((sum, each) => sum + each.refused, 0)
    print(
      row(
        String(people).padEnd(NAME_WIDTH),
        of((r) => r.medianMs),
        of((r) => r.p99Ms),
        String(refused),
      ),
    )
  }
}

async function acknowledged(databaseUrl: string, people: number): Promise<LoadResult> {
  const db = await filled(databaseUrl, FEW)
  const cookies = await signedIn(db, people)
  await db.destroy()
  const consolePort = await freePort()
  const subject = await startConnector(databaseUrl, { CONSOLE_PORT: String(consolePort) })
  const ended = new AbortController()
  const clicking = Promise.all(cookies.map((cookie) => click(consolePort, cookie, ended.signal)))
  try {
    return await load({ ...subject, connections: 16, seconds: SECONDS, perSecond: 200 })
  } finally {
    ended.abort()
    await clicking
    await subject.stop()
  }
}

async function signedIn(db: Database, count: number): Promise<readonly string[]> {
  const root = { login: 'root', name: 'Root', role: 'admin' } as const
  const people = createPeople(db)
  const sessions = createSessions(db, { idleMs: DAY_MS, absoluteMs: DAY_MS })
  await people.add(root, root, new Date())
  const cookies: string[] = []
  for (let number = 0; number < count; number += 1) {
    const added = await people.add(
      { login: `person-${number}`, name: `Person ${number}`, role: 'controller' },
      root,
      new Date(),
    )
    if (!added.ok) throw new Error(added.reason)
    cookies.push(await sessions.begin(added.person, 'password', new Date()))
  }
  return cookies
}

/** Opens the list and a report of it in turn. */
async function click(port: number, cookie: string, signal: AbortSignal): Promise<void> {
  const open = async (path: string) => {
    const answer = await fetch(`http://127.0.0.1:${port}${path}`, {
      headers: { Cookie: `console-session=${cookie}` },
      redirect: 'error',
    })
    if (!answer.ok) throw new Error(`${path} answers ${answer.status}`)
    return answer.text()
  }
  while (!signal.aborted) {
    const [, report] = /href="(\/reviews\/\d+)/.exec(await open('/')) ?? []
    await sleep(CLICK_EVERY_MS)
    if (report !== undefined) await open(report)
    await sleep(CLICK_EVERY_MS)
  }
}
