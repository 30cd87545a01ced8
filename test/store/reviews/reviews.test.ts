import { expect } from 'chai'
import { subjectOf } from '../../../server/review/report-status.ts'
import { type Claimed, createInbox, type Inbox } from '../../../server/store/inbox/inbox.ts'
import { LeaseLostError } from '../../../server/store/lease-lost-error.ts'
import { createOverview } from '../../../server/store/operators/overview.ts'
import { createReviews } from '../../../server/store/reviews/reviews.ts'
import type { VisitToReview } from '../../../server/store/reviews/visit-to-review.ts'
import { buildReport, money } from '../../support/build-report.ts'
import { useDatabases } from '../databases.ts'
import { at, callout, claimedAt, RAW } from '../notifications.ts'
import { rejectionOf } from '../rejection.ts'

const VISIT: VisitToReview = {
  key: '["7C2E5A9B04D14F6E8A31","step 1"]',
  subject: subjectOf(buildReport()),
  mode: 'act',
}

/** What is unlike a callout in an event. */
const EVENT = { objectPath: '/expensereports/v4/users/u1/context/TRAVELER/reports/7C2E5A9B04D14F6E8A31' }

/** Receives a notification of the report, by this address of it, and claims it at the start. */
async function claimOf(inbox: Inbox, reportKey: string): Promise<Claimed> {
  await inbox.receive(callout(reportKey), RAW, at(0))
  return claimedAt(inbox, 0)
}

