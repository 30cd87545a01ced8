// Loaded into a connector by `--import`: what tests do to its threads.
import { existsSync } from 'node:fs'
import { isMainThread, workerData } from 'node:worker_threads'

const LOOK_MS = 50

/** As a debugger would, or a report that takes all of its time. */
if (isMainThread) process.on('SIGUSR2', () => standStill(Number(process.env['STUCK_MS'])))

/** A mistake in the door, when that file is there. */
const endsAt = process.env['DOOR_ENDS_AT']
if (endsAt !== undefined && isDoor()) {
  setInterval(() => {
    if (existsSync(endsAt)) throw new Error('a mistake in the door')
  }, LOOK_MS)
}

function standStill(ms: number): void {
  Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, ms)
}

function isDoor(): boolean {
  const data: unknown = workerData
  return !isMainThread && typeof data === 'object' && data !== null && 'logs' in data
}
