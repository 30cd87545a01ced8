import { mkdtempSync, rmSync } from 'node:fs'
import { Agent } from 'node:http'
import { cpus, tmpdir } from 'node:os'
import { join } from 'node:path'
import { performance } from 'node:perf_hooks'
import { setTimeout as sleep } from 'node:timers/promises'
import got from 'got'
import { z } from 'zod'
import { store } from './backlog.ts'
import { benchDatabases } from './databases.ts'
import { median, print, row } from './figures.ts'
import { load } from './load.ts'
import { memoryMb, processorMs } from './process-use.ts'
import { ANSWER_MS, type SlowConcur, startSlowConcur } from './slow-concur.ts'
import { type Subject, startConnector } from './subjects.ts'

// `npm run bench reviews [rate] [acknowledgements] [memory]`: what the workers get done, and at whose cost.
const parts = process.argv.length > 2 ? process.argv.slice(2) : ['rate', 'acknowledgements', 'memory']
const REPEATS = 3
const CONCURRENCY = [8, 32]
const APIS = ['v1.1', 'v4'] as const
/** So many rounds of calls at once. */
const ROUNDS = 20
const LOAD = { connections: 8, seconds: 6, perSecond: 100, about: 'travel requests' } as const
/** What is reviewed beside acknowledgements; an entry is about 4 KB of XML. */
const BESIDE = [
  { name: 'nothing', count: 0, entries: 0 },
  { name: '400 KB', count: 60, entries: 100 },
  { name: '20 MB', count: 2, entries: 5000 },
]
const LARGEST = 5000

/** A connector with its own Concur and database. */
interface Bench {
  readonly concur: SlowConcur
  readonly connector: Subject
}

const folder = mkdtempSync(join(tmpdir(), 'connector-reviews-'))
try {
  print(`${cpus().length} x ${cpus()[0]?.model ?? 'unknown processor'}, Node ${process.version}`)
  const databases = Object.entries(await benchDatabases(folder, 'connector_bench_reviews'))
  if (parts.includes('rate')) await rates(databases)
  if (parts.includes('acknowledgements')) await acknowledgements(databases)
  if (parts.includes('memory')) await memory(databases)
} finally {
  rmSync(folder, { recursive: true, force: true })
}

type Databases = readonly (readonly [string, () => Promise<string>])[]

async function rates(databases: Databases): Promise<void> {
  const cases = databases.flatMap(([engine, database]) =>
    APIS.flatMap((api) =>
      CONCURRENCY.map((concurrency) => ({
        name: `${engine} ${concurrency} ${api}`,
        database,
        concurrency,
        api,
      })),
    ),
  )
  const results = new Map(cases.map(({ name }) => [name, [] as Awaited<ReturnType<typeof rate>>[]]))
  for (let repeat = 0; repeat < REPEATS; repeat += 1) {
    for (const { name, database, concurrency, api } of cases) {
      results.get(name)?.push(await rate(await database(), concurrency, api))
    }
  }
  print(`\nReviews with a Concur that answers in ${ANSWER_MS} ms (median of ${REPEATS}, in turn)`)
  print(row('', 'a second', 'calls each', 'of ideal', 'of a loop', 'cpu ms each'))
  for (const [name, found] of results) {
    const of = (pick: (result: (typeof found)[number]) => number) => median(found.map(pick))
    print(
      row(
        name,
        of((r) => r.perSecond).toFixed(1),
        of((r) => r.callsEach).toFixed(2),
        of((r) => r.ofIdeal).toFixed(2),
        of((r) => r.ofLoop).toFixed(2),
        of((r) => r.processorMsEach).toFixed(1),
      ),
    )
  }
}

/** The demonstration's reports in turn, all waiting at once. */
async function rate(databaseUrl: string, concurrency: number, api: (typeof APIS)[number]) {
  return withBench(databaseUrl, { concurrency }, async ({ concur, connector }) => {
    const paths = await concur.submit(concurrency * ROUNDS, undefined, api)
    await store(databaseUrl, await concur.submit(concurrency, undefined, api))
    await untilActed(concur, concurrency)
    const before = { ...(await concur.figures()), processorMs: processorMs(connector.pid) }
    await store(databaseUrl, paths)
    const actedAt = (await untilActed(concur, concurrency + paths.length)).slice(concurrency)
    const callsEach = ((await concur.figures()).calls - before.calls) / paths.length
    const processorMsEach = (processorMs(connector.pid) - before.processorMs) / paths.length
    // Without the first and the last tenth, in which not all workers have something to do.
    const middle = actedAt.slice(Math.floor(actedAt.length / 10), Math.ceil(actedAt.length * 0.9))
    const perSecond = ((middle.length - 1) * 1000) / ((middle.at(-1) ?? 0) - (middle[0] ?? 0))
    const loopPerSecond = await callsOfALoop(concur, paths, concurrency)
    return {
      perSecond,
      callsEach,
      ofIdeal: (perSecond * callsEach * ANSWER_MS) / 1000 / concurrency,
      ofLoop: (perSecond * callsEach) / loopPerSecond,
      processorMsEach,
    }
  })
}

