import { expect } from 'chai'
import type { Review } from '../../../server/record/review.ts'
import { subjectOf } from '../../../server/review/report-status.ts'
import type { Claimed, Inbox } from '../../../server/store/inbox/inbox.ts'
import { LeaseLostError } from '../../../server/store/lease-lost-error.ts'
import type { Reviews } from '../../../server/store/reviews/reviews.ts'
import type { VisitToReview } from '../../../server/store/reviews/visit-to-review.ts'
import { buildReport } from '../../support/build-report.ts'
import { forEachEngine } from '../../support/engines.ts'
import { both, open } from '../inbox-process.ts'
import { at, callout, claimedAt, RAW } from '../notifications.ts'
import { rejectionOf } from '../rejection.ts'

const VISIT: VisitToReview = { key: 'step 1', subject: subjectOf(buildReport()), mode: 'act' }
const APPROVE = { kind: 'workflow', action: 'Approve', path: '/workflowaction' } as const

/** Receives a notification of the report, by this address of it, and claims it at the start. */
async function claimOf({ inbox }: { readonly inbox: Inbox }, name: string): Promise<Claimed> {
  await inbox.receive(callout(name), RAW, at(0))
  return claimedAt(inbox, 0)
}

async function openReview(
  { reviews }: { readonly reviews: Reviews },
  claimed: Claimed,
  seconds: number,
): Promise<Review> {
  const opened = await reviews.open(claimed, VISIT, at(seconds))
  if (opened.kind !== 'ours') throw new Error(`the review is ${opened.kind}`)
  return opened.review
}

describe('reviews, the same on both engines,', () => {
  forEachEngine((engine) => {
    for (const isFirst of [true, false]) {
      it(`opens one review of a visit, though two processes ask at the same moment, ${isFirst ? 'neither of which has seen one' : 'and look'}`, async () => {
        const [one, two] = await both(engine)
        const first = await claimOf(one, 'nOne')
        const second = await claimOf(one, 'nTwo')
        const visit = { ...VISIT, isFirst, reading: { kind: 'read', summary: 'read' } as const }

        const opened = await Promise.all([
          one.reviews.open(first, visit, at(1)),
          two.reviews.open(second, visit, at(1)),
        ])

        expect(opened.map(({ kind }) => kind)).to.have.members(['ours', 'busy'])
        expect(await one.overview.reviews({ limit: 10 })).to.have.length(1)
        expect((await one.overview.review(VISIT.subject.id))?.events).to.have.length(1)
      })
    }

    it('keeps what people have typed, whatever the characters', async () => {
      const { inbox, reviews, overview } = await open(engine)
      const claimed = await claimOf({ inbox }, 'nOne')
      const name = 'A\0Workshop \u001f \u{1f680} \ud83d'
      const visit = { ...VISIT, subject: { ...VISIT.subject, name } }
      const opened = await reviews.open(claimed, visit, at(0))
      if (opened.kind !== 'ours') throw new Error(`the review is ${opened.kind}`)
      await reviews.finish(opened.review, 'held', name, at(1))

      const { review } = (await overview.review(VISIT.subject.id)) ?? {}
      const kept = 'A\ufffdWorkshop \u001f \u{1f680} \ufffd'
      expect(review).to.include({ reportName: kept, reason: kept })
    })

    it('gives a review to another worker when the lease of the first has ended', async () => {
      const [one, two] = await both(engine)
      const slow = await claimOf(one, 'nOne')
      const other = await claimOf(one, 'nTwo')
      const review = await openReview(one, slow, 0)

      expect(await two.reviews.open(other, VISIT, at(11))).to.deep.equal({ kind: 'busy' })
      await two.inbox.renew(other, at(11))
      expect((await openReview(two, other, 12)).id).to.equal(review.id)
      expect(await rejectionOf(one.reviews.finish(review, 'held', undefined, at(13)))).to.be.instanceOf(
        LeaseLostError,
      )
    })

    it('ends a notification with its review, and neither where another worker has the review', async () => {
      const { inbox, reviews, overview } = await open(engine)
      const claimed = await claimOf({ inbox }, 'nOne')
      const review = await openReview({ reviews }, claimed, 0)
      const end = (worker: string) =>
        reviews.finish({ ...review, worker }, 'approved', undefined, at(1), undefined, claimed)

      expect(await rejectionOf(end('another'))).to.be.instanceOf(LeaseLostError)
      expect(await overview.counts()).to.deep.equal({ claimed: 1 })
      await end(claimed.claim)
      expect(await overview.counts()).to.deep.equal({ done: 1 })
      expect(await inbox.settle(claimed, { state: 'done' }, at(2))).to.equal(false)
    })

    it('keeps the audit trail with its documents', async () => {
      const { inbox, reviews, overview, ...rest } = await open(engine)
      const claimed = await claimOf({ inbox }, 'nOne')
      const review = await openReview({ reviews }, claimed, 0)
      const effect = await rest.journal.send(review, APPROVE, claimed, at(1))
      await reviews.record(review, { kind: 'read', summary: 'read', document: RAW }, at(2))
      await reviews.finish(review, 'approved', undefined, at(3))

      const record = await overview.review('1')
      expect(record).to.containSubset({
        review: { result: 'approved', startedAt: at(0), finishedAt: at(3) },
        effects: [{ id: effect.id, state: 'sent', content: APPROVE }],
        events: [{ at: at(2), kind: 'read', summary: 'read' }],
        report: '<Notification/>',
      })
    })

    it('refuses a write to Concur when the lease has ended, or another worker has the notification', async () => {
      const [one, two] = await both(engine)
      const slow = await claimOf(one, 'nOne')
      const review = await openReview(one, slow, 0)
      const send = (seconds: number) => one.journal.send(review, APPROVE, slow, at(seconds))

      expect(await rejectionOf(send(12))).to.be.instanceOf(LeaseLostError)
      await claimedAt(two.inbox, 12)
      expect(await rejectionOf(send(2))).to.be.instanceOf(LeaseLostError)
      expect((await two.journal.of(review)).map(({ state }) => state)).to.deep.equal([
        'not applied',
        'not applied',
      ])
    })

    it('shows the next process a write to Concur that may have been sent', async () => {
      const [one, two] = await both(engine)
      const claimed = await claimOf(one, 'nOne')
      const review = await openReview(one, claimed, 0)

      await one.journal.send(review, APPROVE, claimed, at(2))

      expect(await two.journal.of(review)).to.deep.equal([{ id: 1, state: 'sent', content: APPROVE }])
    })
  })
})
