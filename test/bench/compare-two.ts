import { performance } from 'node:perf_hooks'
import { median, print, row } from './figures.ts'

const ROUNDS = 200
/** Characters of the first column. */
export const NAME_WIDTH = 26

/** Times two things in turn, so that what else the machine does meets both, and prints their medians and the ratio. */
export async function compareOne(
  name: string,
  small: () => Promise<unknown>,
  large: () => Promise<unknown>,
): Promise<void> {
  const times = { small: [] as number[], large: [] as number[] }
  for (let round = 0; round < ROUNDS; round += 1) {
    times.small.push(await timeOf(small))
    times.large.push(await timeOf(large))
  }
  const [smallMs, largeMs] = [median(times.small), median(times.large)]
  print(row(name.padEnd(NAME_WIDTH), smallMs.toFixed(2), largeMs.toFixed(2), (largeMs / smallMs).toFixed(2)))
}

async function timeOf(work: () => Promise<unknown>): Promise<number> {
  const start = performance.now()
  await work()
  return performance.now() - start
}
