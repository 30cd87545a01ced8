import { expect } from 'chai'
import type { EffectState, WorkflowContent } from '../../../server/record/effect.ts'
import type { Review } from '../../../server/record/review.ts'
import { subjectOf } from '../../../server/review/report-status.ts'
import { type Claimed, createInbox } from '../../../server/store/inbox/inbox.ts'
import { LeaseLostError } from '../../../server/store/lease-lost-error.ts'
import { createJournal, type SettledState } from '../../../server/store/reviews/journal.ts'
import { createReviews } from '../../../server/store/reviews/reviews.ts'
import { buildReport } from '../../support/build-report.ts'
import { useDatabases } from '../databases.ts'
import { at, callout, claimedAt, RAW } from '../notifications.ts'
import { planWrite } from '../plan-write.ts'
import { rejectionOf } from '../rejection.ts'

const APPROVE: WorkflowContent = {
  kind: 'workflow',
  action: 'Approve',
  path: '/api/expense/expensereport/v1.1/report/nStep0001/workflowaction',
}

const FLAG = {
  kind: 'exceptions' as const,
  exceptions: [
    {
      objectType: 'Entry' as const,
      objectId: 'nEntry0001',
      code: 'NORECEIP',
      rule: 'receipt-missing',
      state: 'open' as const,
    },
  ],
  flagsBefore: { report: false, entries: { nEntry0001: false } },
}

