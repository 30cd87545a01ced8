import { performance } from 'node:perf_hooks'
import { setTimeout as sleep } from 'node:timers/promises'
import type { Run } from './arguments.ts'
import { benchDatabases } from './databases.ts'
import { median, print, row } from './figures.ts'
import { temporaryFolder } from './leave-nothing.ts'
import { load } from './load.ts'
import { notify } from './notify.ts'
import { memoryMb } from './process-use.ts'
import { untilActed, withBench } from './reviewing.ts'
import { startConnector } from './subjects.ts'
import type { Measured } from './targets.ts'

const REST_MS = 3000
const FLOOD = { connections: 64, seconds: 5 }
/** Entries of a report of 20 MB; Concur's answers are refused above that. */
const ENTRIES = 5000
const REPORTS = 8
/** It takes a minute, and differs little. */
const MOST_LARGE = 3

/** `npm run bench memory`: what the process holds at rest, at most in a flood, and at most with eight of the largest reports. */
export async function measure({ pairs }: Run): Promise<Measured> {
  const { SQLite: database } = await benchDatabases(temporaryFolder('memory'))
  if (database === undefined) return {}
  const flooded: Awaited<ReturnType<typeof flood>>[] = []
  for (let round = 0; round < pairs; round += 1) flooded.push(await flood(await database()))
  const atRest = median(flooded.map((each) => each.atRest))
  const inFlood = median(flooded.map((each) => each.peak))
  print(`\nMemory with SQLite (medians of ${pairs})`)
  print(row('', 'at rest MB', 'flood MB'))
  print(row('', atRest.toFixed(0), inFlood.toFixed(0)))

  const rounds = Math.min(pairs, MOST_LARGE)
  const large: Awaited<ReturnType<typeof review>>[] = []
  for (let round = 0; round < rounds; round += 1) large.push(await review(await database()))
  const of = (pick: (each: (typeof large)[number]) => number) => median(large.map(pick))
  print(`\n${REPORTS} reports of ${ENTRIES} entries (20 MB) at once (medians of ${rounds})`)
  print(row('', 'before MB', 'peak MB', 'after MB', 'seconds'))
  print(
    row(
      '',
      of((r) => r.before).toFixed(0),
      of((r) => r.peak).toFixed(0),
      of((r) => r.after).toFixed(0),
      of((r) => r.seconds).toFixed(1),
    ),
  )
  return { memoryAtRest: atRest, memoryInFlood: inFlood, memoryOfLarge: of((r) => r.peak) }
}

async function flood(databaseUrl: string): Promise<{ readonly atRest: number; readonly peak: number }> {
  const connector = await startConnector(databaseUrl)
  try {
    await sleep(REST_MS)
    const atRest = memoryMb(connector.pid, 'VmRSS')
    await load({ ...connector, ...FLOOD })
    return { atRest, peak: memoryMb(connector.pid, 'VmHWM') }
  } finally {
    await connector.stop()
  }
}

async function review(databaseUrl: string) {
  return withBench(databaseUrl, { concurrency: REPORTS }, async ({ concur, connector }) => {
    const before = memoryMb(connector.pid, 'VmRSS')
    await notify(connector, await concur.submit(REPORTS, ENTRIES))
    const start = performance.now()
    await untilActed(concur, REPORTS)
    const seconds = (performance.now() - start) / 1000
    const [peak, after] = [memoryMb(connector.pid, 'VmHWM'), memoryMb(connector.pid, 'VmRSS')]
    return { before, peak, after, seconds }
  })
}
