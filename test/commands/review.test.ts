import { expect } from 'chai'
import { showReview } from '../../server/commands/review.ts'
import { listReviews } from '../../server/commands/review-list.ts'
import { createInbox } from '../../server/store/inbox/inbox.ts'
import { createJournal } from '../../server/store/reviews/journal.ts'
import { createReviews } from '../../server/store/reviews/reviews.ts'
import { useDatabases } from '../store/databases.ts'
import { at, callout, claimedAt, RAW } from '../store/notifications.ts'
import { planWrite } from '../store/plan-write.ts'
import { money } from '../support/build-report.ts'
import { commandContext } from './command-context.ts'

const DECISION = {
  policyVersion: 'v1',
  enforce: 'act' as const,
  findings: [],
  notEvaluated: [{ rule: 'per-diem', reason: 'no rate', enforce: 'act' as const }],
  outcome: 'approve' as const,
}
const ACTION = { kind: 'workflow' as const, action: 'Approve' as const, path: '/workflowaction' }
const EXCEPTIONS = {
  kind: 'exceptions' as const,
  exceptions: [
    { objectType: 'Entry', objectId: 'e1', rule: 'r', code: 'NORECEIP', state: 'confirmed' },
  ] as const,
}

const ENDED = {
  id: 1,
  notificationId: 1,
  visitKey: 'visit 1',
  ordinal: 1,
  objectType: 'EXPRPT',
  reportId: 'R1',
  reportName: 'Trip',
  employee: 'Example, Robin',
  employeeLogin: 'robin@example.com',
  employeeId: 'E7',
  total: '1234.5',
  currency: 'CAD',
  policyVersion: 'v1',
  mode: 'act',
  outcome: 'approve',
  result: 'flagged and approved',
  reason: null,
  reasonCode: null,
  decidedBy: 'policy',
  assignee: null,
  snoozedUntil: null,
  stepName: 'EXTERNAL VALIDATION',
  startedAt: '2026-05-22T09:30:00.000Z',
  decidedAt: '2026-05-22T09:30:02.000Z',
  finishedAt: '2026-05-22T09:30:07.000Z',
  rules: ['per-diem'],
  exceptions: ['NORECEIP'],
}

const OPEN = {
  ...ENDED,
  id: 2,
  notificationId: 2,
  visitKey: 'visit 2',
  reportId: 'R2',
  reportName: null,
  employee: null,
  employeeLogin: null,
  employeeId: null,
  total: null,
  currency: 'USD',
  policyVersion: null,
  mode: 'observe',
  outcome: null,
  result: null,
  decidedBy: null,
  stepName: null,
  startedAt: '2026-05-22T09:30:10.000Z',
  decidedAt: null,
  finishedAt: null,
  rules: [],
  exceptions: [],
}

