import { readdirSync, readFileSync, readlinkSync } from 'node:fs'
import { getPriority, setPriority } from 'node:os'
import { basename } from 'node:path'

/** Of this process, as the system knows them. */
const TASKS = '/proc/self/task'
/** V8's own help whoever runs; the rest works for the database, reviews and pages. */
const LOWERED = new Set(['MainThread', 'WorkerThread', 'libuv-worker'])
/** So many steps of `nice`: a thread that is lowered gets a third of a processor that another wants, too. */
const STEPS = 5

/** The number that the system gives this thread; nothing where it does not tell. */
export function threadNumber(): number | undefined {
  try {
    return Number(basename(readlinkSync('/proc/thread-self')))
  } catch {
    return undefined
  }
}

/**
 * Has the processors look after that thread first: the others of this process are lowered, and what they start from now
 * on. On Linux; elsewhere nothing happens. None of them may hold a lock that it waits for.
 */
export function lowerOthers(first: number): void {
  try {
    for (const task of readdirSync(TASKS).map(Number)) {
      if (task !== first && LOWERED.has(readFileSync(`${TASKS}/${task}/comm`, 'latin1').trim())) lower(task)
    }
  } catch {
    // It works without.
  }
}

function lower(task: number): void {
  setPriority(task, Math.min(getPriority(task) + STEPS, 19))
}
