import { expect } from 'chai'
import { sql } from 'kysely'
import { ConcurError } from '../../server/concur/concur-error.ts'
import { visitKey } from '../../server/record/visit.ts'
import { finishReview } from '../../server/review/end-review.ts'
import type { AttemptOutcome } from '../../server/review/retry.ts'
import { type ReviewDeps, reviewNotification } from '../../server/review/review-notification.ts'
import type { FindObject } from '../../server/review/seen-object.ts'
import type { Claimed } from '../../server/store/inbox/inbox.ts'
import { at } from '../store/notifications.ts'
import { rejectionOf } from '../store/rejection.ts'
import { type ReviewBench, useReviewBenches } from './review-bench.ts'
import {
  type Answer,
  APPROVE,
  decisionOf,
  FLAG,
  replyOf,
  type Seen,
  scriptedReads,
  scriptedWrite,
  seenObject,
} from './scripted-object.ts'

const DONE: AttemptOutcome = { kind: 'done' }
/** With its review. */
const SETTLED: AttemptOutcome = { kind: 'done', isSettled: true }
const SIGNAL = new AbortController().signal
const NEXT_STEP = '/api/expense/expensereport/v1.1/report/nStep0002/workflowaction'

describe('the review of one notification', () => {
  const open = useReviewBenches()

  describe('that is new', () => {
    it('is opened, carried out and ended, and the notification is linked to it', async () => {
      const bench = open()
      const claimed = await bench.claim()

      expect(await review(bench, claimed, [{}, {}], { state: 'confirmed' })).to.deep.equal(SETTLED)
      expect(await bench.record()).to.deep.equal({
        result: 'approved',
        reason: null,
        effects: ['workflow confirmed'],
        trail: [
          'read: report read at A_EXTV',
          'decided: approve',
          'read: report read at A_EXTV',
          'call: workflow action Approve: confirmed',
          'ended: approved',
        ],
      })
      expect(await linked(bench, claimed)).to.equal(visitKey(bench.visit))
    })

    it('only observes in that mode', async () => {
      const bench = open()

      expect(await review(bench, await bench.claim(), [{}], undefined, { mode: 'observe' })).to.deep.equal(
        SETTLED,
      )
      expect(await bench.record()).to.have.property('result', 'observed')
    })

    it("asks for the object under the notification's correlation id, with the name of the step", async () => {
      const bench = open()
      const claimed = await bench.claim()
      const asked: unknown[] = []
      const find: FindObject = (of, { stepName }, { correlationId, signal }) => {
        asked.push(of, stepName, correlationId, signal)
        return Promise.resolve(scriptedReads([replyOf(seenObject(bench.visit))]))
      }

      await review(bench, claimed, [], undefined, { find, mode: 'observe' })

      expect(asked).to.deep.equal([claimed, 'External Validation', claimed.correlationId, SIGNAL])
      expect(await bench.reviews.latest(bench.visit.objectId)).to.include({ result: 'observed' })
    })

    for (const [place, status] of [
      ['sent back', 'A_RESU'],
      ['moved on', 'A_APPR'],
    ] as const) {
      it(`is recorded and ended where the report is ${place} and nobody here knows it`, async () => {
        const bench = open()
        const claimed = await bench.claim()

        expect(await review(bench, claimed, [{ place }])).to.deep.equal(DONE)
        expect(await bench.record()).to.deep.equal({
          result: 'superseded',
          reason: `the report is at ${status}, not where it was decided on`,
          effects: [],
          trail: [
            `read: report read at ${status}`,
            `ended: superseded: the report is at ${status}, not where it was decided on`,
          ],
        })
        expect(await linked(bench, claimed)).to.equal(`not waiting, notification ${claimed.id}`)
      })
    }
  })

  describe('that cannot be carried out', () => {
    it('is left open with the reason where it is given up', async () => {
      const bench = open()
      const claimed = await bench.claim()

      const ending = await review(bench, claimed, [{}, {}], { state: 'refused', reason: 'not the approver' })

      expect(ending).to.include({ kind: 'dead', reasonCode: 'ACTION_REFUSED' })
      expect(await bench.record()).to.include({
        result: null,
        reason: 'Concur refused the workflow action: not the approver',
      })
      expect(await bench.reviews.latest(bench.visit.objectId)).not.to.have.property('worker')
    })

    it('is left open with the reason where Concur will not take the call', async () => {
      const bench = open()
      const error = failure('permanent')

      expect(await rejectionOf(review(bench, await bench.claim(), [{}, {}], error))).to.equal(error)
      expect(await bench.record()).to.include({ result: null, reason: 'Concur says no' })
    })

    it('is left to the next attempt where Concur may take the call later', async () => {
      const bench = open()
      const claimed = await bench.claim()
      const error = failure('transient')

      expect(await rejectionOf(review(bench, claimed, [{}, {}], error))).to.equal(error)
      expect(await bench.record()).to.include({ result: null, reason: null })
      expect(await bench.reviews.latest(bench.visit.objectId)).to.have.property('worker', claimed.claim)
    })

    it('is not opened where the report cannot be read', async () => {
      const bench = open()
      const error = failure('transient')
      const find: FindObject = () => Promise.resolve(() => Promise.reject(error))

      expect(await rejectionOf(review(bench, await bench.claim(), [], undefined, { find }))).to.equal(error)
      expect(await bench.reviews.latest(bench.visit.objectId)).to.equal(undefined)
    })
  })

  describe('that was begun before', () => {
    it('goes on where a worker left it, and reads back what that sent', async () => {
      const bench = open()
      await bench.leave(await bench.work(await bench.claim()), APPROVE, 'sent')
      await bench.pass(12)

      const ending = await review(bench, await bench.claimAgain(), [{}, {}], { state: 'confirmed' })

      expect(ending).to.deep.equal(SETTLED)
      expect(await bench.record()).to.deep.include({
        result: 'approved',
        effects: ['workflow not applied: the report is still at the step', 'workflow confirmed'],
      })
    })

    it('is ended, and nothing is sent again, where Concur has confirmed the action', async () => {
      const bench = open()
      const left = await bench.work(await bench.claim())
      await bench.leave(left, FLAG, 'confirmed')
      await bench.leave(left, APPROVE, 'confirmed')
      await bench.pass(12)

      expect(await review(bench, await bench.claimAgain(), [{}])).to.deep.equal(DONE)
      expect(await bench.record()).to.deep.equal({
        result: 'flagged and approved',
        reason: null,
        effects: ['exceptions confirmed', 'workflow confirmed'],
        trail: ['read: report read at A_EXTV', 'ended: flagged and approved'],
      })
    })

    it('is ended, and nothing is sent, where Concur has confirmed the action and the next stop looks alike', async () => {
      const bench = open()
      const { step: _step, ...visit } = { ...bench.visit, source: 'v4' } as const
      await bench.leave(await bench.work(await bench.claim(), visit), APPROVE, 'confirmed')
      await bench.pass(12)
      const again = await bench.claimAgain()
      const claimed = { ...again, id: again.id + 1000, announcedAt: bench.now() }
      await sql`update notification set id = ${claimed.id} where id = ${again.id}`.execute(bench.db)
      const object = seenObject(visit)
      const find: FindObject = () => Promise.resolve(scriptedReads([replyOf(object)]))

      const ending = await review(bench, claimed, [], undefined, { find })
      await sql`delete from notification where id = ${claimed.id}`.execute(bench.db)

      expect(ending).to.deep.include({ kind: 'again', reasonCode: 'SETTLING', at: at(13 + 5) })
      expect(await bench.record()).to.deep.include({ result: 'approved', effects: ['workflow confirmed'] })
    })

    it('is taken over and ended where the report has moved on', async () => {
      const bench = open()
      await bench.leave(await bench.work(await bench.claim()), APPROVE, 'unknown')
      await bench.pass(12)
      const claimed = await bench.claimAgain()

      expect(await review(bench, claimed, [{ place: 'moved on' }])).to.deep.equal(DONE)
      expect(await bench.record()).to.deep.include({
        result: 'approved',
        effects: ['workflow confirmed: found by reading back: the report is at A_APPR'],
      })
      expect(await linked(bench, claimed)).to.equal(visitKey(bench.visit))
    })

    it('is ended, and that of the next stop is opened', async () => {
      const bench = open()
      await bench.work(await bench.claim())
      await bench.pass(12)
      const claimed = { ...(await bench.claimAgain()), lastSeenAt: bench.now() }
      const visit = { step: NEXT_STEP }

      const ending = await review(bench, claimed, [{ visit }, { visit }], { state: 'confirmed' })

      expect(ending).to.deep.equal(SETTLED)
      expect(await results(bench)).to.deep.equal(['superseded', 'approved'])
      expect(await linked(bench, claimed)).to.equal(visitKey({ ...bench.visit, ...visit }))
    })

    it('is ended where it waited for a person, who has moved the report on', async () => {
      const bench = open()
      await bench.endAs('held', 'a person is asked')

      expect(
        await review(bench, await bench.claim({ eventDateTime: '2026-05-23' }), [{ place: 'moved on' }]),
      ).to.deep.equal(DONE)
      expect(await bench.record()).to.include({
        result: 'superseded',
        reason: 'the report is at A_APPR, not where it was decided on',
      })
    })

    for (const [title, seen] of [
      ['to go on with', {}],
      ['to end', { place: 'moved on' }],
      ['of a stop before', { visit: { step: NEXT_STEP } }],
    ] as const) {
      it(`waits while another worker has the one ${title}`, async () => {
        const bench = open()
        await bench.work(await bench.claim())
        const other = await byAnotherAddress(bench)

        expect(await review(bench, other, [seen])).to.deep.equal(busyUntil(2))
        expect(await bench.record()).to.deep.include({ result: null, trail: [] })
      })
    }

    for (const [attempts, seconds] of [
      [1, 2],
      [4, 5],
      [15, 16],
      [100, 16],
    ] as const) {
      it(`waits ${seconds - 1} s for another worker at attempt ${attempts}`, async () => {
        const bench = open()
        await bench.work(await bench.claim())
        const other = await byAnotherAddress(bench)

        expect(await review(bench, { ...other, attempts }, [{}])).to.deep.equal(busyUntil(seconds))
      })
    }
  })

  describe('that has ended', () => {
    it('is left as it is by news of the same stop, which is linked to it', async () => {
      const bench = open()
      await bench.endAs('observed')
      const again = await bench.claim({ eventDateTime: '2026-05-23' })

      expect(await review(bench, again, [{}])).to.deep.equal(DONE)
      expect(await results(bench)).to.deep.equal(['observed'])
      expect(await linked(bench, again)).to.equal(visitKey(bench.visit))
    })

    it('learns what another service calls its stop', async () => {
      const bench = open()
      await bench.endAs('held', 'a person is asked')
      const visit = { source: 'v4', step: 'instance 1', submittedAt: '2026-05-22T16:30:00' } as const

      expect(
        await review(bench, await bench.claim({ eventDateTime: '2026-05-23' }), [{ visit }]),
      ).to.deep.equal(DONE)
      const known = await bench.reviews.latest(bench.visit.objectId)
      expect(known?.visitKeys).to.deep.equal([visitKey(bench.visit), visitKey({ ...bench.visit, ...visit })])
    })

    it('is left as it is where the report has moved on', async () => {
      const bench = open()
      await bench.endAs('approved')
      const again = await bench.claim({ eventDateTime: '2026-05-23' })

      expect(await review(bench, again, [{ place: 'moved on' }])).to.deep.equal(DONE)
      expect(await results(bench)).to.deep.equal(['approved'])
      expect(await linked(bench, again)).to.equal(visitKey(bench.visit))
    })

    it('goes on where a person wants another decision', async () => {
      const bench = open()
      const { id } = await bench.endAs('held', 'a person is asked')
      await bench.inbox.retry({ ids: [id] }, bench.now())

      const ending = await review(bench, await bench.claimAgain(), [{}, {}], { state: 'confirmed' })

      expect(ending).to.deep.equal(SETTLED)
      expect(await results(bench)).to.deep.equal(['approved'])
    })

    it('goes on where the report was not seen whole before, and now is', async () => {
      const bench = open()
      const { reviews, now, visit } = bench
      const first = await bench.work(await bench.claim())
      await reviews.finish(first.review, 'held', 'not seen whole', now(), 'INCOMPLETE')
      await bench.inbox.settle(first.claimed, { state: 'done' }, now())
      const again = await bench.claim({ eventDateTime: '2026-05-23' })

      expect(await review(bench, again, [{}, {}], { state: 'confirmed' })).to.deep.equal(SETTLED)
      expect(await results(bench)).to.deep.equal(['approved'])
      expect(await linked(bench, again)).to.equal(visitKey(visit))
    })

    it('is followed by another of the same stop where a person wants that', async () => {
      const bench = open()
      const { id } = await bench.endAs('approved')
      await bench.inbox.retry({ ids: [id] }, bench.now())

      const ending = await review(bench, await bench.claimAgain(), [{}, {}], { state: 'confirmed' })

      expect(ending).to.deep.equal(SETTLED)
      expect(await results(bench)).to.deep.equal(['approved', 'approved'])
    })

    it('is looked at again where Concur may be slow to show our action', async () => {
      const bench = open()
      await bench.endAs('approved')
      await bench.pass(1)
      const again = { ...(await bench.claim({ eventDateTime: '2026-05-23' })), announcedAt: bench.now() }

      expect(await review(bench, again, [{}])).to.deep.equal({
        kind: 'again',
        at: at(2 + 5),
        reasonCode: 'SETTLING',
        reason: 'the report was moved on and does not show it yet',
      })
    })

    it('is for a person where the report never shows our action', async () => {
      const bench = open()
      await bench.endAs('approved')
      await bench.pass(60)
      const again = { ...(await bench.claim({ eventDateTime: '2026-05-23' })), announcedAt: bench.now() }

      expect(await review(bench, { ...again, door: 'waiting list' }, [{}])).to.deep.equal({
        kind: 'dead',
        reasonCode: 'NOT_MOVED',
        reason: 'Concur took our action, and the report still waits at the same step',
      })
    })
  })

  describe('that another worker opens and ends between the look and the opening', () => {
    it('is left as it is', async () => {
      const bench = open()
      const first = await bench.claim()
      const late = await byAnotherAddress(bench)
      const reviews = afterLooking(bench, async () => {
        await finishReview(await bench.work(first), 'approved')
      })

      expect(await review(bench, late, [{}], undefined, { reviews })).to.deep.equal(DONE)
      expect(await results(bench)).to.deep.equal(['approved'])
      expect(await linked(bench, late)).to.equal(visitKey(bench.visit))
    })

    it('is left as it is also where it was to be ended', async () => {
      const bench = open()
      const first = await bench.work(await bench.claim())
      const late = await byAnotherAddress(bench)
      const reviews = afterLooking(bench, async () => {
        await finishReview(first, 'approved')
      })

      expect(await review(bench, late, [{ place: 'moved on' }], undefined, { reviews })).to.deep.equal(DONE)
      expect(await results(bench)).to.deep.equal(['approved'])
    })

    it('is followed by that of the next stop, at which the report was seen', async () => {
      const bench = open()
      const first = await bench.work(await bench.claim())
      const late = await byAnotherAddress(bench)
      const visit = { step: NEXT_STEP }
      await bench.pass(1)
      const reviews = afterLooking(bench, async () => {
        await finishReview(first, 'approved')
      })

      const news = { ...late, lastSeenAt: bench.now() }
      const ending = await review(bench, news, [{ visit }, { visit }], { state: 'confirmed' }, { reviews })

      expect(ending).to.deep.equal(SETTLED)
      expect(await results(bench)).to.deep.equal(['approved', 'approved'])
    })

    it('waits where that happens at every look', async () => {
      const bench = open()
      const claimed = await bench.endAs('superseded')
      let opened = 0
      const reviews: ReviewDeps['reviews'] = {
        ...bench.reviews,
        async open() {
          opened += 1
          const last = await bench.reviews.latest(bench.visit.objectId)
          if (last === undefined) throw new Error('there is no review')
          return { kind: 'finished', review: last }
        },
      }

      expect(await review(bench, claimed, [{}], undefined, { reviews })).to.deep.equal(busyUntil(2))
      expect(opened).to.equal(5)
    })
  })
})

