import { setTimeout as sleep } from 'node:timers/promises'
import { median, medianRatio, print, row } from './figures.ts'
import { type LoadOptions, type LoadResult, load } from './load.ts'
import { type Subject, startNaive } from './subjects.ts'

/** How a connector is loaded, without which. */
export type Load = Omit<LoadOptions, 'port' | 'pid'>

/** The median of what ours has to what the naive one of its pair has. */
export type Ratio = (of: (result: LoadResult) => number) => number

/**
 * Measures the naive connector and ours in turn, and prints their medians.
 * @param ways How each is measured; absent: the naive one with nothing beside.
 */
export async function besideNaive(
  title: string,
  pairs: number,
  options: Load,
  ways: { naive?(): Promise<LoadResult>; ours(): Promise<LoadResult> },
): Promise<Ratio> {
  const naive: LoadResult[] = []
  const ours: LoadResult[] = []
  for (let pair = 0; pair < pairs; pair += 1) {
    naive.push(await (ways.naive?.() ?? loadOf(await startNaive(), options)))
    ours.push(await ways.ours())
  }
  print(`\n${title} (median of ${pairs}, naive and connector in turn)`)
  print(row('', 'a second', 'median ms', 'p99 ms', 'CPU us', 'not 200'))
  print(summary('naive', naive))
  print(summary('connector', ours))
  const ratio: Ratio = (of) => medianRatio(ours.map(of), naive.map(of))
  print(
    row(
      'ratio',
      ratio((r) => r.perSecond).toFixed(2),
      ratio((r) => r.medianMs).toFixed(2),
      ratio((r) => r.p99Ms).toFixed(2),
      ratio((r) => r.cpuMicros).toFixed(2),
      '',
    ),
  )
  return ratio
}

/** Loads it, measures what is left to measure, and ends it. */
export async function loadOf(
  subject: Subject,
  options: Load,
  afterwards: (result: LoadResult) => Promise<void> = () => Promise.resolve(),
): Promise<LoadResult> {
  try {
    const result = await load({ ...subject, ...options })
    await afterwards(result)
    return result
  } finally {
    await subject.stop()
    await sleep(500)
  }
}

function summary(name: string, results: readonly LoadResult[]): string {
  const of = (pick: (result: LoadResult) => number) => median(results.map(pick))
  const refused = results.reduce((sum, { refused: count }) => sum + count, 0)
  return row(
    name,
    of((r) => r.perSecond).toFixed(0),
    of((r) => r.medianMs).toFixed(2),
    of((r) => r.p99Ms).toFixed(2),
    of((r) => r.cpuMicros).toFixed(0),
    String(refused),
  )
}
