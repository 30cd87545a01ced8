import { mkdtempSync, rmSync } from 'node:fs'
import { cpus, tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { benchDatabases } from './databases.ts'
import { syncTimes } from './disk.ts'
import { median, print, row } from './figures.ts'
import { type LoadOptions, type LoadResult, load } from './load.ts'
import { type Subject, startBare, startConnector, startNaive } from './subjects.ts'

// `npm run bench acknowledgements [seconds]`: every figure beside the naive connector's of the same run, because the machine drifts.
const seconds = Number(process.argv[2] ?? 5)
const REPEATS = 3

const folder = mkdtempSync(join(tmpdir(), 'connector-bench-'))
try {
  print(
    `${cpus().length} x ${cpus()[0]?.model ?? 'unknown processor'}, Node ${process.version}, ${seconds} s each`,
  )
  const ceiling = await measure(await startBare(), { connections: 64, seconds })
  print(`\na server that answers 200 at once, 64 connections: ${ceiling.perSecond.toFixed(0)} a second`)
  const { medianMs, p99Ms } = await syncTimes(folder, 200, seconds)
  print(
    `the disk, 12 KB written and synced 200 times a second: median ${medianMs.toFixed(2)} ms, p99 ${p99Ms.toFixed(2)} ms`,
  )
  for (const [engine, database] of Object.entries(await benchDatabases(folder))) {
    await compare(`${engine}, 64 connections, as fast as they can`, database, { connections: 64, seconds })
    await compare(`${engine}, 200 a second over 16 connections`, database, {
      connections: 16,
      seconds,
      perSecond: 200,
    })
  }
} finally {
  rmSync(folder, { recursive: true, force: true })
}

async function compare(
  title: string,
  database: () => Promise<string>,
  options: { readonly connections: number; readonly seconds: number; readonly perSecond?: number },
): Promise<void> {
  const naive: LoadResult[] = []
  const ours: LoadResult[] = []
  for (let repeat = 0; repeat < REPEATS; repeat += 1) {
    naive.push(await measure(await startNaive(), options))
    ours.push(await measure(await startConnector(await database()), options))
  }
  print(`\n${title} (median of ${REPEATS}, naive and connector in turn)`)
  print(row('', 'a second', 'median ms', 'p99 ms', 'CPU us', 'not 200'))
  print(summary('naive', naive))
  print(summary('connector', ours))
  const ratio = (of: (result: LoadResult) => number) =>
    median(ours.map((each, i) => of(each) / of(naive[i] ?? each)))
  print(
    row(
      'ratio',
      ratio((r) => r.perSecond).toFixed(2),
      ratio((r) => r.medianMs).toFixed(2),
      ratio((r) => r.p99Ms).toFixed(2),
      ratio((r) => r.cpuMicros).toFixed(2),
      '',
    ),
  )
}

async function measure(subject: Subject, options: Omit<LoadOptions, keyof Subject>): Promise<LoadResult> {
  try {
    return await load({ ...subject, ...options })
  } finally {
    await subject.stop()
    await sleep(500)
  }
}

function summary(name: string, results: readonly LoadResult[]): string {
  const of = (pick: (result: LoadResult) => number) => median(results.map(pick))
  const refused = results.reduce((sum, { refused: count }) => sum + count, 0)
  return row(
    name,
    of((r) => r.perSecond).toFixed(0),
    of((r) => r.medianMs).toFixed(2),
    of((r) => r.p99Ms).toFixed(2),
    of((r) => r.cpuMicros).toFixed(0),
    String(refused),
  )
}