describe('review --json', () => {
  const databases = useDatabases()

  /** A review that has ended, and one that was only opened. */
  async function filled() {
    const db = await databases.open()
    const [inbox, reviews, journal] = [createInbox(db), createReviews(db), createJournal(db)]
    await inbox.receive(callout('nOne', { correlationId: 'c1' }), RAW, at(0))
    const claimed = await claimedAt(inbox, 0)
    const { amount: total, currency } = money('1234.50', 'CAD')
    const who = { employee: 'Example, Robin', employeeLogin: 'robin@example.com', employeeId: 'E7' }
    const subject = { id: 'R1', name: 'Trip', ...who, total, currency }
    const opened = await reviews.open(claimed, { key: 'visit 1', subject, mode: 'act' }, at(0))
    if (opened.kind !== 'ours') throw new Error(`the review is ${opened.kind}`)
    const { review } = opened
    await reviews.record(review, { kind: 'read', summary: 'read', document: RAW }, at(1))
    await reviews.decided(
      review,
      { by: 'policy', decision: DECISION },
      { readingKey: 'k1', stepName: 'EXTERNAL VALIDATION' },
      at(2),
    )
    const posted = await journal.send(review, EXCEPTIONS, claimed, at(4))
    await journal.settle(posted, 'confirmed', EXCEPTIONS, 'SUCCESS', at(5))
    await planWrite(db, review, ACTION, at(6))
    await reviews.record(review, { kind: 'call', summary: 'posted', detail: { calls: 2 } }, at(6))
    await reviews.finish(review, 'flagged and approved', undefined, at(7))
    await inbox.settle(claimed, { state: 'done' }, at(8))

    await inbox.receive(callout('nTwo'), RAW, at(10))
    const other = { id: 'R2', currency: 'USD' }
    await reviews.open(
      await claimedAt(inbox, 10),
      { key: 'visit 2', subject: other, mode: 'observe' },
      at(10),
    )
    return commandContext({ DATABASE_URL: `sqlite:${databases.path()}` })
  }

  it('list gives every review, newest first, with times in ISO 8601', async () => {
    const context = await filled()
    await listReviews(context, { json: true })

    expect(JSON.parse(context.printed())).to.deep.equal([OPEN, ENDED])
  })

  it('show gives all that is known of one', async () => {
    const context = await filled()
    await showReview(context, 'R1', { json: true })

    expect(JSON.parse(context.printed())).to.deep.equal({
      review: ENDED,
      notifications: [
        {
          id: 1,
          door: 'callout',
          externalId: null,
          objectType: 'EXPRPT',
          objectPath: '/api/expense/expensereport/v1.1/reportfulldetails/nOne',
          eventType: 'Report Entered Expense Report Workflow Step - External Validation',
          eventDateTime: '2026-05-22',
          context: null,
          stepCode: null,
          stepInstanceId: null,
          announcedAt: null,
          correlationId: 'c1',
          receivedAt: '2026-05-22T09:30:00.000Z',
          timesSeen: 1,
          lastSeenAt: '2026-05-22T09:30:00.000Z',
          state: 'done',
          dueAt: '2026-05-22T09:30:00.000Z',
          notBefore: null,
          attempts: 1,
          abandoned: 0,
          leaseUntil: null,
          reasonCode: null,
          reason: null,
          reviewId: 1,
          finishedAt: '2026-05-22T09:30:08.000Z',
        },
      ],
      decision: DECISION,
      effects: [
        {
          id: 1,
          reviewId: 1,
          kind: 'exceptions',
          state: 'confirmed',
          content: EXCEPTIONS,
          plannedAt: '2026-05-22T09:30:04.000Z',
          sentAt: '2026-05-22T09:30:04.000Z',
          settledAt: '2026-05-22T09:30:05.000Z',
          reason: 'SUCCESS',
        },
        {
          id: 2,
          reviewId: 1,
          kind: 'workflow',
          state: 'planned',
          content: ACTION,
          plannedAt: '2026-05-22T09:30:06.000Z',
          sentAt: null,
          settledAt: null,
          reason: null,
        },
      ],
      events: [
        { at: '2026-05-22T09:30:01.000Z', kind: 'read', summary: 'read' },
        {
          at: '2026-05-22T09:30:02.000Z',
          kind: 'decided',
          summary: 'approve',
          detail: { by: 'policy', ...DECISION },
        },
        { at: '2026-05-22T09:30:06.000Z', kind: 'call', summary: 'posted', detail: { calls: 2 } },
        { at: '2026-05-22T09:30:07.000Z', kind: 'ended', summary: 'flagged and approved' },
      ],
      report: '<Notification/>',
    })
  })

  it('show gives of one that was only opened what there is', async () => {
    const context = await filled()
    await showReview(context, '2', { json: true })

    const shown: unknown = JSON.parse(context.printed())
    expect(shown).to.have.all.keys('review', 'notifications', 'effects', 'events')
    expect(shown).to.deep.include({ review: OPEN, effects: [], events: [] })
  })
})
