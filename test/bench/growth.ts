import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { performance } from 'node:perf_hooks'
import { openDatabase } from '../../server/store/database.ts'
import { createInbox } from '../../server/store/inbox/inbox.ts'
import { receiveBatch } from '../../server/store/inbox/receive-batch.ts'
import { arrivalOf } from './backlog.ts'
import { median, print, row } from './figures.ts'
import { load } from './load.ts'
import { memoryMb } from './process-use.ts'
import { startConnector } from './subjects.ts'

// `npm run bench growth [sizes]`: the same work at ever more waiting notifications, in one SQLite file.
const SIZES = process.argv.length > 2 ? process.argv.slice(2).map(Number) : [10_000, 100_000, 1_000_000]
const ROUNDS = 300
const BATCH = 250

const folder = mkdtempSync(join(tmpdir(), 'connector-growth-'))
const url = `sqlite:${join(folder, 'connector.db')}`
let filled = 0
try {
  print(row('waiting', 'claim ms', 'receive ms', 'start ms', 'p99 ms', 'RSS MB'))
  for (const size of SIZES) {
    await fill(size)
    const { claimMs, receiveMs } = await measureInbox()
    const { startMs, p99Ms, rssMb } = await measureProcess()
    print(
      row(
        String(size),
        claimMs.toFixed(2),
        receiveMs.toFixed(2),
        startMs.toFixed(0),
        p99Ms.toFixed(1),
        rssMb.toFixed(0),
      ),
    )
  }
} finally {
  rmSync(folder, { recursive: true, force: true })
}

/** Up to that many waiting notifications, each of another report. */
async function fill(size: number): Promise<void> {
  const db = await openDatabase(url)
  for (let missing = size - filled; missing > 0; missing = size - filled) {
    await receiveBatch(db, Array.from({ length: Math.min(BATCH, missing) }, nextPath).map(arrivalOf))
  }
  await db.destroy()
}

/** Medians of one claim with its retry, and of one notification that is received alone. */
async function measureInbox(): Promise<{ claimMs: number; receiveMs: number }> {
  const db = await openDatabase(url)
  const inbox = createInbox(db)
  const claims: number[] = []
  const receives: number[] = []
  for (let round = 0; round < ROUNDS; round += 1) {
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
  await db.destroy()
  return { claimMs: median(claims), receiveMs: median(receives) }
}

/** From the start of the process to its first acknowledgement, then some load, then its memory. */
async function measureProcess(): Promise<{ startMs: number; p99Ms: number; rssMb: number }> {
  const start = performance.now()
  const connector = await startConnector(url)
  try {
    await load({ ...connector, connections: 1, seconds: 0, perSecond: 1 })
    const startMs = performance.now() - start - 1000
    const { p99Ms } = await load({ ...connector, connections: 16, seconds: 5, perSecond: 200 })
    return { startMs, p99Ms, rssMb: memoryMb(connector.pid, 'VmRSS') }
  } finally {
    await connector.stop()
  }
}

function nextPath(): string {
  filled += 1
  return `/api/expense/expensereport/v1.1/reportfulldetails/nGrowth$p${filled}`
}
