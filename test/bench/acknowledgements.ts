import { cpus } from 'node:os'
import { besideNaive, loadOf } from './beside-naive.ts'
import { benchDatabases } from './databases.ts'
import { syncTimes } from './disk.ts'
import { print } from './figures.ts'
import { temporaryFolder } from './leave-nothing.ts'
import { startBare, startConnector } from './subjects.ts'

// `npm run bench acknowledgements [seconds]`: every figure beside the naive connector's of the same run, because the machine drifts.
const seconds = Number(process.argv[2] ?? 5)
const REPEATS = 3

const folder = temporaryFolder('bench')
print(
  `${cpus().length} x ${cpus()[0]?.model ?? 'unknown processor'}, Node ${process.version}, ${seconds} s each`,
)
const ceiling = await loadOf(await startBare(), { connections: 64, seconds })
print(`\na server that answers 200 at once, 64 connections: ${ceiling.perSecond.toFixed(0)} a second`)
const { medianMs, p99Ms } = await syncTimes(folder, 200, seconds)
print(
  `the disk, 12 KB written and synced 200 times a second: median ${medianMs.toFixed(2)} ms, p99 ${p99Ms.toFixed(2)} ms`,
)
for (const [engine, database] of Object.entries(await benchDatabases(folder))) {
  for (const [title, options] of [
    ['64 connections, as fast as they can', { connections: 64, seconds }],
    ['200 a second over 16 connections', { connections: 16, seconds, perSecond: 200 }],
  ] as const) {
    await besideNaive(`${engine}, ${title}`, REPEATS, options, {
      ours: async () => loadOf(await startConnector(await database()), options),
    })
  }
}