/** What the same Concur answers a second to a loop that does nothing else. */
async function callsOfALoop(
  concur: SlowConcur,
  paths: readonly string[],
  concurrency: number,
): Promise<number> {
  const client = got.extend({ prefixUrl: concur.url, agent: { http: new Agent({ keepAlive: true }) } })
  const form = {
    grant_type: 'refresh_token',
    refresh_token: (await concur.figures()).refreshToken,
    client_id: 'simulator-client',
    client_secret: 'simulator-secret',
  }
  const { access_token: token } = z
    .object({ access_token: z.string() })
    .parse(await client.post('oauth2/v0/token', { form }).json())
  const left = paths.slice(0, paths.length / 2)
  const start = performance.now()
  await Promise.all(
    Array.from({ length: concurrency }, async () => {
      for (let path = left.pop(); path !== undefined; path = left.pop()) {
        await client.get(path.slice(1), { headers: { authorization: `Bearer ${token}` } }).buffer()
      }
    }),
  )
  return (Math.floor(paths.length / 2) * 1000) / (performance.now() - start)
}

async function acknowledgements(databases: Databases): Promise<void> {
  for (const [engine, database] of databases) {
    const databaseUrl = await database()
    print(`\n${engine}, ${LOAD.perSecond} acknowledgements a second (median of ${REPEATS}, in turn)`)
    print(row('beside', 'median ms', 'p99 ms', 'max ms', 'turn ms', 'reviews/s'))
    await withBench(databaseUrl, { concurrency: 8, isWatched: true }, async (bench) => {
      const results = BESIDE.map((beside) => ({ ...beside, found: new Array<Held>() }))
      await holdUp(bench, databaseUrl, { count: 10, entries: 100 })
      for (let repeat = 0; repeat < REPEATS; repeat += 1) {
        for (const { found, ...beside } of results) found.push(await holdUp(bench, databaseUrl, beside))
      }
      for (const { name, found } of results) {
        const of = (pick: (held: Held) => number) => median(found.map(pick)).toFixed(1)
        print(
          row(
            name,
            of((r) => r.medianMs),
            of((r) => r.p99Ms),
            of((r) => r.maxMs),
            of((r) => r.longestTurnMs),
            of((r) => r.reviewsPerSecond),
          ),
        )
      }
    })
  }
}

/** How acknowledgements fared, and how much was reviewed meanwhile. */
interface Held {
  readonly medianMs: number
  readonly p99Ms: number
  readonly maxMs: number
  readonly longestTurnMs: number
  readonly reviewsPerSecond: number
}

/** Acknowledges while reports of so many entries are reviewed, then waits for the rest of them. */
async function holdUp(
  { concur, connector }: Bench,
  databaseUrl: string,
  { count, entries }: { readonly count: number; readonly entries: number },
): Promise<Held> {
  const before = (await concur.figures()).actedAt.length
  if (count > 0) await store(databaseUrl, await concur.submit(count, entries))
  await connector.longestTurnMs()
  const held = await load({ ...connector, ...LOAD })
  const reviewed = (await concur.figures()).actedAt.length - before
  await untilActed(concur, before + count)
  const longestTurnMs = await connector.longestTurnMs()
  return { ...held, longestTurnMs, reviewsPerSecond: reviewed / (LOAD.seconds + 1) }
}

async function memory(databases: Databases): Promise<void> {
  print(`\nMemory, eight reports of ${LARGEST} entries (20 MB) at once`)
  print(row('', 'before MB', 'peak MB', 'after MB', 'seconds'))
  for (const [engine, database] of databases) {
    const databaseUrl = await database()
    await withBench(databaseUrl, { concurrency: 8 }, async ({ concur, connector }) => {
      const before = memoryMb(connector.pid, 'VmRSS')
      await store(databaseUrl, await concur.submit(8, LARGEST))
      const start = performance.now()
      await untilActed(concur, 8)
      const took = (performance.now() - start) / 1000
      const [peak, after] = [memoryMb(connector.pid, 'VmHWM'), memoryMb(connector.pid, 'VmRSS')]
      print(row(engine, before.toFixed(0), peak.toFixed(0), after.toFixed(0), took.toFixed(1)))
    })
  }
}

async function withBench<Result>(
  databaseUrl: string,
  { concurrency, isWatched = false }: { readonly concurrency: number; readonly isWatched?: boolean },
  measure: (bench: Bench) => Promise<Result>,
): Promise<Result> {
  const concur = await startSlowConcur()
  const settings = {
    CONCUR_API_URL: concur.url,
    CONCUR_CLIENT_ID: 'simulator-client',
    CONCUR_CLIENT_SECRET: 'simulator-secret',
    // The services of version 4 take the company's token alone.
    CONCUR_REFRESH_TOKEN: 'simulator-refresh-token',
    CONCUR_CONCURRENCY: String(concurrency),
  }
  const connector = await startConnector(databaseUrl, settings, isWatched)
  try {
    return await measure({ concur, connector })
  } finally {
    await connector.stop()
    await concur.stop()
    await sleep(500)
  }
}

/** @returns When each report was moved on, as soon as that many were. */
async function untilActed(concur: SlowConcur, count: number): Promise<readonly number[]> {
  const deadline = performance.now() + 600_000
  for (;;) {
    const { actedAt } = await concur.figures()
    if (actedAt.length >= count) return actedAt
    if (performance.now() > deadline)
      throw new Error(`only ${actedAt.length} of ${count} reports were moved on`)
    await sleep(200)
  }
}
