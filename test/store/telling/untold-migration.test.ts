import { expect } from 'chai'
import { createReviewActs } from '../../../server/store/acts/review-acts.ts'
import { createTelling } from '../../../server/store/telling/telling.ts'
import { forEachEngine } from '../../support/engines.ts'
import { at } from '../notifications.ts'
import { leaveOlderDatabase } from '../older-database.ts'

const T = at(0).getTime()
/** Later than any time at which this runs. */
const LATER = Date.UTC(2100, 0, 1)
const review = (id: number, snoozedUntil: number) => `insert into review
  (notification_id, visit_key, ordinal, report_id, currency, mode, result, snoozed_until, snoozed_by, started_at)
  values (${id}, 'visit ${id}', 1, 'R${id}', 'EUR', 'act', 'held', ${snoozedUntil}, 'ada', ${T})`
const OLDER = [
  review(1, T),
  review(2, LATER),
  `insert into review_note (review_id, kind, author, addressee, content, written_at)
    values (1, 'question', 'ada', 'bob', 'Was it a fair?', ${T})`,
]

describe('a database from before questions and ended snoozes were told', () => {
  forEachEngine((engine) => {
    it('has none of those before that to tell, and all of those after', async () => {
      await leaveOlderDatabase(engine, '018-review-list', OLDER)
      const db = await engine.open()
      const telling = createTelling(db)

      expect(await telling.untoldNotes(9)).to.deep.equal([])
      expect(await telling.untoldReturns(new Date(), 9)).to.deep.equal([])

      const act = { kind: 'ask', to: 'bob', text: 'Which one?' } as const
      await createReviewActs(db).perform(1, act, { by: { login: 'ada' }, now: at(1) })
      expect((await telling.untoldNotes(9)).map(({ text }) => text)).to.deep.equal(['Which one?'])
      expect((await telling.untoldReturns(new Date(LATER), 9)).map(({ id }) => id)).to.deep.equal([2])
    })
  })
})
