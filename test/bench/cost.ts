import type { Run } from './arguments.ts'
import { benchDatabases } from './databases.ts'
import { earlierBuild } from './earlier-build.ts'
import { medianRatio, print } from './figures.ts'
import { temporaryFolder } from './leave-nothing.ts'
import { RATE_HEADING, type ReviewRate, rateRow, reviewRate } from './review-rate.ts'
import type { Measured } from './targets.ts'

const REVIEWS = { concurrency: 32, api: 'v1.1' } as const

/** `npm run bench cost -- --against COMMIT`: processor time of a review, today's build and that one in turn. */
export async function measure({ pairs, against }: Run): Promise<Measured> {
  if (against === undefined) {
    print('\nThere is no earlier build to compare with: --against COMMIT names one')
    return {}
  }
  const { SQLite: database } = await benchDatabases(temporaryFolder('cost'))
  if (database === undefined) return {}
  const earlier: ReviewRate[] = []
  const today: ReviewRate[] = []
  const root = earlierBuild(against)
  for (let pair = 0; pair < pairs; pair += 1) {
    earlier.push(await reviewRate(await database(), { ...REVIEWS, root }))
    today.push(await reviewRate(await database(), REVIEWS))
  }
  print(`\nReviews with SQLite, ${REVIEWS.concurrency} calls at once of 50 ms (medians of ${pairs}, in turn)`)
  print(RATE_HEADING)
  print(rateRow(against, earlier))
  print(rateRow('today', today))
  const reviewCpu = medianRatio(
    today.map((each) => each.processorMsEach),
    earlier.map((each) => each.processorMsEach),
  )
  print(`ratio of the processor time: ${reviewCpu.toFixed(2)}`)
  return { reviewCpu }
}
