import { once } from 'node:events'
import { createServer } from 'node:http'
import { performance } from 'node:perf_hooks'
import { setTimeout as sleep } from 'node:timers/promises'
import { SILENT_LOG } from '../../server/log.ts'
import type { Polling } from '../../server/polling/polling.ts'
import { startVendorSimulator } from '../../server/simulator/vendors/vendor-simulator.ts'
import { type Database, openDatabase } from '../../server/store/database.ts'
import { BEHIND } from '../../server/store/deliveries/lead-line.ts'
import { concurBody, createdIn, pollNow, startTestPolling } from '../polling/polling-bench.ts'
import { benchDatabases } from './databases.ts'
import { print, row } from './figures.ts'
import { temporaryFolder } from './leave-nothing.ts'
import { memoryMb } from './process-use.ts'

// `npm run bench polling`: a thousand instances, ten thousand changes in one poll, and deliveries to callback URLs that
// answer in 50 ms. The simulated vendors and receivers run in the same process and are part of its figures.
const INSTANCES = 1000
const IDLE_S = 10
const CHANGES = 10_000
const SENDING_S = 10
const SENDING_INSTANCES = 64
const EACH = 200

const folder = temporaryFolder('polling')
const receiver = await startSlowReceiver(50)
try {
  print(row('database', '1000 idle CPU', 'RSS MB', '10,000 s', 'RSS MB', 'sent/s'))
  for (const [engine, makeUrl] of Object.entries(await benchDatabases(folder, 'polling_bench'))) {
    const idle = await measure(makeUrl, idleInstances)
    const many = await measure(makeUrl, manyChanges)
    const sent = await measure(makeUrl, deliveries)
    print(
      row(
        engine,
        `${(idle.share * 100).toFixed(1)} %`,
        idle.rssMb.toFixed(0),
        many.seconds.toFixed(1),
        many.rssMb.toFixed(0),
        sent.perSecond.toFixed(0),
      ),
    )
  }
} finally {
  receiver.close()
}

type Parts = {
  readonly db: Database
  readonly polling: Polling
  readonly vendors: Awaited<ReturnType<typeof startVendorSimulator>>
}

async function measure<Result>(
  makeUrl: () => Promise<string>,
  work: (parts: Parts) => Promise<Result>,
): Promise<Result> {
  const db = await openDatabase(await makeUrl())
  const vendors = await startVendorSimulator()
  const polling = await startTestPolling(db, vendors, SILENT_LOG)
  try {
    return await work({ db, polling, vendors })
  } finally {
    await polling.stop(0)
    await vendors.close()
    await db.destroy()
  }
}

/** Polled every 15 minutes, so a little more than one each second. */
async function idleInstances({ polling, vendors }: Parts) {
  for (let index = 0; index < INSTANCES; index += 1) {
    await createdIn(polling, concurBody(vendors, receiver, `i${index}`))
  }
  const before = process.cpuUsage()
  await sleep(IDLE_S * 1000)
  const { user, system } = process.cpuUsage(before)
  return { share: (user + system) / 1e6 / IDLE_S, rssMb: memoryMb(process.pid, 'VmRSS') }
}

async function manyChanges({ polling, vendors }: Parts) {
  const { id } = await createdIn(polling, concurBody(vendors, receiver))
  for (let index = 0; index < CHANGES; index += 1) vendors.reports.create(`R${index}`)
  const started = performance.now()
  await pollNow(polling, id)
  while ((await polling.instances.resources(id))[0]?.succeededAt === null) await sleep(50)
  return { seconds: (performance.now() - started) / 1000, rssMb: memoryMb(process.pid, 'VmRSS') }
}

/** Of one instance one at a time, so at most 20 a second; of 64 together at most 1280. */
async function deliveries({ db, polling, vendors }: Parts) {
  const now = Date.now()
  const body = Buffer.from(JSON.stringify({ message: 'x'.repeat(2000) }))
  for (let index = 0; index < SENDING_INSTANCES; index += 1) {
    const { id } = await createdIn(polling, concurBody(vendors, receiver, `s${index}`))
    const rows = Array.from({ length: EACH }, (_, number) => ({
      line: `instance:${id}`,
      instance_id: id,
      resource: 'reports',
      event_id: `${id} ${number}`,
      body,
      events: 10,
      created_at: now,
      state: 'waiting' as const,
      due_at: number === 0 ? now + 3_600_000 : BEHIND,
    }))
    await db.insertInto('delivery').values(rows).execute()
  }
  await db.updateTable('delivery').set({ due_at: now }).where('due_at', '<', BEHIND).execute()
  const started = receiver.count()
  polling.wake()
  await sleep(SENDING_S * 1000)
  return { perSecond: (receiver.count() - started) / SENDING_S }
}

async function startSlowReceiver(answersInMs: number) {
  let count = 0
  const server = createServer((req, res) => {
    req.resume()
    setTimeout(() => {
      count += 1
      res.end()
    }, answersInMs)
  }).listen(0, '127.0.0.1')
  await once(server, 'listening')
  const address = server.address()
  if (address === null || typeof address === 'string') throw new Error('no port')
  return {
    url: `http://127.0.0.1:${address.port}`,
    count: () => count,
    close() {
      server.close()
      server.closeAllConnections()
    },
  }
}
