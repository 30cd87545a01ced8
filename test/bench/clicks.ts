import { setTimeout as sleep } from 'node:timers/promises'
import type { Database } from '../../server/store/database.ts'
import { createPeople } from '../../server/store/people/people.ts'
import { createSessions } from '../../server/store/people/sessions.ts'
import type { Run } from './arguments.ts'
import { benchDatabases } from './databases.ts'
import { median, medianRatio, print, row } from './figures.ts'
import { filled } from './filled-database.ts'
import { temporaryFolder } from './leave-nothing.ts'
import { type LoadResult, load } from './load.ts'
import { freePort, startConnector, untilListening } from './subjects.ts'
import type { Measured } from './targets.ts'

const CLICKERS = 20
/** Somebody who reads takes longer; these are in a hurry. */
const CLICK_EVERY_MS = 1000
/** Reviews that are over, beside 500 held ones. */
const REVIEWS = 10_000
const LOAD = { connections: 16, seconds: 6, perSecond: 200 }
const DAY_MS = 86_400_000

/** `npm run bench clicks`: acknowledgements while twenty people open a page every second, and while nobody does. */
export async function measure({ pairs }: Run): Promise<Measured> {
  const ratios: Record<string, number> = {}
  const databases = await benchDatabases(temporaryFolder('clicks'), 'connector_bench_clicks')
  for (const [engine, database] of Object.entries(databases)) {
    const alone: LoadResult[] = []
    const clicked: LoadResult[] = []
    for (let pair = 0; pair < pairs; pair += 1) {
      alone.push(await acknowledged(await database(), 0))
      clicked.push(await acknowledged(await database(), CLICKERS))
    }
    const ratio = medianRatio(
      clicked.map((each) => each.p99Ms),
      alone.map((each) => each.p99Ms),
    )
    print(`\n${engine}, 200 notifications a second (median of ${pairs}, in turn)`)
    print(row('people', 'median ms', 'p99 ms', 'not 200'))
    print(clicksRow(0, alone))
    print(clicksRow(CLICKERS, clicked))
    print(row('ratio', '', ratio.toFixed(2), ''))
    ratios[engine] = ratio
  }
  const { SQLite: clicksP99 } = ratios
  return { ...(clicksP99 && { clicksP99 }) }
}

function clicksRow(people: number, results: readonly LoadResult[]): string {
  const of = (pick: (result: LoadResult) => number) => median(results.map(pick)).toFixed(2)
  const refused = results.reduce((sum, each) => sum + each.refused, 0)
  return row(
    String(people),
    of((r) => r.medianMs),
    of((r) => r.p99Ms),
    String(refused),
  )
}

async function acknowledged(databaseUrl: string, people: number): Promise<LoadResult> {
  const db = await filled(databaseUrl, REVIEWS)
  const cookies = await signedIn(db, people)
  await db.destroy()
  const consolePort = await freePort()
  const subject = await startConnector(databaseUrl, { CONSOLE_PORT: String(consolePort) })
  await untilListening(consolePort)
  const ended = new AbortController()
  const clicking = Promise.all(cookies.map((cookie) => click(consolePort, cookie, ended.signal)))
  try {
    return await load({ ...subject, ...LOAD })
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
