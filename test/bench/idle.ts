import type { Run } from './arguments.ts'
import { besideNaive, loadOf, type Ratio } from './beside-naive.ts'
import { benchDatabases } from './databases.ts'
import { median, print } from './figures.ts'
import { temporaryFolder } from './leave-nothing.ts'
import { startConnector } from './subjects.ts'
import { type TakenOver, takenOver } from './taken-over.ts'
import type { Measured } from './targets.ts'

const LOAD = { connections: 64, seconds: 4 }

/**
 * `npm run bench idle`: durable acknowledgements with nothing under review. Concur refuses every connection, so that
 * notifications are claimed and tried until the connector sees that Concur is away.
 */
export async function measure({ pairs }: Run): Promise<Measured> {
  const databases = await benchDatabases(temporaryFolder('idle'))
  const ratios: Record<string, Ratio> = {}
  for (const [engine, database] of Object.entries(databases)) {
    const after: TakenOver[] = []
    ratios[engine] = await besideNaive(`${engine}, 64 connections, as fast as they can`, pairs, LOAD, {
      async ours() {
        const url = await database()
        const subject = await startConnector(url)
        return loadOf(subject, LOAD, async ({ accepted }) => {
          after.push(await takenOver(subject.pid, url, accepted))
        })
      },
    })
    const of = (pick: (each: TakenOver) => number) => median(after.map(pick))
    print(
      `after the load: all taken over in ${of((each) => each.seconds).toFixed(1)} s, CPU ${of((each) => each.cpuMicros).toFixed(0)} us each`,
    )
  }
  const { SQLite: sqlite, PostgreSQL: postgres } = ratios
  return {
    ...(sqlite && {
      idleSqlite: sqlite((r) => r.perSecond),
      idleCpu: sqlite((r) => r.cpuMicros),
    }),
    ...(postgres && { idlePostgres: postgres((r) => r.perSecond) }),
  }
}
