import { expect } from 'chai'
import { sql } from 'kysely'
import { subjectOf } from '../../../server/review/report-status.ts'
import type { Database } from '../../../server/store/database.ts'
import { moveWaits } from '../../../server/store/move-waits.ts'
import type { VisitToReview } from '../../../server/store/reviews/visit-to-review.ts'
import { until } from '../../connector/until.ts'
import { buildReport } from '../../support/build-report.ts'
import { onPostgres } from '../../support/engines.ts'
import { both, type InboxProcess } from '../inbox-process.ts'
import { at, callout, claimedAt, RAW } from '../notifications.ts'

const VISIT: VisitToReview = { key: 'step 1', subject: subjectOf(buildReport()), mode: 'act' }

const leap = (db: Database) =>
  db.transaction().execute((trx) => moveWaits(trx, at(2).getTime(), at(3600).getTime()))

describe('while somebody else comes to its rows', () => {
  onPostgres((engine) => {
    it('a review ends with its notification, though the clock leaps', async () => {
      const [one, two] = await both(engine)
      const { claimed, review } = await opened(one)

      await meetAt(
        two.db,
        review.id,
        () => one.reviews.finish(review, 'approved', undefined, at(2), undefined, claimed),
        () => leap(two.db),
      )

      expect(await one.reviews.resultOf(review.id)).to.deep.equal({ result: 'approved' })
      expect(await one.overview.counts()).to.deep.equal({ done: 1 })
    })

    it('a review ends with its notification, though its lease has run out and another worker looks for work', async () => {
      const [one, two] = await both(engine)
      const { claimed, review } = await opened(one)

      const [, taken] = await meetAt(
        two.db,
        review.id,
        () => one.reviews.finish(review, 'approved', undefined, at(20), undefined, claimed),
        async () => {
          const next = await two.inbox.claim(at(20))
          return next === undefined ? undefined : two.reviews.open(next, VISIT, at(20))
        },
      )

      expect(taken).to.equal(undefined)
      expect(await one.reviews.resultOf(review.id)).to.deep.equal({ result: 'approved' })
      expect(await one.overview.counts()).to.deep.equal({ done: 1 })
    })

    it('a review is opened again, though the clock leaps', async () => {
      const [one, two] = await both(engine)
      const { claimed, review } = await opened(one)
      await one.reviews.finish(review, 'held', undefined, at(1), undefined, claimed)
      await one.inbox.receive(callout('nTwo'), RAW, at(1))
      const next = await claimedAt(one.inbox, 1)
      const ended = { kind: 'reopen', review } as const

      const [again] = await meetAt(
        two.db,
        review.id,
        () => one.reviews.open(next, VISIT, at(2), ended),
        () => leap(two.db),
      )

      expect(again.kind).to.equal('ours')
    })
  })
})

async function opened({ inbox, reviews }: InboxProcess) {
  await inbox.receive(callout('nOne'), RAW, at(0))
  const claimed = await claimedAt(inbox, 0)
  const taken = await reviews.open(claimed, VISIT, at(0))
  if (taken.kind !== 'ours') throw new Error(`the review is ${taken.kind}`)
  return { claimed, review: taken.review }
}

/** Both come to the review while it is locked, `one` first. */
async function meetAt<One, Other>(
  db: Database,
  reviewId: number,
  one: () => Promise<One>,
  other: () => Promise<Other>,
): Promise<[One, Other]> {
  const locked = Promise.withResolvers<void>()
  const met = Promise.withResolvers<void>()
  const holding = db.transaction().execute(async (trx) => {
    await trx.selectFrom('review').select('id').where('id', '=', reviewId).forUpdate().execute()
    locked.resolve()
    await met.promise
  })
  await locked.promise
  const first = one()
  await until('the lock', async () => (await waiting(db)) === 1)
  let isOver = false
  const second = other().finally(() => {
    isOver = true
  })
  await until('the other', async () => isOver || (await waiting(db)) === 2)
  met.resolve()
  const [, ...results] = await Promise.all([holding, first, second])
  return results
}

/** How many statements of the test wait for a lock. */
async function waiting(db: Database): Promise<number> {
  const { rows } = await sql`select 1 from pg_stat_activity
    where application_name = current_setting('application_name') and wait_event_type = 'Lock'`.execute(db)
  return rows.length
}
