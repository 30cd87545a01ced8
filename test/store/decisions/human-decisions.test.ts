import { setTimeout as sleep } from 'node:timers/promises'
import { expect } from 'chai'
import { SILENT_LOG } from '../../../server/log.ts'
import type { HumanDecision } from '../../../server/record/human-decision.ts'
import { subjectOf } from '../../../server/review/report-status.ts'
import { openArrivals } from '../../../server/store/arrivals/open-arrivals.ts'
import { createHumanDecisions } from '../../../server/store/decisions/human-decisions.ts'
import { createInbox } from '../../../server/store/inbox/inbox.ts'
import { createReviews } from '../../../server/store/reviews/reviews.ts'
import { buildReport } from '../../support/build-report.ts'
import { forEachEngine, type TestEngine } from '../../support/engines.ts'
import { at, callout, claimedAt, RAW } from '../notifications.ts'

const APPROVE: HumanDecision = {
  reviewId: 1,
  readingKey: 'reading 1',
  action: 'approve',
  verdicts: { 'hotel-cap@nEntry0001': 'exception' },
  reason: 'trade fair',
  by: 'ada@example.com',
}
const BY = { login: 'ada@example.com', viaLogin: 'ada' }
const KEY = { key: 'key 1', hash: 'of all that is said' }
const TIMES = { now: at(100), dueAt: at(110) }

/** A database with one report whose review 1 is held on `reading 1`, and nothing waits. */
async function open(engine: TestEngine) {
  const db = await engine.open()
  const inbox = createInbox(db)
  const reviews = createReviews(db)
  await inbox.receive(callout('nOne', { stepCode: 'EXTVAL', eventType: 'the step' }), RAW, at(0))
  const claimed = await claimedAt(inbox, 0)
  const opened = await reviews.open(
    claimed,
    { key: 'step 1', subject: subjectOf(buildReport()), mode: 'act' },
    at(0),
  )
  if (opened.kind !== 'ours') throw new Error(`the review is ${opened.kind}`)
  const decision = {
    policyVersion: 'p1',
    enforce: 'act',
    findings: [],
    notEvaluated: [],
    outcome: 'hold',
  } as const
  await reviews.decided(opened.review, { by: 'policy', decision }, { readingKey: 'reading 1' }, at(1))
  await reviews.finish(opened.review, 'held', 'look at it', at(2))
  await inbox.settle(claimed, { state: 'done' }, at(3))
  return { db, inbox, reviews, decisions: createHumanDecisions(db) }
}