/**
 * Reviews the notification while Concur shows those readings, one after the other, and answers so to the action.
 */
function review(
  bench: ReviewBench,
  claimed: Claimed,
  readings: readonly Seen[],
  answer?: Answer,
  changes: Partial<ReviewDeps> = {},
): Promise<AttemptOutcome> {
  const { reviews, journal, log, now, visit } = bench
  const action = answer === undefined ? undefined : scriptedWrite(APPROVE, answer)
  const replies = readings.map((seen) =>
    replyOf(seenObject(visit, { action: () => action, ...seen }), decisionOf('approve')),
  )
  const find: FindObject = () => Promise.resolve(scriptedReads(replies))
  const deps: ReviewDeps = { find, reviews, journal, mode: 'act', incompleteForMs: 600_000, log, now }
  return reviewNotification({ ...deps, ...changes }, claimed, SIGNAL)
}

/** The reviews of a worker that was slow after it looked for the newest one. */
function afterLooking({ reviews }: ReviewBench, meanwhile: () => Promise<void>): ReviewDeps['reviews'] {
  return {
    ...reviews,
    async latest(reportId) {
      const last = await reviews.latest(reportId)
      await meanwhile()
      return last
    },
  }
}

/** A notification of the report under another address, which does not stand in line with others. */
function byAnotherAddress(bench: ReviewBench): Promise<Claimed> {
  const objectPath = `/api/expense/expensereport/v1.1/reportfulldetails/${bench.visit.objectId}-again`
  return bench.claim({ objectPath })
}

/** The key of the visit whose review the notification is linked to. */
async function linked({ db }: ReviewBench, { id }: Claimed): Promise<string | undefined> {
  const line = await db
    .selectFrom('notification')
    .innerJoin('review', 'review.id', 'notification.review_id')
    .select('visit_key')
    .where('notification.id', '=', id)
    .executeTakeFirst()
  return line?.visit_key
}

/** How the reviews of the report have ended, oldest first. */
async function results({ db, visit }: ReviewBench): Promise<readonly (string | null)[]> {
  const lines = await db
    .selectFrom('review')
    .select('result')
    .where('report_id', '=', visit.objectId)
    .orderBy('id')
    .execute()
  return lines.map(({ result }) => result)
}

function busyUntil(seconds: number): AttemptOutcome {
  const reason = 'another worker, or another notification, has this report'
  return { kind: 'again', at: at(seconds), reasonCode: 'BUSY', reason }
}

function failure(trouble: 'transient' | 'permanent'): ConcurError {
  return new ConcurError('Concur says no', {
    code: 'CONCUR_RESPONSE',
    kind: 'workflow',
    trouble,
    status: 500,
  })
}
