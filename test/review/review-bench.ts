import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Notification } from '../../server/notification/notification.ts'
import type { EffectContent, EffectState } from '../../server/record/effect.ts'
import type { Review, ReviewResult } from '../../server/record/review.ts'
import { type Visit, visitKey } from '../../server/record/visit.ts'
import type { WorkContext } from '../../server/review/carry-out.ts'
import { byPolicy } from '../../server/review/decide.ts'
import type { WriteContext } from '../../server/review/journalled-writes.ts'
import { type Database, openDatabase } from '../../server/store/database.ts'
import { type Claimed, createInbox, type Inbox } from '../../server/store/inbox/inbox.ts'
import { createOverview } from '../../server/store/operators/overview.ts'
import { createJournal, type Journal } from '../../server/store/reviews/journal.ts'
import { createReviews, type Reviews } from '../../server/store/reviews/reviews.ts'
import { recordedLog } from '../listeners/recorded-log.ts'
import { at, callout, claimedAt, RAW } from '../store/notifications.ts'
import { planWrite } from '../store/plan-write.ts'

/** A report of one test, and what is kept of it. */
export interface ReviewBench {
  readonly db: Database
  readonly inbox: Inbox
  readonly reviews: Reviews
  readonly journal: Journal
  readonly log: ReturnType<typeof recordedLog>
  /** The visit that the report waits on. */
  readonly visit: Visit
  /** One second after the tests begin, until time passes. */
  readonly now: () => Date
  /** @returns What so many seconds bring about: a lease that was renewed meanwhile still holds. */
  pass(seconds: number, renewed?: Claimed): Promise<void>
  /** A notification of the report, claimed. */
  claim(changes?: Partial<Notification>): Promise<Claimed>
  /** Takes the notification from a worker whose lease has run out. */
  claimAgain(): Promise<Claimed>
  /** A review of the report by a notification that is settled since. @returns How that was claimed. */
  endAs(result: ReviewResult, reason?: string): Promise<Claimed>
  /** The work on the review of that visit. */
  readonly work: (claimed: Claimed, visit?: Visit) => Promise<Omit<WorkContext, 'read'>>
  /** Leaves a write of the review behind, in that state. */
  leave(context: WriteContext, content: EffectContent, state: EffectState): Promise<void>
  /** The newest review of the report, as an operator sees it. */
  record(): Promise<SeenRecord>
}

/** A review in words. */
export interface SeenRecord {
  readonly result: string | null
  readonly reason: string | null
  /** `workflow confirmed`, or with a reason `workflow unknown: because`. */
  readonly effects: readonly string[]
  /** `ended: approved` */
  readonly trail: readonly string[]
}

/** Call in a suite: its tests share one database, and each has a report of its own. */
export function useReviewBenches(): () => ReviewBench {
  let folder = ''
  let db: Database
  let count = 0
  const claims: Claimed[] = []

  before(async () => {
    folder = await mkdtemp(join(tmpdir(), 'review-'))
    db = await openDatabase(`sqlite:${join(folder, 'connector.db')}`)
  })
  // Nothing is left that the next test could claim.
  afterEach(async () => {
    const inbox = createInbox(db)
    for (const claimed of claims.splice(0)) await inbox.settle(claimed, { state: 'dead' }, at(0))
  })
  after(async () => {
    await db.destroy()
    await rm(folder, { recursive: true })
  })

  return () => {
    count += 1
    return openBench(db, `report-${count}`, claims)
  }
}

function openBench(db: Database, reportId: string, claims: Claimed[]): ReviewBench {
  const inbox = createInbox(db)
  const reviews = createReviews(db)
  const journal = createJournal(db)
  const log = recordedLog()
  const visit: Visit = {
    source: 'v1',
    objectId: reportId,
    step: '/api/expense/expensereport/v1.1/report/nStep0001/workflowaction',
    submittedAt: '2026-05-22T09:30:00',
    everSentBack: false,
  }
  let seconds = 1
  const now = () => at(seconds)
  const claimAgain = async () => {
    const claimed = await claimedAt(inbox, seconds)
    claims.push(claimed)
    if (!claimed.objectPath.includes(reportId)) throw new Error('that is of another test')
    return claimed
  }

  const work: ReviewBench['work'] = async (claimed, stop = visit) => {
    const opened = await reviews.open(
      claimed,
      { key: visitKey(stop), subject: { id: reportId, currency: 'USD' }, mode: 'act' },
      now(),
    )
    const review = oursIn(opened)
    return {
      reviews,
      journal,
      log,
      now,
      claimed,
      review,
      mode: 'act',
      decide: byPolicy,
      incompleteForMs: 600_000,
    }
  }

  return {
    db,
    inbox,
    reviews,
    journal,
    log,
    visit,
    now,
    claimAgain,

    async pass(more, renewed) {
      seconds += more
      if (renewed !== undefined) await inbox.renew(renewed, now())
    },

    async claim(changes) {
      await inbox.receive(callout(reportId, changes), RAW, now())
      return claimAgain()
    },

    async endAs(result, reason) {
      await inbox.receive(callout(reportId), RAW, now())
      const claimed = await claimAgain()
      const { review } = await work(claimed)
      await reviews.finish(review, result, reason, now())
      await inbox.settle(claimed, { state: 'done' }, now())
      return claimed
    },

    work,

    async leave({ claimed, review }, content, state) {
      if (state === 'planned') {
        await planWrite(db, review, content, now())
        return
      }
      const effect = await journal.send(review, content, claimed, now())
      if (state !== 'sent') await journal.settle(effect, state, content, undefined, now())
    },

    async record() {
      const found = await createOverview(db).review(reportId)
      if (found === undefined) throw new Error('there is no review')
      const { review, effects, events } = found
      return {
        result: review.result,
        reason: review.reason,
        effects: effects.map(({ kind, state, reason }) => said(`${kind} ${state}`, reason)),
        trail: events.map(({ kind, summary }) => said(kind, summary)),
      }
    },
  }
}

function said(what: string, why: string | null): string {
  return why === null ? what : `${what}: ${why}`
}

function oursIn(opened: { readonly kind: string; readonly review?: Review }): Review {
  if (opened.kind !== 'ours' || opened.review === undefined) throw new Error(`the review is ${opened.kind}`)
  return opened.review
}
