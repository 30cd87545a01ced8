import { closeSync, fdatasyncSync, openSync, writeSync } from 'node:fs'
import { join } from 'node:path'
import { performance } from 'node:perf_hooks'
import { setTimeout as sleep } from 'node:timers/promises'

/** About what one notification adds to the log of SQLite. */
const BYTES = 12_288

/** How long it takes to have bytes on disk, without any database: nothing that is durable can answer sooner. */
export async function syncTimes(
  folder: string,
  perSecond: number,
  seconds: number,
): Promise<{ readonly medianMs: number; readonly p99Ms: number }> {
  const file = openSync(join(folder, 'sync'), 'w')
  const bytes = Buffer.alloc(BYTES, 1)
  const durations: number[] = []
  for (let count = 0; count < perSecond * seconds; count += 1) {
    const start = performance.now()
    writeSync(file, bytes)
    fdatasyncSync(file)
    const durationMs = performance.now() - start
    durations.push(durationMs)
    await sleep(Math.max(0, 1000 / perSecond - durationMs))
  }
  closeSync(file)
  const sorted = durations.toSorted((a, b) => a - b)
  const at = (share: number) => sorted[Math.floor(sorted.length * share)] ?? Number.NaN
  return { medianMs: at(0.5), p99Ms: at(0.99) }
}
