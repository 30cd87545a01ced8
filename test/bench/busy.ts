import type { Run } from './arguments.ts'
import { besideNaive } from './beside-naive.ts'
import { benchDatabases } from './databases.ts'
import { median, print } from './figures.ts'
import { temporaryFolder } from './leave-nothing.ts'
import { load } from './load.ts'
import { beginReviews, withBench } from './reviewing.ts'
import type { Measured } from './targets.ts'

const LOAD = { connections: 64, seconds: 4 }
const REPORTS = 400
const BENCH = { concurrency: 8, answerMs: 20 }

/** `npm run bench busy`: acknowledgements while reports are under review, to the naive connector with nothing beside. */
export async function measure({ pairs }: Run): Promise<Measured> {
  const measured: Record<string, number> = {}
  for (const [engine, database] of Object.entries(await benchDatabases(temporaryFolder('busy')))) {
    const reviewed: number[] = []
    const ratio = await besideNaive(
      `${engine}, 64 connections, ${REPORTS} reports under review`,
      pairs,
      LOAD,
      {
        ours: async () =>
          withBench(await database(), BENCH, async (bench) => {
            await beginReviews(bench, REPORTS)
            const before = (await bench.concur.figures()).actedAt.length
            const result = await load({ ...bench.connector, ...LOAD })
            reviewed.push((await bench.concur.figures()).actedAt.length - before)
            return result
          }),
      },
    )
    print(`reviewed meanwhile, in ${LOAD.seconds + 1} s: ${median(reviewed)}`)
    measured[engine] = ratio((r) => r.perSecond)
  }
  const { SQLite: busySqlite, PostgreSQL: busyPostgres } = measured
  return { ...(busySqlite && { busySqlite }), ...(busyPostgres && { busyPostgres }) }
}
