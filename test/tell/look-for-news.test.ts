import { expect } from 'chai'
import { sql } from 'kysely'
import type { ReadingChanges } from '../../server/record/reading-changes.ts'
import { createReviewActs, type KeptAct } from '../../server/store/acts/review-acts.ts'
import { createBulkDecisions } from '../../server/store/decisions/bulk-decisions.ts'
import { createHumanDecisions } from '../../server/store/decisions/human-decisions.ts'
import { createInbox } from '../../server/store/inbox/inbox.ts'
import { createPeople } from '../../server/store/people/people.ts'
import { createReviews } from '../../server/store/reviews/reviews.ts'
import { at } from '../store/notifications.ts'
import { decisionOf, finding, keepReviews } from '../store/operators/kept-reviews.ts'
import { rejectionOf } from '../store/rejection.ts'
import { forEachEngine, type TestEngine } from '../support/engines.ts'
import { addPeople, tellingBench } from './telling-bench.ts'

const HOLD = decisionOf({ findings: [finding('hotel-cap')] })
const HELD = { decision: HOLD, result: 'held' } as const
const ROWS = '  - { webhook: books, news: [held, asked, returned] }'
const DAY = 86_400
const CHANGES: ReadingChanges = {
  findings: [],
  fields: [{ field: 'total', before: '90.00 EUR', after: '120.00 EUR' }],
  parts: [],
  more: 0,
}

