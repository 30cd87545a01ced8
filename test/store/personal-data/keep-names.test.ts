import { expect } from 'chai'
import type { Database } from '../../../server/store/database.ts'
import { createBulkDecisions } from '../../../server/store/decisions/bulk-decisions.ts'
import { createInbox } from '../../../server/store/inbox/inbox.ts'
import { eraseOldNames } from '../../../server/store/personal-data/keep-names.ts'
import { createReviews } from '../../../server/store/reviews/reviews.ts'
import { forEachEngine } from '../../support/engines.ts'
import { at } from '../notifications.ts'
import { entriesInMay } from '../reviews/entries-in-may.ts'
import { GRACE, ofGrace, reviewed } from './reviewed.ts'

describe('names that are not kept', () => {
  forEachEngine((engine) => {
    let db: Database
    beforeEach(async () => {
      db = await engine.open()
    })

    it('are those in reviews that ended long ago, and of one person always the same', async () => {
      await reviewed(db, ofGrace('A1'), 'approved', 10)
      await reviewed(db, ofGrace('A2'), 'sent back', 20)
      await reviewed(db, ofGrace('A3'), 'held', 20)
      await reviewed(db, ofGrace('A4'), 'approved', 50)

      expect(await eraseOldNames(db, at(20), () => at(60))).to.equal(2)

      const [first, second, ...others] = await employees(db)
      expect(first).to.match(/^erased-[0-9a-f]{8}$/)
      expect(second).to.equal(first)
      expect(others).to.deep.equal([GRACE.name, GRACE.name])
      expect(await eraseOldNames(db, at(20), () => at(70))).to.equal(0)
    })

    it('stand in no decision on several reports that ended long ago', async () => {
      const bulk = createBulkDecisions(db)
      const ada = { login: 'ada' }
      const content = {
        reviews: [],
        action: 'approve',
        verdicts: [],
        reason: `fair of ${GRACE.name}`,
      } as const
      for (const end of [10, 30, undefined]) {
        const { id } = await bulk.keep({ ...content, reviews: [], verdicts: [] }, 'proposed', ada, at(5))
        if (end !== undefined) await bulk.end(id, 'withdrawn', ada, at(end))
      }
      await eraseOldNames(db, at(20), () => at(60))
      expect([await bulk.find(1), (await bulk.find(2))?.state, (await bulk.find(3))?.state]).to.deep.equal([
        undefined,
        'withdrawn',
        'proposed',
      ])
    })

    it('do not part the expenses of one person', async () => {
      await reviewed(db, ofGrace('A1'), 'approved', 10)
      await reviewed(db, ofGrace('A2'), 'approved', 50)
      await eraseOldNames(db, at(20), () => at(60))

      const expenses = await entriesInMay(db, ofGrace('A3'))
      expect(expenses.map(({ isSameEmployee }) => isSameEmployee)).to.deep.equal([true, true])
    })

    it('come back with a report that is taken up again, and go again', async () => {
      await reviewed(db, ofGrace('A1'), 'approved', 10)
      await eraseOldNames(db, at(20), () => at(60))
      const inbox = createInbox(db)
      const reviews = createReviews(db)
      await inbox.retry({ ids: [1] }, at(70))
      const claimed = await inbox.claim(at(70))
      const last = await reviews.latest('A1')
      if (claimed === undefined || last === undefined) throw new Error('there is nothing to take up')
      const visit = { key: 'A1', subject: { id: 'A1', currency: 'USD' }, mode: 'act' } as const
      await reviews.open(claimed, visit, at(70), { kind: 'reopen', review: last })

      const { erased_at: erasedAt } = await db
        .selectFrom('review')
        .select('erased_at')
        .executeTakeFirstOrThrow()
      expect(erasedAt).to.equal(null)
    })
  })
})

async function employees(db: Database): Promise<readonly (string | null)[]> {
  const rows = await db.selectFrom('review').select('employee').orderBy('id').execute()
  return rows.map(({ employee }) => employee)
}
