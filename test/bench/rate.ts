import type { Run } from './arguments.ts'
import { benchDatabases } from './databases.ts'
import { median, print } from './figures.ts'
import { temporaryFolder } from './leave-nothing.ts'
import { RATE_HEADING, type ReviewRate, rateRow, reviewRate } from './review-rate.ts'
import type { Measured } from './targets.ts'

const REVIEWS = { concurrency: 32, api: 'v1.1' } as const

/** `npm run bench rate`: reviews a second, and what a loop that only calls reaches after each run. */
export async function measure({ pairs }: Run): Promise<Measured> {
  const ofLoop: Record<string, number> = {}
  print(
    `\nReviews, ${REVIEWS.concurrency} calls at once of 50 ms (medians of ${pairs}, a plain loop after each)`,
  )
  print(RATE_HEADING)
  for (const [engine, database] of Object.entries(await benchDatabases(temporaryFolder('rate')))) {
    const found: ReviewRate[] = []
    for (let pair = 0; pair < pairs; pair += 1) found.push(await reviewRate(await database(), REVIEWS))
    print(rateRow(engine, found))
    ofLoop[engine] = median(found.map((each) => each.ofLoop))
  }
  const { SQLite: rateSqlite, PostgreSQL: ratePostgres } = ofLoop
  return { ...(rateSqlite && { rateSqlite }), ...(ratePostgres && { ratePostgres }) }
}