describe('the journal of writes to Concur', () => {
  const databases = useDatabases()

  async function open() {
    const db = await databases.open()
    const inbox = createInbox(db)
    const reviews = createReviews(db)

    /** A notification of the report, by this address of it, claimed at the start. */
    async function claim(reportKey: string): Promise<Claimed> {
      await inbox.receive(callout(reportKey), RAW, at(0))
      return claimedAt(inbox, 0)
    }
    async function openReview(claimed: Claimed, seconds: number): Promise<Review> {
      const opened = await reviews.open(
        claimed,
        { key: 'step 1', subject: subjectOf(buildReport()), mode: 'act' },
        at(seconds),
      )
      if (opened.kind !== 'ours') throw new Error(`the review is ${opened.kind}`)
      return opened.review
    }
    return { db, inbox, reviews, journal: createJournal(db), claim, openReview }
  }

  it('keeps every write with its content and its state, oldest first, for the next process', async () => {
    const { db, journal, claim, openReview } = await open()
    const claimed = await claim('nOne')
    const review = await openReview(claimed, 0)
    await journal.send(review, FLAG, claimed, at(2))
    await planWrite(db, review, APPROVE, at(3))
    const other = await open()

    expect(await other.journal.of(review)).to.deep.equal([
      { id: 1, state: 'sent', content: FLAG },
      { id: 2, state: 'planned', content: APPROVE },
    ])
  })

  it('keeps what is written with version 4, and tells what earlier reviews of the report wrote', async () => {
    const { reviews, journal, claim, openReview } = await open()
    const claimed = await claim('nOne')
    const review = await openReview(claimed, 0)
    const allocation = { objectType: 'Allocation', objectId: 'A1', expenseId: 'E1', code: 'OLD' } as const
    const put = {
      kind: 'exceptions' as const,
      exceptions: [{ ...allocation, visibility: 'PROCESSOR', rule: 'stale-entry', state: 'open' } as const],
    }
    const withdrawal = { kind: 'withdrawal', ...allocation } as const
    const guarded = { ...APPROVE, expectedStepCode: 'PARTNER', expectedStepInstanceId: 'I1' }
    for (const content of [put, withdrawal, guarded]) await journal.send(review, content, claimed, at(1))
    await reviews.finish(review, 'approved', undefined, at(2))
    const visit = { key: 'step 2', subject: subjectOf(buildReport()), mode: 'act' } as const
    const next = await reviews.open(claimed, visit, at(3))
    if (next.kind !== 'ours') throw new Error(`the review is ${next.kind}`)
    await journal.send(next.review, APPROVE, claimed, at(4))

    const before = await journal.before(next.review)
    expect(before.map(({ content }) => content)).to.deep.equal([put, withdrawal, guarded])
    expect(await journal.before(review)).to.deep.equal([])
  })

  /** In which state a write is left when a worker settles it so. */
  const transitions: readonly (readonly [EffectState, SettledState, EffectState])[] = [
    ['planned', 'confirmed', 'planned'],
    ['planned', 'refused', 'planned'],
    ['planned', 'unknown', 'planned'],
    ['planned', 'not applied', 'not applied'],
    ['sent', 'confirmed', 'confirmed'],
    ['sent', 'refused', 'refused'],
    ['sent', 'unknown', 'unknown'],
    ['sent', 'not applied', 'not applied'],
    ['unknown', 'confirmed', 'confirmed'],
    ['unknown', 'refused', 'unknown'],
    ['unknown', 'unknown', 'unknown'],
    ['unknown', 'not applied', 'not applied'],
    ...(['confirmed', 'refused', 'not applied'] as const).flatMap((from) =>
      (['confirmed', 'refused', 'unknown', 'not applied'] as const).map((to) => [from, to, from] as const),
    ),
  ]
  for (const [from, to, left] of transitions) {
    it(`leaves a write that is ${from} ${left} when it is settled as ${to}`, async () => {
      const { db, journal, claim, openReview } = await open()
      const claimed = await claim('nOne')
      const review = await openReview(claimed, 0)
      const effect =
        from === 'planned'
          ? await planWrite(db, review, APPROVE, at(1))
          : await journal.send(review, APPROVE, claimed, at(2))
      if (from !== 'planned' && from !== 'sent') await journal.settle(effect, from, APPROVE, 'before', at(3))
      const seen = { ...APPROVE, comment: 'seen' }

      const isChanged = await journal.settle(effect, to, seen, 'because', at(4))

      expect(isChanged).to.equal(from !== left || (from === 'unknown' && to === 'unknown'))
      expect(await journal.of(review)).to.deep.equal([
        { id: 1, state: left, content: isChanged ? seen : APPROVE },
      ])
    })
  }

  it('refuses the sending when the lease has ended', async () => {
    const { journal, claim, openReview } = await open()
    const claimed = await claim('nOne')
    const review = await openReview(claimed, 0)

    expect(await rejectionOf(journal.send(review, APPROVE, claimed, at(12)))).to.be.instanceOf(LeaseLostError)
    expect(await journal.of(review)).to.deep.equal([{ id: 1, state: 'not applied', content: APPROVE }])
  })

  it('allows the sending under a renewed lease', async () => {
    const { inbox, journal, claim, openReview } = await open()
    const claimed = await claim('nOne')
    const review = await openReview(claimed, 0)
    await inbox.renew(claimed, at(8))

    await journal.send(review, APPROVE, claimed, at(12))

    expect(await journal.of(review)).to.have.nested.property('[0].state', 'sent')
  })

  it('refuses the sending when another worker has taken the notification', async () => {
    const { inbox, journal, claim, openReview } = await open()
    const claimed = await claim('nOne')
    const review = await openReview(claimed, 0)
    await claimedAt(inbox, 12)

    expect(await rejectionOf(journal.send(review, APPROVE, claimed, at(2)))).to.be.instanceOf(LeaseLostError)
  })

  it('refuses the sending when another worker has taken the review', async () => {
    const { inbox, journal, claim, openReview } = await open()
    const slow = await claim('nOne')
    const other = await claim('nTwo')
    const review = await openReview(slow, 0)
    await inbox.renew(other, at(11))
    await openReview(other, 12)
    // The slow worker wakes up: nobody has wanted its notification meanwhile, only its review.
    await inbox.renew(slow, at(13))

    expect(await rejectionOf(journal.send(review, APPROVE, slow, at(13)))).to.be.instanceOf(LeaseLostError)
  })
})
