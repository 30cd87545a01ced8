import { expect } from 'chai'
import { createQueue } from '../../../server/console/queue.ts'
import type { QueueView } from '../../../server/console/queue-views.ts'
import { createExplainer } from '../../../server/console/report/explain-review.ts'
import { readAnswer, readReportPage } from '../../../server/console/report/report-page.ts'
import type { PersonLine } from '../../../server/record/person.ts'
import { createReviewActs } from '../../../server/store/acts/review-acts.ts'
import type { Database } from '../../../server/store/database.ts'
import { createHumanDecisions } from '../../../server/store/decisions/human-decisions.ts'
import { createInbox } from '../../../server/store/inbox/inbox.ts'
import { createOverview } from '../../../server/store/operators/overview.ts'
import { createReviews } from '../../../server/store/reviews/reviews.ts'
import { at, claimedAt } from '../../store/notifications.ts'
import { decisionOf, finding, keepReviews } from '../../store/operators/kept-reviews.ts'
import { forEachEngine } from '../../support/engines.ts'

const CARLA = { login: 'carla', name: 'Carla', role: 'controller' } as const
const INGRID: PersonLine = {
  id: 1,
  login: 'ingrid',
  name: 'Ingrid',
  role: 'admin',
  hasPassword: true,
  createdAt: at(0),
}
const LATER = () => at(10)

describe('the answer to a decision that was given up', () => {
  forEachEngine((engine) => {
    let db: Database
    beforeEach(async () => {
      db = await engine.open()
      await keepReviews(db, [
        {
          result: 'held',
          decision: decisionOf({ findings: [finding('over-limit')] }),
          listing: { worst: 0 },
        },
      ])
      const decision = {
        reviewId: 1,
        readingKey: 'k1',
        action: 'approve',
        verdicts: {},
        by: 'carla',
      } as const
      await createHumanDecisions(db).accept(decision, CARLA, { now: at(1), dueAt: at(2) })
    })

    it('says that it is on its way as soon as it is tried again, and the report is stuck no more', async () => {
      const [inbox, reviews] = [createInbox(db), createReviews(db)]
      const claimed = await claimedAt(inbox, 2)
      const resumed = await reviews.resume(claimed, 1, at(2))
      if (resumed.kind !== 'ours') throw new Error(resumed.kind)
      await reviews.stuck(resumed.review, 'Concur refuses the token')
      await inbox.settle(claimed, { state: 'dead', reason: 'Concur refuses the token' }, at(3))
      expect(await answer()).to.include({ kind: 'stopped', words: 'Concur refuses the token' })
      expect(await stuck()).to.deep.equal([1])
      expect(await decidedToday()).to.deep.equal([['given up', 'Concur refuses the token']])

      await retry()

      expect(await answer()).to.include({ kind: 'on its way', isMoving: true, isStopped: false })
      expect(await stuck()).to.deep.equal([])
      expect(await decidedToday()).to.deep.equal([['accepted', undefined]])
      expect((await createOverview(db).review('1'))?.review).to.include({ result: null, reason: null })
    })

    it('has stopped where the report could not even be read, which is tried again or decided anew', async () => {
      const inbox = createInbox(db)
      const reason = 'Concur refuses the scope'
      await inbox.settle(await claimedAt(inbox, 2), { state: 'dead', reason }, at(3))
      expect(await answer()).to.include({ kind: 'stopped', words: reason, isMoving: false })
      expect(await isOpen()).to.equal(true)

      await retry()

      expect(await answer()).to.include({ kind: 'on its way', isMoving: true })
      expect(await isOpen()).to.equal(false)
    })

    const answer = async () => (await readAnswer(db, 1, LATER()))?.answer

    async function isOpen() {
      const { explain } = createExplainer()
      const basis = { now: LATER(), costCentre: undefined, explain }
      return (await readReportPage(db, CARLA, 1, basis))?.isOpen
    }

    const rowsOf = async (view: QueueView) =>
      (
        await createQueue({ db, timeZone: 'UTC', costCentre: () => undefined, now: LATER }).page(INGRID, {
          view,
        })
      ).rows
    const stuck = async () => (await rowsOf('stuck')).map(({ id }) => id)
    const decidedToday = async () =>
      (await rowsOf('decided')).map(({ decided }) => [decided?.state, decided?.outcome])

    async function retry(): Promise<void> {
      const outcome = await createReviewActs(db).perform(1, { kind: 'retry' }, { by: CARLA, now: at(9) })
      expect(outcome).to.include({ ok: true })
    }
  })
})
