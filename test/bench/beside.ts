import type { Run } from './arguments.ts'
import { besideNaive, loadOf } from './beside-naive.ts'
import { benchDatabases } from './databases.ts'
import { median, print } from './figures.ts'
import { temporaryFolder } from './leave-nothing.ts'
import { type LoadResult, load } from './load.ts'
import { type Bench, beginReviews, withBench } from './reviewing.ts'
import { startNaive } from './subjects.ts'
import type { Measured } from './targets.ts'

const LOAD = { connections: 16, seconds: 5, perSecond: 200 }
/** More than are reviewed meanwhile. */
const REPORTS = 800
const BENCH = { concurrency: 8, answerMs: 20 }

/**
 * `npm run bench beside`: how long acknowledgements take while eight reviews run; for the naive connector they run in
 * another process, a connector of ours.
 */
export async function measure({ pairs }: Run): Promise<Measured> {
  const { SQLite: database } = await benchDatabases(temporaryFolder('beside'))
  if (database === undefined) return {}
  const reviewed = { naive: [] as number[], ours: [] as number[] }
  const whileReviewing = async (counts: number[], work: (bench: Bench) => Promise<LoadResult>) =>
    withBench(await database(), BENCH, async (bench) => {
      await beginReviews(bench, REPORTS)
      const before = (await bench.concur.figures()).actedAt.length
      const result = await work(bench)
      counts.push((await bench.concur.figures()).actedAt.length - before)
      return result
    })
  const ratio = await besideNaive('SQLite, 200 a second beside eight reviews', pairs, LOAD, {
    naive: () => whileReviewing(reviewed.naive, async () => loadOf(await startNaive(), LOAD)),
    ours: () => whileReviewing(reviewed.ours, ({ connector }) => load({ ...connector, ...LOAD })),
  })
  print(
    `reviewed meanwhile: beside the naive one ${median(reviewed.naive)}, by the one that also acknowledges ${median(reviewed.ours)}`,
  )
  return { besideP99: ratio((r) => r.p99Ms) }
}
