import { expect } from 'chai'
import { sql } from 'kysely'
import { subjectOf } from '../../../server/review/report-status.ts'
import { createInbox } from '../../../server/store/inbox/inbox.ts'
import { LeaseLostError } from '../../../server/store/lease-lost-error.ts'
import { readFigures } from '../../../server/store/operators/figures.ts'
import { listReviews } from '../../../server/store/operators/review-lines.ts'
import { createKnownReports } from '../../../server/store/reviews/known-reports.ts'
import { takeUpOrphans } from '../../../server/store/reviews/orphans.ts'
import { createReviews } from '../../../server/store/reviews/reviews.ts'
import { buildReport } from '../../support/build-report.ts'
import { forEachEngine, type TestEngine } from '../../support/engines.ts'
import { at, callout, claimedAt, RAW } from '../notifications.ts'
import { rejectionOf } from '../rejection.ts'

const VISIT = { key: 'A1, visit', subject: subjectOf(buildReport({ reportId: 'A1' })), mode: 'act' } as const

/** A report is being reviewed. */
async function open(engine: TestEngine) {
  const db = await engine.open()
  const inbox = createInbox(db)
  const reviews = createReviews(db)
  await inbox.receive(callout('nA1'), RAW, at(0))
  const claimed = await claimedAt(inbox, 0)
  const opened = await reviews.open(claimed, VISIT, at(0))
  if (opened.kind !== 'ours') throw new Error(`the review is ${opened.kind}`)
  return { db, inbox, reviews, known: createKnownReports(db), claimed, review: opened.review }
}

describe('reviews that nobody works on, the same on both engines', () => {
  forEachEngine((engine) => {
    it('are none while a notification is worked on, waits or was given up', async () => {
      const { db, inbox, claimed } = await open(engine)
      for (const state of ['claimed', 'waiting', 'dead']) {
        await sql`update notification set state = ${state}`.execute(db)

        expect(await takeUpOrphans(db, at(9)), state).to.deep.equal([])
        expect(await readFigures(db), state).to.include({ orphanedReports: 0 })
      }
      expect(await inbox.settle(claimed, { state: 'dead' }, at(9))).to.equal(true)
    })

    it('do not come about because the server lost how one ended: its notification is not done', async () => {
      const { inbox, reviews, claimed, review } = await open(engine)

      expect(await inbox.settle(claimed, { state: 'done' }, at(1))).to.equal(false)
      expect(await inbox.claim(at(13))).to.include({ id: 1, attempts: 2 })

      await reviews.finish(review, 'approved', undefined, at(14))
    })

    it('do not come about because the server lost the notification: nothing is opened for it', async () => {
      const { db, inbox, reviews, claimed } = await open(engine)
      await sql`delete from review`.execute(db)
      await sql`update notification set claim = 'of another'`.execute(db)
      expect(await rejectionOf(reviews.open(claimed, VISIT, at(1)))).to.be.instanceOf(LeaseLostError)
      await sql`delete from notification`.execute(db)
      expect(await rejectionOf(reviews.open(claimed, VISIT, at(2)))).to.be.instanceOf(LeaseLostError)

      expect(await reviews.latest('A1')).to.equal(undefined)
      expect(await inbox.claim(at(99))).to.equal(undefined)
    })

    it('are counted, listed, and go on with the notification that they were opened for', async () => {
      const { db, inbox, reviews, known } = await open(engine)
      await sql`update notification set state = 'done', claim = null, lease_until = null`.execute(db)
      expect(await readFigures(db)).to.include({ stuckReports: 1, orphanedReports: 1 })
      const listed = await listReviews(db, { result: 'orphaned', limit: 10 })
      expect(listed.map(({ id, reportId }) => [id, reportId])).to.deep.equal([[1, 'A1']])
      expect(await known.unknown(['A1'], at(5))).to.deep.equal(new Set(['A1']))

      expect(await takeUpOrphans(db, at(5))).to.deep.equal([1])

      const claimed = await claimedAt(inbox, 5)
      expect(claimed).to.include({ id: 1, attempts: 1, reasonCode: 'ORPHANED' })
      expect(await reviews.open(claimed, VISIT, at(5))).to.deep.include({ kind: 'ours' })
      expect(await takeUpOrphans(db, at(6))).to.deep.equal([])
      expect(await known.unknown(['A1'], at(6))).to.deep.equal(new Set())
    })

    it('are left to the list of waiting reports where the notification is gone', async () => {
      const { db, inbox, reviews, known } = await open(engine)
      await sql`delete from notification`.execute(db)

      expect(await takeUpOrphans(db, at(5))).to.deep.equal([])
      expect(await readFigures(db)).to.include({ orphanedReports: 1 })
      expect(await known.unknown(['A1'], at(5))).to.deep.equal(new Set(['A1']))

      await inbox.receive(callout('nA1', { door: 'waiting list' }), RAW, at(6))
      expect(await reviews.open(await claimedAt(inbox, 6), VISIT, at(6))).to.deep.include({ kind: 'ours' })
      expect(await readFigures(db)).to.include({ orphanedReports: 0 })
    })
  })
})
