import { performance } from 'node:perf_hooks'
import { type Database, openDatabase } from '../../server/store/database.ts'
import { createInbox } from '../../server/store/inbox/inbox.ts'
import { receiveBatch } from '../../server/store/inbox/receive-batch.ts'
import { numbersIn, type Run } from './arguments.ts'
import { arrivalOf } from './backlog.ts'
import { benchDatabases } from './databases.ts'
import { median, print, row } from './figures.ts'
import { temporaryFolder } from './leave-nothing.ts'
import { load } from './load.ts'
import { notify } from './notify.ts'
import { memoryMb } from './process-use.ts'
import { startConnector } from './subjects.ts'
import type { Measured } from './targets.ts'

/** Waiting notifications that targets are about. */
const SIZES = [10_000, 1_000_000]
const ROUNDS = 300
const BATCH = 1000
const LOAD = { connections: 16, seconds: 5, perSecond: 200 }

/** A SQLite file with so many waiting notifications, each of another report. */
interface Backlog {
  readonly size: number
  readonly url: string
  readonly claims: number[]
  readonly receives: number[]
  readonly starts: number[]
}

/** `npm run bench growth [sizes]`: the same work at ever more waiting notifications, in turn. */
export async function measure({ pairs, words }: Run): Promise<Measured> {
  const { SQLite: database } = await benchDatabases(temporaryFolder('growth'))
  if (database === undefined) return {}
  const backlogs: Backlog[] = []
  for (const size of words.length > 0 ? numbersIn(words) : SIZES) {
    const url = await database()
    await fill(url, size)
    backlogs.push({ size, url, claims: [], receives: [], starts: [] })
  }
  await measureInboxes(backlogs)
  for (let round = 0; round < pairs; round += 1) {
    for (const { url, starts } of backlogs) starts.push(await startMs(url))
  }
  print(row('waiting', 'claim ms', 'receive ms', 'start ms', 'p99 ms', 'RSS MB'))
  for (const { size, url, claims, receives, starts } of backlogs) {
    const { p99Ms, rssMb } = await underLoad(url)
    print(
      row(
        String(size),
        median(claims).toFixed(2),
        median(receives).toFixed(2),
        median(starts).toFixed(0),
        p99Ms.toFixed(1),
        rssMb.toFixed(0),
      ),
    )
  }
  const [few, many] = SIZES.map((size) => backlogs.find((each) => each.size === size))
  if (few === undefined || many === undefined) return {}
  return {
    growthClaim: median(many.claims) / median(few.claims),
    growthReceive: median(many.receives) / median(few.receives),
    start: median(many.starts) / 1000,
  }
}

let reports = 0

function nextPath(): string {
  reports += 1
  return `/api/expense/expensereport/v1.1/reportfulldetails/nGrowth$p${reports}`
}

async function fill(url: string, size: number): Promise<void> {
  const db = await openDatabase(url)
  for (let missing = size; missing > 0; missing -= BATCH) {
    await receiveBatch(db, Array.from({ length: Math.min(BATCH, missing) }, nextPath).map(arrivalOf))
  }
  await db.destroy()
}

/** One claim with its retry, and one notification that is received alone, in each of them in turn. */
async function measureInboxes(backlogs: readonly Backlog[]): Promise<void> {
  const open: (Backlog & { readonly db: Database })[] = []
  for (const backlog of backlogs) open.push({ ...backlog, db: await openDatabase(backlog.url) })
  for (let round = 0; round < ROUNDS; round += 1) {
    for (const { db, claims, receives } of open) {
      const inbox = createInbox(db)
      const start = performance.now()
      const claimed = await inbox.claim(new Date())
      claims.push(performance.now() - start)
      if (claimed === undefined) throw new Error('nothing to claim')
      const at = new Date(Date.now() + 3_600_000)
      await inbox.retryLater(claimed, { at, reasonCode: 'BENCH', reason: 'later' }, new Date())
      const received = performance.now()
      const { notification, raw } = arrivalOf(nextPath())
      await inbox.receive(notification, raw, new Date())
      receives.push(performance.now() - received)
    }
  }
  for (const { db } of open) await db.destroy()
}

/** From the start of the process to its first acknowledgement. */
async function startMs(url: string): Promise<number> {
  const start = performance.now()
  const connector = await startConnector(url)
  try {
    await notify(connector, [nextPath()])
    return performance.now() - start
  } finally {
    await connector.stop()
  }
}

async function underLoad(url: string): Promise<{ readonly p99Ms: number; readonly rssMb: number }> {
  const connector = await startConnector(url)
  try {
    const { p99Ms } = await load({ ...connector, ...LOAD })
    return { p99Ms, rssMb: memoryMb(connector.pid, 'VmRSS') }
  } finally {
    await connector.stop()
  }
}