describe('the reviews', () => {
  const databases = useDatabases()

  async function open() {
    const db = await databases.open()
    return { inbox: createInbox(db), reviews: createReviews(db), overview: createOverview(db) }
  }

  it('keep what identifies the report for the people who look on', async () => {
    const { inbox, reviews, overview } = await open()
    const claimed = await claimOf(inbox, 'nOne')

    const report = buildReport({ total: money('1234.50000000', 'CAD'), currency: 'CAD', name: ' Visit ' })
    const opened = await reviews.open(claimed, { ...VISIT, subject: subjectOf(report) }, at(1))

    expect(opened.kind).to.equal('ours')
    const record = await overview.review('7C2E5A9B04D14F6E8A31')
    expect(record?.review).to.deep.include({
      notificationId: 1,
      reportName: 'Visit',
      employee: 'Example, Robin',
      total: '1234.5',
      currency: 'CAD',
      mode: 'act',
      result: null,
      startedAt: at(1),
    })
    expect(record?.notifications.map(({ id }) => id)).to.deep.equal([1])
  })

  it('are one for each visit, however often it is asked for', async () => {
    const { inbox, reviews, overview } = await open()
    const claimed = await claimOf(inbox, 'nOne')
    await reviews.open(claimed, VISIT, at(1))

    const again = await reviews.open(claimed, VISIT, at(2))
    expect(await reviews.open(claimed, { ...VISIT, key: 'step 2' }, at(2))).to.deep.equal({ kind: 'busy' })
    if (again.kind === 'ours') await reviews.finish(again.review, 'approved', undefined, at(3))
    const elsewhere = await reviews.open(claimed, { ...VISIT, key: 'step 2' }, at(3))

    expect(again).to.have.nested.property('review.id', 1)
    expect(elsewhere).to.have.nested.property('review.id', 2)
    expect(await overview.reviews({ limit: 10 })).to.have.length(2)
  })

  it('are one for each visit even when two processes open it at the same moment', async () => {
    const one = await open()
    const two = await open()
    const first = await claimOf(one.inbox, 'nOne')
    const second = await claimOf(one.inbox, 'nTwo')

    const opened = await Promise.all([
      one.reviews.open(first, VISIT, at(1)),
      two.reviews.open(second, VISIT, at(1)),
    ])

    expect(opened.map(({ kind }) => kind)).to.have.members(['ours', 'busy'])
    expect(await one.overview.reviews({ limit: 10 })).to.have.length(1)
  })

  it('are busy for others as long as the lease of the worker lasts', async () => {
    const { inbox, reviews } = await open()
    const holder = await claimOf(inbox, 'nOne')
    const other = await claimOf(inbox, 'nTwo')
    await reviews.open(holder, VISIT, at(0))

    expect(await reviews.open(other, VISIT, at(11))).to.deep.equal({ kind: 'busy' })
    expect(await reviews.open(other, VISIT, at(12))).to.have.property('kind', 'ours')
  })

  it('stay busy while the lease is renewed, and open for their worker', async () => {
    const { inbox, reviews } = await open()
    const holder = await claimOf(inbox, 'nOne')
    const other = await claimOf(inbox, 'nTwo')
    await reviews.open(holder, VISIT, at(0))
    await inbox.renew(holder, at(10))

    expect(await reviews.open(other, VISIT, at(21))).to.deep.equal({ kind: 'busy' })
    expect(await reviews.open(holder, VISIT, at(21))).to.have.property('kind', 'ours')
  })

  it('are free for others as soon as the worker has given its claim back', async () => {
    const { inbox, reviews } = await open()
    const holder = await claimOf(inbox, 'nOne')
    const other = await claimOf(inbox, 'nTwo')
    await reviews.open(holder, VISIT, at(0))
    await inbox.retryLater(holder, { at: at(99), reasonCode: 'CONCUR_RESPONSE', reason: '503' }, at(0))

    expect(await reviews.open(other, VISIT, at(1))).to.have.property('kind', 'ours')
  })

  it('are not taken when they have ended since they were looked at', async () => {
    const { inbox, reviews, overview } = await open()
    const holder = await claimOf(inbox, 'nOne')
    const other = await claimOf(inbox, 'nTwo')
    const opened = await reviews.open(holder, VISIT, at(0))
    const seen = await reviews.latest(VISIT.subject.id)
    if (opened.kind !== 'ours' || seen === undefined) throw new Error('there is no review')
    await reviews.finish(opened.review, 'approved', undefined, at(1))

    const taken = await reviews.take(other, seen, at(2))

    expect(taken).to.have.property('kind', 'finished')
    expect(taken).to.have.nested.property('review.result', 'approved')
    expect(taken).to.have.deep.nested.property('review.finishedAt', at(1))
    const record = await overview.review(VISIT.subject.id)
    expect(record?.notifications.map(({ id }) => id)).to.include(other.id)
  })

  it('are not ended again by one that saw them wait for a person', async () => {
    const { inbox, reviews, overview } = await open()
    const holder = await claimOf(inbox, 'nOne')
    const opened = await reviews.open(holder, VISIT, at(0))
    if (opened.kind === 'ours') await reviews.finish(opened.review, 'held', 'a person is asked', at(1))
    const seen = await reviews.latest(VISIT.subject.id)
    if (seen === undefined) throw new Error('there is no review')
    const again = await reviews.open(holder, VISIT, at(2), { kind: 'reopen', review: seen })
    if (again.kind === 'ours') await reviews.finish(again.review, 'approved', undefined, at(3))

    const late = reviews.finish(seen, 'superseded', undefined, at(4))

    expect(await rejectionOf(late)).to.be.instanceOf(LeaseLostError)
    expect(await overview.review(VISIT.subject.id)).to.have.nested.property('review.result', 'approved')
  })

  it('stay with the worker that has them when one that lost them gives up', async () => {
    const { inbox, reviews } = await open()
    const slow = await claimOf(inbox, 'nOne')
    const holder = await claimOf(inbox, 'nTwo')
    const third = await claimOf(inbox, 'nThree')
    const opened = await reviews.open(slow, VISIT, at(0))
    await inbox.renew(holder, at(11))
    await reviews.open(holder, VISIT, at(12))

    if (opened.kind === 'ours') await reviews.stuck(opened.review, 'gave up')

    expect(await reviews.open(third, VISIT, at(13))).to.deep.equal({ kind: 'busy' })
  })

  it('are not taken by an event while the callout that opened them is not finished', async () => {
    const { inbox, reviews } = await open()
    const holder = await claimOf(inbox, 'nOne')
    await inbox.receive(callout('nTwo', EVENT), RAW, at(0))
    const other = await claimedAt(inbox, 0)
    await reviews.open(holder, VISIT, at(0))
    await inbox.retryLater(holder, { at: at(300), reasonCode: 'WRITE_TIMEOUT', reason: 'no answer' }, at(0))

    expect(await reviews.open(other, VISIT, at(20))).to.deep.equal({ kind: 'busy' })
    await inbox.renew(other, at(299))
    const again = await claimedAt(inbox, 300)
    await inbox.settle(again, { state: 'dead', reasonCode: 'NO_ACTION', reason: 'given up' }, at(301))
    expect(await reviews.open(other, VISIT, at(302))).to.have.property('kind', 'ours')
  })

  it('know what the other door calls their visit once they have left the report where it is', async () => {
    const { inbox, reviews } = await open()
    const claimed = await claimOf(inbox, 'nOne')
    const other = { ...VISIT, key: 'by the other door', relationTo: () => 'same' as const }
    const opened = await reviews.open(claimed, VISIT, at(0))
    await reviews.open(claimed, other, at(1))
    expect((await reviews.latest('7C2E5A9B04D14F6E8A31'))?.visitKeys).to.deep.equal([VISIT.key])

    if (opened.kind === 'ours') await reviews.finish(opened.review, 'held', 'needs a person', at(5))
    await reviews.open(claimed, other, at(6))
    await reviews.open(claimed, other, at(7))
    expect((await reviews.latest('7C2E5A9B04D14F6E8A31'))?.visitKeys).to.deep.equal([VISIT.key, other.key])
  })

  it('are left alone by news of a visit before', async () => {
    const { inbox, reviews } = await open()
    const claimed = await claimOf(inbox, 'nOne')
    const before = { ...VISIT, key: 'before', relationTo: () => 'earlier' as const }
    const opened = await reviews.open(claimed, VISIT, at(0))
    expect(await reviews.open(claimed, before, at(1))).to.deep.equal({ kind: 'busy' })

    if (opened.kind === 'ours') await reviews.finish(opened.review, 'approved', undefined, at(5))
    expect(await reviews.open(claimed, before, at(6))).to.have.property('kind', 'finished')
  })

  it('that have ended are left as they are unless asked otherwise', async () => {
    const { inbox, reviews } = await open()
    const claimed = await claimOf(inbox, 'nOne')
    const opened = await reviews.open(claimed, VISIT, at(0))
    if (opened.kind === 'ours') await reviews.finish(opened.review, 'held', 'needs a person', at(5))

    expect(await reviews.open(claimed, VISIT, at(6))).to.deep.equal({
      kind: 'finished',
      review: {
        id: 1,
        visitKeys: ['["7C2E5A9B04D14F6E8A31","step 1"]'],
        objectType: 'EXPRPT',
        reportId: '7C2E5A9B04D14F6E8A31',
        startedAt: at(0),
        opener: { id: 1, at: at(0) },
        result: 'held',
        finishedAt: at(5),
      },
    })
  })

  it('that have ended are opened again when asked, the same review', async () => {
    const { inbox, reviews, overview } = await open()
    const claimed = await claimOf(inbox, 'nOne')
    const opened = await reviews.open(claimed, { ...VISIT, mode: 'observe' }, at(0))
    if (opened.kind === 'ours') await reviews.finish(opened.review, 'observed', undefined, at(5))

    const reopened = await reviews.open(claimed, VISIT, at(6), {
      kind: 'reopen',
      review: { id: 1 },
    })

    expect(reopened).to.have.property('kind', 'ours')
    expect(reopened).to.have.nested.property('review.id', 1)
    const [line] = await overview.reviews({ limit: 1 })
    expect(line).to.include({ result: null, finishedAt: null, mode: 'act' })
  })

  it('that have ended get a second one of the same visit when asked', async () => {
    const { inbox, reviews, overview } = await open()
    const claimed = await claimOf(inbox, 'nOne')
    const opened = await reviews.open(claimed, VISIT, at(0))
    if (opened.kind === 'ours') await reviews.finish(opened.review, 'approved', undefined, at(5))

    const another = await reviews.open(claimed, VISIT, at(60), {
      kind: 'open another',
      review: { id: 1 },
    })

    expect(another).to.have.nested.property('review.id', 2)
    expect(await reviews.latest('7C2E5A9B04D14F6E8A31')).to.have.property('id', 2)
    const lines = await overview.reviews({ limit: 10 })
    expect(lines.map(({ ordinal, result }) => [ordinal, result])).to.deep.equal([
      [2, null],
      [1, 'approved'],
    ])
  })

  it('that are open do not get a second one', async () => {
    const { inbox, reviews } = await open()
    const claimed = await claimOf(inbox, 'nOne')
    await reviews.open(claimed, VISIT, at(0))

    const another = { kind: 'open another', review: { id: 1 } } as const
    expect(await reviews.open(claimed, VISIT, at(1), another)).to.have.nested.property('review.id', 1)
  })

  it('that have ended do not get another one because of what is known of one before them', async () => {
    const { inbox, reviews } = await open()
    const claimed = await claimOf(inbox, 'nOne')
    const another = { kind: 'open another', review: { id: 1 } } as const
    for (const review of [undefined, another]) {
      const opened = await reviews.open(claimed, VISIT, at(0), review)
      if (opened.kind === 'ours') await reviews.finish(opened.review, 'approved', undefined, at(5))
    }

    const late = await reviews.open(claimed, VISIT, at(60), another)

    expect(late).to.have.property('kind', 'finished')
    expect(late).to.have.nested.property('review.id', 2)
  })

  it('are taken by a worker that knows them, unless another one has them', async () => {
    const { inbox, reviews, overview } = await open()
    const holder = await claimOf(inbox, 'nOne')
    const other = await claimOf(inbox, 'nTwo')
    await reviews.open(holder, VISIT, at(0))
    const latest = await reviews.latest('7C2E5A9B04D14F6E8A31')
    if (latest === undefined) throw new Error('there is no review')

    expect(await reviews.take(other, latest, at(1))).to.deep.equal({ kind: 'busy' })
    expect(await reviews.take(other, latest, at(12))).to.have.property('kind', 'ours')

    const record = await overview.review('1')
    expect(record?.notifications.map(({ id }) => id)).to.deep.equal([1, 2])
  })

  it('know nothing of a report that nobody has seen', async () => {
    const { reviews, overview } = await open()

    expect(await reviews.latest('unknown')).to.equal(undefined)
    expect(await overview.review('unknown')).to.equal(undefined)
    expect(await overview.review('1')).to.equal(undefined)
  })
})
