import { DatabaseSync } from 'node:sqlite'
import { setTimeout as sleep } from 'node:timers/promises'
import { Client } from 'pg'
import { processorMs } from './process-use.ts'

const MOST_MS = 120_000
const LOOK_MS = 200

/** What was left to do with notifications after the last one was answered. */
export interface TakenOver {
  readonly seconds: number
  /** Of the whole process, in microseconds for each notification that it has acknowledged. */
  readonly cpuMicros: number
}

/**
 * Waits until everything that was acknowledged is a notification: a connector may answer when it is on disk, and take
 * it over later. One that does both at once has nothing to do here.
 * @throws {Error} If it is not after two minutes.
 */
export async function takenOver(pid: number, databaseUrl: string, accepted: number): Promise<TakenOver> {
  const start = performance.now()
  const cpuBefore = processorMs(pid)
  for (;;) {
    const count = await notifications(databaseUrl)
    const waitedMs = performance.now() - start
    if (count >= accepted) {
      return { seconds: waitedMs / 1000, cpuMicros: ((processorMs(pid) - cpuBefore) * 1000) / accepted }
    }
    if (waitedMs > MOST_MS) throw new Error(`only ${count} of ${accepted} notifications were taken over`)
    await sleep(LOOK_MS)
  }
}

const COUNT = 'select count(*) as count from notification'

async function notifications(databaseUrl: string): Promise<number> {
  if (databaseUrl.startsWith('sqlite:')) {
    using db = new DatabaseSync(databaseUrl.slice('sqlite:'.length), { readOnly: true })
    return Number(db.prepare(COUNT).get()?.['count'])
  }
  const client = new Client({ connectionString: databaseUrl })
  await client.connect()
  try {
    const { rows } = await client.query<{ count: string }>(COUNT)
    return Number(rows[0]?.count)
  } finally {
    await client.end()
  }
}