describe('decisions of people, the same on both engines', () => {
  forEachEngine((engine) => {
    it('come behind what has arrived about their object, and do not wait for what is about another', async () => {
      const { inbox, decisions } = await open(engine)
      const door = await openArrivals(engine.url(), SILENT_LOG)
      for (const [key, seconds] of [
        ['nOne', 50],
        ['nOther', 51],
      ] as const) {
        await door.keep({ kind: 'notification', notification: callout(key), raw: RAW, at: at(seconds) })
      }
      await door.close()

      const accepting = decisions.accept(APPROVE, BY, TIMES)
      expect(await Promise.race([accepting, sleep(300, 'it waits')])).to.equal('it waits')
      await inbox.takeOver(at(100))

      expect(await accepting).to.have.nested.property('decision.notificationId', 4)
    })

    it('are kept, and claimed in the line of their object once they cannot be taken back', async () => {
      const { inbox, decisions } = await open(engine)

      const accepted = await decisions.accept(APPROVE, BY, TIMES)

      expect(accepted).to.deep.equal({
        kind: 'accepted',
        decision: {
          ...APPROVE,
          id: 1,
          notificationId: 2,
          acceptedAt: at(100),
          dueAt: at(110),
          state: 'accepted',
        },
      })
      expect(await inbox.claim(at(109))).to.equal(undefined)
      expect(await inbox.claim(at(109), true)).to.equal(undefined)
      const claimed = await inbox.claim(at(110))
      expect(claimed).to.deep.include({
        id: 2,
        door: 'console',
        objectPath: '/api/expense/expensereport/v1.1/reportfulldetails/nOne',
        eventType: 'the step',
        stepCode: 'EXTVAL',
      })
      expect(await decisions.carriedBy(2)).to.deep.include({ id: 1, state: 'accepted' })
      expect(await decisions.carriedBy(1)).to.equal(undefined)
    })

    it('hold up nobody who has news of the object while they can be taken back', async () => {
      const { inbox, decisions } = await open(engine)
      await decisions.accept(APPROVE, BY, TIMES)
      await inbox.receive(callout('nOne', { context: 'news' }), RAW, at(101))

      expect(await inbox.claim(at(102))).to.include({ id: 3, door: 'callout' })
      // One at a time all the same.
      expect(await inbox.claim(at(111))).to.equal(undefined)
    })

    it('are accepted one at a time, the first wins', async () => {
      const one = await open(engine)
      const two = createHumanDecisions(await engine.open())
      const other = { ...APPROVE, by: 'bob@example.com' }

      const both = await Promise.all([one.decisions.accept(APPROVE, BY, TIMES), two.accept(other, BY, TIMES)])

      expect(both.map(({ kind }) => kind)).to.have.members(['accepted', 'decided'])
      const first = both.find((each) => each.kind === 'accepted')
      const second = both.find((each) => each.kind === 'decided')
      expect(second).to.deep.include({ by: first?.kind === 'accepted' ? first.decision.by : '', at: at(100) })
      expect(await one.decisions.of(1)).to.have.length(1)
    })

    it('are one decision when the caller hands them in twice under one key', async () => {
      const { decisions } = await open(engine)
      await decisions.accept(APPROVE, BY, TIMES, KEY)

      expect(await decisions.accept(APPROVE, BY, TIMES, KEY)).to.have.nested.property('decision.id', 1)
      expect(await decisions.accept(APPROVE, BY, TIMES, { ...KEY, key: 'key 2' })).to.include({
        kind: 'decided',
      })
    })

    it('stand in the trail once, however often they are handed in under one key', async () => {
      const { db, decisions } = await open(engine)
      for (const _ of [1, 2, 3]) await decisions.accept(APPROVE, BY, TIMES, KEY)

      const acts = await db.selectFrom('trail').select(['act', 'outcome']).execute()
      expect(acts).to.deep.equal([{ act: 'review approve', outcome: 'done' }])
    })

    it('are not taken for what else is handed in under the same key', async () => {
      const { decisions } = await open(engine)
      await decisions.accept(APPROVE, BY, TIMES, KEY)
      const other = { ...KEY, hash: 'of something else' }

      expect(await decisions.accept(APPROVE, BY, TIMES, other)).to.deep.equal({ kind: 'other of that key' })
      expect(await decisions.knownAs(other)).to.deep.equal({ kind: 'other of that key' })
      expect(await decisions.knownAs({ ...KEY, key: 'key 2' })).to.equal(undefined)
      expect(await decisions.of(1)).to.have.length(1)
    })

    it('are not hastened by an operator while they can be taken back', async () => {
      const { inbox, decisions } = await open(engine)
      await decisions.accept(APPROVE, BY, TIMES)

      expect(await inbox.retry({ ids: [2] }, at(105))).to.equal(0)
      expect(await inbox.claim(at(109))).to.equal(undefined)
    })

    it('are taken back until they are due, and then another one can be taken', async () => {
      const { inbox, decisions } = await open(engine)
      await decisions.accept(APPROVE, BY, TIMES)

      expect(await decisions.takeBack(1, BY, at(109))).to.equal(true)
      expect(await decisions.takeBack(1, BY, at(109))).to.equal(false)
      expect(await decisions.find(1)).to.include({ state: 'taken back' })
      expect(await inbox.claim(at(200))).to.equal(undefined)
      expect(await decisions.accept(APPROVE, BY, { now: at(200), dueAt: at(210) })).to.include({
        kind: 'accepted',
      })
      expect(await decisions.takeBack(2, BY, at(210))).to.equal(false)
    })

    it('are not taken back once they are being carried out', async () => {
      const { inbox, decisions } = await open(engine)
      await decisions.accept(APPROVE, BY, { now: at(100), dueAt: at(100) })
      await inbox.claim(at(100))

      expect(await decisions.takeBack(1, BY, at(100))).to.equal(false)
      expect(await decisions.find(1)).to.include({ state: 'accepted' })
    })

    it('are not taken back, and let no news pass, once something of them may have been sent', async () => {
      const { inbox, decisions } = await open(engine)
      await decisions.accept(APPROVE, BY, TIMES)
      const claimed = await claimedAt(inbox, 110)
      await inbox.retryLater(
        claimed,
        { at: at(400), reasonCode: 'WRITE_TIMEOUT', reason: 'no answer' },
        at(0),
      )
      await inbox.receive(callout('nOne', { context: 'news' }), RAW, at(120))

      expect(await decisions.takeBack(1, BY, at(130))).to.equal(false)
      expect(await decisions.find(1)).to.include({ state: 'accepted' })
      expect(await inbox.claim(at(130))).to.equal(undefined)
      expect(await inbox.claim(at(400))).to.include({ id: 2 })
    })

    it('are not hastened when an earlier decision on the same object is tried again', async () => {
      const { inbox, decisions } = await open(engine)
      await decisions.accept(APPROVE, BY, TIMES)
      const claimed = await claimedAt(inbox, 110)
      await decisions.end(1, 'not carried out', 'it was refused', at(111))
      await inbox.settle(claimed, { state: 'done' }, at(111))
      await decisions.accept(APPROVE, BY, { now: at(120), dueAt: at(180) })

      await inbox.retry({ ids: [2] }, at(130))

      expect(await inbox.claim(at(131))).to.include({ id: 2 })
      expect(await decisions.takeBack(2, BY, at(132))).to.equal(true)
    })

    it('are in nobody\u2019s way once they are given up', async () => {
      const { inbox, decisions } = await open(engine)
      await decisions.accept(APPROVE, BY, TIMES)
      const claimed = await claimedAt(inbox, 110)
      await inbox.settle(claimed, { state: 'dead', reasonCode: 'NOT_FOUND', reason: 'no report' }, at(111))

      const next = await decisions.accept(APPROVE, BY, { now: at(120), dueAt: at(130) })

      expect(next).to.include({ kind: 'accepted' })
      expect(await decisions.find(1)).to.include({ state: 'not carried out', outcome: 'no report' })
    })

    const refused: readonly (readonly [string, Partial<HumanDecision>, object])[] = [
      ['there is no such review', { reviewId: 9 }, { kind: 'no review' }],
      ['it was read anew since', { readingKey: 'reading 0' }, { kind: 'changed' }],
    ]
    for (const [title, changes, expected] of refused) {
      it(`are refused where ${title}`, async () => {
        const { decisions } = await open(engine)
        expect(await decisions.accept({ ...APPROVE, ...changes }, BY, TIMES)).to.deep.equal(expected)
      })
    }

    it('are refused where the review has ended otherwise, or is not the newest', async () => {
      const { inbox, reviews, decisions } = await open(engine)
      await inbox.receive(callout('nOne', { context: 'news' }), RAW, at(50))
      const claimed = await claimedAt(inbox, 50)
      const ended = { kind: 'open another', review: { id: 1 } } as const
      await reviews.open(
        claimed,
        { key: 'step 1', subject: subjectOf(buildReport()), mode: 'act' },
        at(51),
        ended,
      )

      expect(await decisions.accept(APPROVE, BY, TIMES)).to.deep.equal({ kind: 'not held' })
    })

    it('that are tried again keep their review from what comes by the other service', async () => {
      const { inbox, reviews, decisions } = await open(engine)
      await decisions.accept(APPROVE, BY, TIMES)
      const carrier = await claimedAt(inbox, 110)
      expect(await reviews.resume(carrier, 1, at(110))).to.have.property('kind', 'ours')
      await inbox.retryLater(
        carrier,
        { at: at(400), reasonCode: 'WRITE_TIMEOUT', reason: 'no answer' },
        at(0),
      )
      const objectPath = '/expensereports/v4/users/u1/context/TRAVELER/reports/7C2E5A9B04D14F6E8A31'
      await inbox.receive(callout('', { objectPath }), RAW, at(120))
      const event = await claimedAt(inbox, 121)
      const visit = { key: 'step 1', subject: subjectOf(buildReport()), mode: 'act' } as const

      expect(await reviews.open(event, visit, at(122))).to.deep.equal({ kind: 'busy' })
      await inbox.renew(event, at(399))
      const again = await claimedAt(inbox, 400)
      await inbox.settle(again, { state: 'done' }, at(401))
      expect(await reviews.open(event, visit, at(402))).to.have.property('kind', 'ours')
    })

    it('end once', async () => {
      const { decisions } = await open(engine)
      await decisions.accept(APPROVE, BY, TIMES)
      await decisions.end(1, 'carried out', undefined, at(111))
      await decisions.end(1, 'superseded', 'late', at(112))

      expect(await decisions.find(1))
        .to.include({ state: 'carried out' })
        .and.not.to.have.property('outcome')
      expect(await decisions.takeBack(1, BY, at(105))).to.equal(false)
    })
  })
})
