import { cpus } from 'node:os'
import { benchDatabases } from './databases.ts'
import { median, print, row } from './figures.ts'
import { temporaryFolder } from './leave-nothing.ts'
import { load } from './load.ts'
import { notify } from './notify.ts'
import { RATE_HEADING, type ReviewRate, rateRow, reviewRate } from './review-rate.ts'
import { type Bench, untilActed, withBench } from './reviewing.ts'
import { ANSWER_MS } from './slow-concur.ts'

// `npm run bench reviews [rate] [acknowledgements]`: what the workers get done, and at whose cost.
const parts = process.argv.length > 2 ? process.argv.slice(2) : ['rate', 'acknowledgements']
const REPEATS = 3
const CONCURRENCY = [8, 32]
const APIS = ['v1.1', 'v4'] as const
const LOAD = { connections: 8, seconds: 6, perSecond: 100, about: 'travel requests' } as const
/** What is reviewed beside acknowledgements; an entry is about 4 KB of XML. */
const BESIDE = [
  { name: 'nothing', count: 0, entries: 0 },
  { name: '400 KB', count: 60, entries: 100 },
  { name: '20 MB', count: 2, entries: 5000 },
]

print(`${cpus().length} x ${cpus()[0]?.model ?? 'unknown processor'}, Node ${process.version}`)
const databases = Object.entries(await benchDatabases(temporaryFolder('reviews'), 'connector_bench_reviews'))
if (parts.includes('rate')) await rates()
if (parts.includes('acknowledgements')) await acknowledgements()

async function rates(): Promise<void> {
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
  const results = new Map(cases.map(({ name }) => [name, [] as ReviewRate[]]))
  for (let repeat = 0; repeat < REPEATS; repeat += 1) {
    for (const { name, database, concurrency, api } of cases) {
      results.get(name)?.push(await reviewRate(await database(), { concurrency, api }))
    }
  }
  print(`\nReviews with a Concur that answers in ${ANSWER_MS} ms (median of ${REPEATS}, in turn)`)
  print(RATE_HEADING)
  for (const [name, found] of results) print(rateRow(name, found))
}

async function acknowledgements(): Promise<void> {
  for (const [engine, database] of databases) {
    print(`\n${engine}, ${LOAD.perSecond} acknowledgements a second (median of ${REPEATS}, in turn)`)
    print(row('beside', 'median ms', 'p99 ms', 'max ms', 'turn ms', 'reviews/s'))
    await withBench(await database(), { concurrency: 8, isWatched: true }, async (bench) => {
      const results = BESIDE.map((beside) => ({ ...beside, found: new Array<Held>() }))
      await holdUp(bench, { count: 10, entries: 100 })
      for (let repeat = 0; repeat < REPEATS; repeat += 1) {
        for (const { found, ...beside } of results) found.push(await holdUp(bench, beside))
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
  { count, entries }: { readonly count: number; readonly entries: number },
): Promise<Held> {
  const before = (await concur.figures()).actedAt.length
  if (count > 0) await notify(connector, await concur.submit(count, entries))
  await connector.longestTurnMs()
  const held = await load({ ...connector, ...LOAD })
  const reviewed = (await concur.figures()).actedAt.length - before
  await untilActed(concur, before + count)
  const longestTurnMs = await connector.longestTurnMs()
  return { ...held, longestTurnMs, reviewsPerSecond: reviewed / (LOAD.seconds + 1) }
}
