import { expect } from 'chai'
import type { Door } from '../../../server/notification/notification.ts'
import type { ReviewResult } from '../../../server/record/review.ts'
import { subjectOf } from '../../../server/review/report-status.ts'
import { createInbox } from '../../../server/store/inbox/inbox.ts'
import { createKnownReports } from '../../../server/store/reviews/known-reports.ts'
import { createReviews } from '../../../server/store/reviews/reviews.ts'
import { buildReport } from '../../support/build-report.ts'
import { forEachEngine, type TestEngine } from '../../support/engines.ts'
import { at, callout, claimedAt, RAW } from '../notifications.ts'

const PATH = '/api/expense/expensereport/v1.1/reportfulldetails'

async function open(engine: TestEngine) {
  const db = await engine.open()
  const inbox = createInbox(db)
  const reviews = createReviews(db)

  /** A review of the report, of one visit after the other, that ends so; without a result it is worked on. */
  async function reviewed(reportId: string, results: readonly (ReviewResult | undefined)[], seconds = 0) {
    for (const [visit, result] of results.entries()) {
      await inbox.receive(callout(`n${reportId}`), RAW, at(seconds))
      const claimed = await claimedAt(inbox, seconds)
      const key = `${reportId}, visit ${visit}`
      const opened = await reviews.open(
        claimed,
        { key, subject: subjectOf(buildReport({ reportId })), mode: 'act' },
        at(seconds),
      )
      if (opened.kind !== 'ours') throw new Error(`the review is ${opened.kind}`)
      if (result === undefined) return
      await reviews.finish(opened.review, result, undefined, at(seconds))
      await inbox.settle(claimed, { state: 'done' }, at(seconds))
    }
  }

  /** Another notification of a report that is reviewed already. */
  async function noticed(reportId: string, door: Door, seconds: number) {
    await inbox.receive(callout(`n${reportId}`, { door }), RAW, at(seconds))
    const claimed = await claimedAt(inbox, seconds)
    const review = await reviews.latest(reportId)
    if (review === undefined) throw new Error(`there is no review of ${reportId}`)
    await reviews.take(claimed, review, at(seconds))
    await inbox.settle(claimed, { state: 'done' }, at(seconds))
  }

  return { db, inbox, known: createKnownReports(db), reviewed, noticed }
}

describe('known reports, the same on both engines', () => {
  forEachEngine((engine) => {
    it('are none at first', async () => {
      const { known } = await open(engine)

      expect(await known.unknown(['A1', 'B2'], at(0))).to.deep.equal(new Set(['A1', 'B2']))
      expect(await known.unknown([], at(0))).to.deep.equal(new Set())
    })

    for (const result of [undefined, 'held', 'observed'] as const) {
      it(`are those whose last review is ${result ?? 'open'}, however long`, async () => {
        const { known, reviewed } = await open(engine)
        await reviewed('A1', ['sent back', result])

        expect(await known.unknown(['A1', 'B2'], at(86_400))).to.deep.equal(new Set(['B2']))
      })
    }

    for (const result of ['approved', 'flagged and approved', 'sent back', 'superseded'] as const) {
      it(`are those whose last review ended just now as ${result}, and no others that ended so`, async () => {
        const { known, reviewed } = await open(engine)
        await reviewed('A1', ['held', result], 100)

        expect(await known.unknown(['A1'], at(99))).to.deep.equal(new Set())
        expect(await known.unknown(['A1'], at(100))).to.deep.equal(new Set(['A1']))
      })
    }

    it('are told for thousands at once', async () => {
      const { known, reviewed } = await open(engine)
      const reportIds = Array.from({ length: 2500 }, (_, index) => `R${index}`)
      await reviewed('R2400', ['held'])
      await reviewed('R3', ['held'])

      expect((await known.unknown(reportIds, at(0))).size).to.equal(2498)
    })

    it('have notifications that wait, are worked on or were given up', async () => {
      const { inbox, known } = await open(engine)
      const paths = ['nDead', 'nDone', 'nClaimed', 'nWaiting', 'nNever'].map((key) => `${PATH}/${key}`)
      for (const [name, state] of [
        ['nDead', 'dead'],
        ['nDone', 'done'],
      ] as const) {
        await inbox.receive(callout(name), RAW, at(0))
        await inbox.settle(await claimedAt(inbox, 0), { state }, at(0))
      }
      await inbox.receive(callout('nClaimed'), RAW, at(0))
      await claimedAt(inbox, 0)
      await inbox.receive(callout('nWaiting'), RAW, at(0))

      const reports = paths.map((objectPath) => ({ reportId: 'Z0', objectPath }))
      expect([...(await known.underWay(reports))].toSorted()).to.deep.equal([
        `${PATH}/nClaimed`,
        `${PATH}/nDead`,
        `${PATH}/nWaiting`,
      ])
      expect(await known.underWay([])).to.deep.equal(new Set())
    })

    it('have events that wait, are worked on or were given up, at an address of their own', async () => {
      const { inbox, known } = await open(engine)
      await inbox.receive(callout('', announced('D0NE')), RAW, at(0))
      await inbox.settle(await claimedAt(inbox, 0), { state: 'done' }, at(0))
      await inbox.receive(callout('', announced('DEAD')), RAW, at(0))
      await inbox.settle(await claimedAt(inbox, 0), { state: 'dead' }, at(0))
      await inbox.receive(callout('', announced('A1')), RAW, at(0))

      const reports = ['D0NE', 'DEAD', 'A1', 'B2'].map((reportId) => ({
        reportId,
        objectPath: `${PATH}/n${reportId}`,
      }))
      expect(await known.underWay(reports)).to.deep.equal(new Set([`${PATH}/nDEAD`, `${PATH}/nA1`]))
    })

    it('that were only observed and not seen whole are told by their last review', async () => {
      const { db, known, reviewed } = await open(engine)
      await reviewed('A1', ['observed'])
      await reviewed('B2', ['observed', 'sent back'])
      await reviewed('C3', ['held'])
      await db.updateTable('review').set({ reason_code: 'INCOMPLETE' }).execute()
      await reviewed('D4', ['observed'])

      expect(await known.observedInPart(['A1', 'B2', 'C3', 'D4', 'E5'])).to.deep.equal([
        { reportId: 'A1', objectType: 'EXPRPT', objectPath: `${PATH}/nA1` },
      ])
    })

    it('that are held are told with their address, until the waiting list was a reason to look', async () => {
      const { known, reviewed, noticed } = await open(engine)
      await reviewed('A1', ['held'])
      await reviewed('B2', ['sent back', 'held'])
      await reviewed('C3', ['approved'])
      await noticed('A1', 'callout', 200)
      const held = { objectType: 'EXPRPT', isIncomplete: false }
      const A1 = { ...held, reportId: 'A1', objectPath: `${PATH}/nA1` }
      const B2 = { ...held, reportId: 'B2', objectPath: `${PATH}/nB2` }

      expect(await known.held(at(100))).to.deep.equal([A1, B2])
      await noticed('A1', 'waiting list', 300)
      expect(await known.held(at(299))).to.deep.equal([B2])
      expect(await known.held(at(300))).to.deep.equal([A1, B2])
    })
  })
})

/** What is unlike a callout in an event. */
function announced(reportId: string) {
  return {
    door: 'events' as const,
    objectPath: `/expensereports/v4/users/u1/context/TRAVELER/reports/${reportId}`,
    externalId: `event ${reportId}`,
    objectUri: reportId,
  }
}
