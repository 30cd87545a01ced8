import { expect } from 'chai'
import { type ConsoleActor, keyActor, personActor } from '../../server/console/actor.ts'
import { createListService } from '../../server/console/list-service.ts'
import { createReviewService } from '../../server/console/review-service.ts'
import type { Database } from '../../server/store/database.ts'
import { createTrail } from '../../server/store/people/trail.ts'
import { at } from '../store/notifications.ts'
import { type DraftReview, decisionOf, finding, keepReviews } from '../store/operators/kept-reviews.ts'
import { forEachEngine } from '../support/engines.ts'

const DECISION = decisionOf({ findings: [finding('hotel-cap')] })
/** A held report of that part of the company. */
const of = (orgUnit1: string): DraftReview => ({
  result: 'held',
  decision: DECISION,
  listing: { scope: { currency: 'EUR', orgUnits: { orgUnit1 } } },
})
const SALES = personActor({
  login: 'ada@example.com',
  name: 'Ada',
  role: 'reviewer',
  scope: '{"orgUnit1":"Sales"}',
})
const PROGRAM = keyActor({ id: 3, name: 'robot', role: 'controller' })

forEachEngine((engine) => {
  describe('lists and reviews in the scope of who asks', () => {
    let db: Database

    beforeEach(async () => {
      db = await engine.open()
      await keepReviews(db, [
        of('Sales'),
        of('Support'),
        of('Sales'),
        { result: 'held', decision: DECISION },
        of('Support'),
        of('Sales'),
      ])
    })

    async function listed(actor: ConsoleActor, wish: object = {}) {
      const page = await createListService({ db, timeZone: 'UTC', now: () => at(0) }).list(actor, wish)
      if (!page.ok) throw new Error(page.problems.join())
      return { ids: page.reviews.map(({ id }) => id), next: page.next }
    }

    it('are all of them for a program', async () => {
      expect(await listed(PROGRAM)).to.deep.equal({ ids: [6, 5, 4, 3, 2, 1], next: undefined })
    })

    it('leave out what is out of scope, and that of which it cannot be told', async () => {
      expect(await listed(SALES)).to.deep.equal({ ids: [6, 3, 1], next: undefined })
    })

    it('fill each page, as far as there is something to fill it with', async () => {
      expect(await listed(SALES, { limit: 2 })).to.deep.equal({ ids: [6, 3], next: 3 })
      expect(await listed(SALES, { limit: 2, before: 3 })).to.deep.equal({ ids: [1], next: undefined })
      expect(await listed(SALES, { limit: 1, before: 2 })).to.deep.equal({ ids: [1], next: undefined })
    })

    it('cannot be told from what is not there, and leave no line in the trail then', async () => {
      const reviews = createReviewService({ db, now: () => at(10) })

      expect(await reviews.read(SALES, 1)).to.have.nested.property('review.id', 1)
      expect(await reviews.read(SALES, 2)).to.equal(undefined)
      expect(await reviews.read(SALES, 99)).to.equal(undefined)
      expect(await reviews.read(PROGRAM, 2)).to.have.nested.property('review.id', 2)
      const trail = await createTrail(db).list({ limit: 10 })
      expect(trail.map(({ who, subject }) => `${who}: ${subject}`)).to.deep.equal([
        'key 3: review 2',
        'ada@example.com: review 1',
      ])
    })
  })
})
