import { expect } from 'chai'
import { sql } from 'kysely'
import { historyRecordOf } from '../../../server/policy/facts/history-record.ts'
import { subjectOf } from '../../../server/review/report-status.ts'
import { createInbox } from '../../../server/store/inbox/inbox.ts'
import { createOverview } from '../../../server/store/operators/overview.ts'
import { createJournal } from '../../../server/store/reviews/journal.ts'
import { createReviews } from '../../../server/store/reviews/reviews.ts'
import { buildReport } from '../../support/build-report.ts'
import { useDatabases } from '../databases.ts'
import { at, callout, claimedAt, RAW } from '../notifications.ts'
import { planWrite } from '../plan-write.ts'

const ids = (lines: readonly { readonly id: number }[]) => lines.map(({ id }) => id)
const bytes = (text: string) => new TextEncoder().encode(text)

describe('the overview', () => {
  const databases = useDatabases()

  async function open() {
    const db = await databases.open()
    const inbox = createInbox(db)
    const reviews = createReviews(db)

    /** Receives and claims a notification, and opens the review of a report. */
    async function reviewOf(reportId: string) {
      await inbox.receive(callout(reportId), RAW, at(0))
      const claimed = await claimedAt(inbox, 0)
      const visit = {
        key: `visit of ${reportId}`,
        subject: subjectOf(buildReport({ reportId })),
        mode: 'act' as const,
      }
      const opened = await reviews.open(claimed, visit, at(0))
      if (opened.kind !== 'ours') throw new Error(`the review is ${opened.kind}`)
      return { claimed, review: opened.review }
    }
    return { db, inbox, reviews, journal: createJournal(db), overview: createOverview(db), reviewOf }
  }

  it('of an empty database is empty', async () => {
    const { overview } = await open()

    expect(await overview.counts()).to.deep.equal({})
    expect(await overview.notifications({ limit: 10 })).to.deep.equal([])
    expect(await overview.notification(1)).to.equal(undefined)
    expect(await overview.quarantine(10)).to.deep.equal([])
    expect(await overview.reviews({ limit: 10 })).to.deep.equal([])
  })

  it('counts the notifications in each state', async () => {
    const { inbox, overview } = await open()
    for (const name of ['nA', 'nB', 'nC', 'nD']) await inbox.receive(callout(name), RAW, at(0))
    await inbox.receive(callout('nE', { notReviewed: 'a travel request' }), RAW, at(0))
    await inbox.settle(await claimedAt(inbox, 1), { state: 'done' }, at(2))
    await inbox.settle(await claimedAt(inbox, 1), { state: 'dead' }, at(2))
    await claimedAt(inbox, 1)

    expect(await overview.counts()).to.deep.equal({
      claimed: 1,
      dead: 1,
      done: 1,
      'not reviewed': 1,
      waiting: 1,
    })
  })

  it('lists notifications newest first, of one state or of all, and no more than asked for', async () => {
    const { inbox, overview } = await open()
    for (const name of ['nA', 'nB', 'nC']) await inbox.receive(callout(name), RAW, at(0))
    await claimedAt(inbox, 1)

    expect(ids(await overview.notifications({ limit: 10 }))).to.deep.equal([3, 2, 1])
    expect(ids(await overview.notifications({ limit: 2 }))).to.deep.equal([3, 2])
    expect(ids(await overview.notifications({ state: 'waiting', limit: 10 }))).to.deep.equal([3, 2])
    expect(ids(await overview.notifications({ state: 'dead', limit: 10 }))).to.deep.equal([])
  })

  it('shows that a notification is claimed, and not the claim', async () => {
    const { inbox, overview } = await open()
    await inbox.receive(callout(), RAW, at(0))
    await claimedAt(inbox, 1)

    const [line] = await overview.notifications({ limit: 1 })

    expect(line).to.deep.include({ state: 'claimed', leaseUntil: at(13) })
    expect(line).not.to.have.any.keys('claim', 'foldKey', 'raw')
  })

  it('lists reviews newest first with the exception codes that Concur accepted, each once', async () => {
    const { db, overview, reviewOf } = await open()
    const { review } = await reviewOf('REPORT1')
    await reviewOf('REPORT2')
    const entry = { objectType: 'Entry' as const, objectId: 'e1', rule: 'r' }
    const content = {
      kind: 'exceptions' as const,
      exceptions: [
        { ...entry, code: 'NORECEIP', state: 'confirmed' as const },
        { ...entry, code: 'REFUSED', state: 'refused' as const },
        { ...entry, code: 'NORECEIP', state: 'confirmed' as const },
        { ...entry, code: 'PURPOSE', state: 'confirmed' as const },
      ],
      flagsBefore: { report: false, entries: {} },
    }
    await planWrite(db, review, content, at(1))

    const lines = await overview.reviews({ limit: 10 })

    expect(lines.map(({ reportId, exceptions }) => [reportId, exceptions])).to.deep.equal([
      ['REPORT2', []],
      ['REPORT1', ['NORECEIP', 'PURPOSE']],
    ])
  })

  it('lists more reviews than a statement may name', async () => {
    const { db, overview, reviewOf } = await open()
    await reviewOf('REPORT1')
    await sql`
      with recursive number (n) as (select 2 union all select n + 1 from number where n < 33000)
      insert into review (notification_id, visit_key, ordinal, report_id, currency, mode, started_at)
      select 1, 'visit ' || n, 1, 'R' || n, 'USD', 'act', 0 from number`.execute(db)

    const lines = await overview.reviews({ limit: 100_000 })

    expect(lines).to.have.lengthOf(33_000)
    expect(lines[0]).to.include({ id: 33_000, reportId: 'R33000' })
  })

  it('lists reviews of one result', async () => {
    const { reviews, overview, reviewOf } = await open()
    const { review } = await reviewOf('REPORT1')
    await reviewOf('REPORT2')
    await reviews.finish(review, 'held', 'two findings', at(5))

    const held = await overview.reviews({ result: 'held', limit: 10 })

    expect(held.map(({ reportId, reason }) => [reportId, reason])).to.deep.equal([
      ['REPORT1', 'two findings'],
    ])
    expect(await overview.reviews({ result: 'approved', limit: 10 })).to.deep.equal([])
  })

  it('shows a review with all that is known of it, and the report as it was read last', async () => {
    const { journal, reviews, overview, reviewOf } = await open()
    const { claimed, review } = await reviewOf('REPORT1')
    await reviews.record(
      review,
      { kind: 'read', summary: 'first', document: bytes('<Report>1</Report>') },
      at(1),
    )
    const decision = {
      policyVersion: 'v1',
      enforce: 'act' as const,
      findings: [],
      notEvaluated: [],
      outcome: 'approve' as const,
    }
    await reviews.decided(
      review,
      { by: 'policy', decision },
      { readingKey: 'k1', kept: { historyRecord: historyRecordOf(buildReport()), facts: bytes('facts') } },
      at(2),
    )
    await reviews.record(
      review,
      { kind: 'read', summary: 'second', document: bytes('<Report>é</Report>') },
      at(3),
    )
    const action = { kind: 'workflow' as const, action: 'Approve' as const, path: '/workflowaction' }
    const effect = await journal.send(review, action, claimed, at(5))
    await journal.settle(effect, 'confirmed', action, 'SUCCESS', at(6))
    await reviews.record(review, { kind: 'call', summary: 'approve: confirmed', detail: { calls: 1 } }, at(6))
    await reviews.finish(review, 'approved', 'seen by reading back', at(7))

    const record = await overview.review('REPORT1')

    expect(record?.review).to.deep.include({
      result: 'approved',
      outcome: 'approve',
      policyVersion: 'v1',
      decidedBy: 'policy',
      decidedAt: at(2),
      finishedAt: at(7),
    })
    expect(record?.decision).to.deep.equal(decision)
    expect(record?.report).to.equal('<Report>é</Report>')
    expect(record?.notifications.map(({ id }) => id)).to.deep.equal([1])
    expect(record?.effects).to.deep.equal([
      {
        id: 1,
        reviewId: 1,
        kind: 'workflow',
        state: 'confirmed',
        content: action,
        plannedAt: at(5),
        sentAt: at(5),
        settledAt: at(6),
        reason: 'SUCCESS',
      },
    ])
    expect(record?.events).to.deep.equal([
      { at: at(1), kind: 'read', summary: 'first' },
      { at: at(2), kind: 'decided', summary: 'approve', detail: { by: 'policy', ...decision } },
      { at: at(3), kind: 'read', summary: 'second' },
      { at: at(6), kind: 'call', summary: 'approve: confirmed', detail: { calls: 1 } },
      { at: at(7), kind: 'ended', summary: 'approved: seen by reading back' },
    ])
  })

  it('finds a review by its number, and by its report the newest', async () => {
    const { overview, reviewOf } = await open()
    await reviewOf('REPORT1')
    await reviewOf('REPORT2')

    expect(await overview.review('1')).to.have.nested.property('review.reportId', 'REPORT1')
    expect(await overview.review('REPORT2')).to.have.nested.property('review.id', 2)
    expect(await overview.review('1e0')).to.equal(undefined)
  })
})