describe('looking for news', () => {
  forEachEngine((engine) => {
    it('tells who is asked, and then who asked, each once', async () => {
      const { bench, act, told } = await open(engine)
      await act({ kind: 'ask', to: 'bob', text: 'Was it a fair?' }, 'ada', 10)
      await act({ kind: 'note', text: 'I called him' }, 'ada', 11)
      await bench.look(at(12))
      await act({ kind: 'answer', text: 'It was' }, 'bob', 20)
      await bench.look(at(21))
      await bench.look(at(22))

      expect(await told()).to.deep.equal([
        ['webhook:books', 'asked', 'review-1-question-1'],
        ['mail:bob@example.com', 'asked', 'review-1-question-1'],
        ['mail:ada@example.com', 'answered', 'review-1-answer-3'],
      ])
      const [, asked, answered] = await bench.told()
      expect(asked?.news).to.include({ by: 'ada', of: 'bob', question: 'Was it a fair?' })
      expect(answered?.news).to.include({
        by: 'bob',
        of: 'ada',
        question: 'Was it a fair?',
        answer: 'It was',
      })
    })

    it('tells it once where several processes find it at the same time', async () => {
      const { bench, act, told } = await open(engine)
      const other = await tellingBench(await engine.open(), ROWS, at(5))
      await act({ kind: 'ask', to: 'bob', text: 'Was it a fair?' }, 'ada', 10)

      await Promise.all([bench.look(at(12)), other.look(at(12))])

      expect((await told()).map(([to]) => to)).to.have.members(['webhook:books', 'mail:bob@example.com'])
    })

    it('loses nothing where it is stopped before the message stands in the queue', async () => {
      const { db, bench, act, told } = await open(engine)
      await act({ kind: 'ask', to: 'bob', text: 'Was it a fair?' }, 'ada', 10)
      await sql`alter table delivery rename to no_delivery`.execute(db)
      const stopped = await rejectionOf(bench.look(at(12)))
      await sql`alter table no_delivery rename to delivery`.execute(db)
      expect(stopped).to.be.instanceOf(Error)

      await bench.look(at(14))
      await bench.look(at(15))

      expect((await told()).map(([to]) => to)).to.deep.equal(['webhook:books', 'mail:bob@example.com'])
    })

    it('tells to whom a report is assigned when it is back, and not before', async () => {
      const { bench, act, told } = await open(engine)
      await act({ kind: 'assign', to: 'bob' }, 'ada', 10)
      await act({ kind: 'snooze', until: at(3600) }, 'ada', 11)
      await bench.look(at(3599))
      expect(await told()).to.deep.equal([])
      await bench.look(at(3600))
      await bench.look(at(9000))

      const id = `review-1-returned-${at(3600).getTime()}`
      expect(await told()).to.deep.equal([
        ['webhook:books', 'returned', id],
        ['mail:bob@example.com', 'returned', id],
      ])
      const [first] = await bench.told()
      expect(first?.news).to.include({ by: 'ada' })
      expect(first?.news).to.have.nested.property('review.assignee', 'bob')
    })

    it('tells who put it off where it is assigned to nobody, and again when it was put off again', async () => {
      const { bench, act, told } = await open(engine)
      await act({ kind: 'snooze', until: at(3600) }, 'ada', 11)
      await bench.look(at(3700))
      await act({ kind: 'snooze', until: at(7200) }, 'ada', 3800)
      await bench.look(at(7300))
      await act({ kind: 'snooze', until: at(9000) }, 'ada', 7400)
      await act({ kind: 'snooze' }, 'ada', 7500)
      await bench.look(at(9100))

      expect((await told()).filter(([to]) => to === 'mail:ada@example.com')).to.deep.equal([
        ['mail:ada@example.com', 'returned', `review-1-returned-${at(3600).getTime()}`],
        ['mail:ada@example.com', 'returned', `review-1-returned-${at(7200).getTime()}`],
      ])
    })

    it('tells nobody of what was asked and came back before anybody was told anything', async () => {
      const { bench, act, told } = await open(engine, { isBegun: false })
      await act({ kind: 'ask', to: 'bob', text: 'Was it a fair?' }, 'ada', 1)
      await act({ kind: 'snooze', until: at(2) }, 'ada', 1)
      await bench.begin()
      await bench.look(at(10))

      expect((await told()).map(([, kind]) => kind)).to.deep.equal(['digest'])
    })

    it('goes on where the last process stopped, and begins anew where that was a week ago', async () => {
      const { bench, act, told } = await open(engine)
      await bench.lookAtClock(at(5 * DAY))
      await act({ kind: 'ask', to: 'bob', text: 'Was it a fair?' }, 'ada', 6 * DAY)
      await bench.begin(at(11 * DAY))
      await bench.look(at(11 * DAY))
      expect((await told()).map(([, kind]) => kind)).to.deep.equal(['asked', 'asked'])

      await bench.lookAtClock(at(11 * DAY))
      await act({ kind: 'ask', to: 'bob', text: 'Which one?' }, 'ada', 12 * DAY)
      await bench.begin(at(18 * DAY))
      await bench.look(at(18 * DAY))
      expect((await told()).map(([, kind]) => kind)).to.deep.equal(['asked', 'asked', 'digest'])
    })

    it('tells who decided what has changed since, and that it is held again', async () => {
      const { db, bench, told } = await open(engine)
      await holdAgain(db)
      await bench.look(at(90))

      expect(await told()).to.deep.equal([
        ['webhook:books', 'held', 'review-1-held-015f7e6bc5ae'],
        ['mail:ada@example.com', 'not carried out', 'decision-1-not-carried-out'],
      ])
      const [held, notCarriedOut] = (await bench.told()).map(({ news }) => news)
      expect(held).to.deep.include({ changes: ['total: 90.00 EUR → 120.00 EUR'] })
      expect(notCarriedOut).to.deep.include({
        by: 'ada',
        action: 'approve',
        cause: 'void',
        reason: 'the report changed',
        changes: ['total: 90.00 EUR → 120.00 EUR'],
      })
    })

    it('tells everybody who can confirm a decision on several, and whose it is how that ended', async () => {
      const { db, bench, told } = await open(engine)
      await keepReviews(db, [HELD], 5)
      const people = createPeople(db)
      const root = { login: 'root@example.com' }
      const paul = { login: 'paul', name: 'Paul', role: 'reviewer', email: 'paul@example.com' } as const
      await people.add({ ...paul, maxAmounts: { EUR: '1' } }, root, at(6))
      await bench.look(at(7))
      const before = (await told()).length
      const decisions = createBulkDecisions(db)
      const reviews = [1, 2].map((id) => ({ id, readingKey: 'k1' }))
      const content = { reviews, action: 'approve', verdicts: [], reason: 'the fair' } as const
      const ada = { login: 'ada' }
      for (let number = 1; number <= 4; number += 1)
        await decisions.keep({ ...content, verdicts: [] }, number === 4 ? 'decided' : 'proposed', ada, at(10))
      await bench.look(at(11))
      await decisions.end(1, 'confirmed', { login: 'bob' }, at(20))
      await decisions.end(2, 'rejected', { login: 'bob' }, at(20))
      await decisions.end(3, 'withdrawn', ada, at(20))
      await bench.look(at(21))
      await bench.look(at(22))

      expect((await told()).slice(before)).to.deep.equal([
        ['mail:bob@example.com', 'to confirm', 'bulk-1-proposed'],
        ['mail:bob@example.com', 'to confirm', 'bulk-2-proposed'],
        ['mail:bob@example.com', 'to confirm', 'bulk-3-proposed'],
        ['mail:ada@example.com', 'confirmed', 'bulk-1-confirmed'],
        ['mail:ada@example.com', 'rejected', 'bulk-2-rejected'],
      ])
      expect((await bench.told()).at(-1)?.news).to.include({ by: 'bob', of: 'ada' })
    })

    it('does not tell once more what had changed where it is held anew', async () => {
      const { db, bench } = await open(engine)
      await holdAgain(db)
      await bench.look(at(90))
      await readAnew(db)
      await bench.look(at(110))

      const last = (await bench.told()).at(-1)?.news
      expect(last).to.include({ kind: 'held' })
      expect(last).to.not.have.property('changes')
    })
  })
})

/** A database with one report that is held, of which was told; Ada and Bob look at reports. */
async function open(engine: TestEngine, { isBegun = true } = {}) {
  const db = await engine.open()
  await addPeople(db, ['ada', 'bob'], at(0))
  await keepReviews(db, [HELD])
  const bench = await tellingBench(db, ROWS, at(5))
  if (isBegun) await bench.begin()
  const acts = createReviewActs(db)
  const before = isBegun ? (await bench.told()).length : 0
  return {
    db,
    bench: { ...bench, told: async () => (await bench.told()).slice(before) },
    act: async (act: KeptAct, login: string, seconds: number) => {
      const performed = await acts.perform(1, act, { by: { login }, now: at(seconds) })
      expect(performed).to.include({ ok: true })
    },
    /** To whom, what and its id. */
    told: async () => (await bench.told()).slice(before).map(({ to, news }) => [to, news.kind, news.id]),
  }
}

/** Ada approves, and before that is carried out the report has changed. */
async function holdAgain(db: Awaited<ReturnType<TestEngine['open']>>): Promise<void> {
  const [inbox, reviews, decisions] = [createInbox(db), createReviews(db), createHumanDecisions(db)]
  const content = { reviewId: 1, readingKey: 'k1', action: 'approve', verdicts: {}, by: 'ada' } as const
  await decisions.accept(content, { login: 'ada' }, { now: at(60), dueAt: at(70) })
  const claimed = await inbox.claim(at(70))
  if (claimed === undefined) throw new Error('nothing to claim')
  const resumed = await reviews.resume(claimed, 1, at(71))
  if (resumed.kind !== 'ours') throw new Error(`the review is ${resumed.kind}`)
  const { review } = resumed
  await reviews.record(review, { kind: 'read', summary: 'read' }, at(72))
  await reviews.record(review, { kind: 'changed', summary: 'changed', detail: CHANGES }, at(73))
  await reviews.decided(review, { by: 'policy', decision: HOLD }, { readingKey: 'k2' }, at(74))
  await reviews.finish(review, 'held', 'the report changed', at(75))
  await decisions.end(1, 'not carried out', 'the report changed', at(76))
  await inbox.settle(claimed, { state: 'done' }, at(77))
}

/** The policy looks at it once more, and the report has changed again. */
async function readAnew(db: Awaited<ReturnType<TestEngine['open']>>): Promise<void> {
  const [inbox, reviews] = [createInbox(db), createReviews(db)]
  await inbox.retry({ ids: [1] }, at(100))
  const claimed = await inbox.claim(at(100))
  if (claimed === undefined) throw new Error('nothing to claim')
  const resumed = await reviews.resume(claimed, 1, at(101))
  if (resumed.kind !== 'ours') throw new Error(`the review is ${resumed.kind}`)
  await reviews.record(resumed.review, { kind: 'read', summary: 'read' }, at(102))
  await reviews.decided(resumed.review, { by: 'policy', decision: HOLD }, { readingKey: 'k3' }, at(103))
  await reviews.finish(resumed.review, 'held', undefined, at(104))
}
