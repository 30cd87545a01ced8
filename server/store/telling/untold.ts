import { type Selectable, type SqlBool, sql } from 'kysely'
import {
  DECISION_STATES,
  type DecisionState,
  type HumanDecision,
  humanDecision,
} from '../../record/human-decision.ts'
import type { ReadingChanges } from '../../record/reading-changes.ts'
import type { Database } from '../database.ts'
import { dateOrNull } from '../date-or-null.ts'
import type { HumanDecisionTable } from '../decisions/tables.ts'
import type { ReviewTable } from '../reviews/tables.ts'
import { changesHeldFor, changesWhile } from './changes.ts'

/** A review as people are told of it. */
export interface ToldReview {
  readonly id: number
  readonly objectType: string
  readonly reportId: string
  readonly reportName: string | null
  readonly employee: string | null
  /** Exact decimal, in `currency`. */
  readonly total: string | null
  readonly currency: string
  readonly reason: string | null
  readonly stepName: string | null
  /** The login of the person who is to look at it. */
  readonly assignee: string | null
  /** As it was kept, see `parseDecision`. */
  readonly decision: unknown
  /** Of the reading that it is held on. */
  readonly readingKey: string | null
  /** Since when it is held; of another one, when it ended. */
  readonly finishedAt: Date | null
  /** Until then it is left out of what waits for people. */
  readonly snoozedUntil: Date | null
}

/** A review that is held and was not told of. */
export interface UntoldHeld extends ToldReview {
  /** What is different since a person decided on it, where it is held again for that. */
  readonly changes?: ReadingChanges
}

/** A held review that is back, because somebody wanted to look at it later. */
export interface UntoldReturn extends ToldReview {
  readonly returnedAt: Date
  /** The login of who wanted that. */
  readonly by: string
}

/** A decision of a person of which something was not told yet. */
export interface UntoldDecision extends HumanDecision {
  readonly id: number
  readonly acceptedAt: Date
  readonly dueAt: Date
  /** `given up`: its notification is dead, and it can be tried again. */
  readonly state: DecisionState | 'given up'
  readonly outcome: string | null
  readonly endedAt: Date | null
  /** What is different since, where it was not carried out because of that. */
  readonly changes?: ReadingChanges
  readonly review: ToldReview
}

const COLUMNS = [
  'id',
  'object_type',
  'report_id',
  'report_name',
  'employee',
  'total',
  'currency',
  'reason',
  'step_name',
  'assignee',
  'decision',
  'reading_key',
  'finished_at',
  'snoozed_until',
] as const

// These are written as their indexes are, or those are not used.
const IS_UNTOLD = sql<SqlBool>`result = 'held' and coalesce(told_key, '') <> coalesce(reading_key, '-')`
const IS_UNTOLD_RETURN = sql<SqlBool>`result = 'held' and snoozed_until is not null
  and coalesce(told_until, 0) <> snoozed_until`

/** What is held and was not told, oldest first. */
export async function untoldHeld(db: Database, limit: number): Promise<readonly UntoldHeld[]> {
  const rows = await reviews(db).where(IS_UNTOLD).orderBy('id').limit(limit).execute()
  return Promise.all(
    rows.map(async (row) => {
      const changes = await changesHeldFor(db, row.id)
      return { ...toReview(row), ...(changes !== undefined && { changes }) }
    }),
  )
}

/** What is back and was not told, in the order in which it came back. */
export async function untoldReturns(
  db: Database,
  now: Date,
  limit: number,
): Promise<readonly UntoldReturn[]> {
  const rows = await reviews(db)
    .select('snoozed_by')
    .where(IS_UNTOLD_RETURN)
    .where('snoozed_until', '<=', now.getTime())
    .orderBy('snoozed_until')
    .limit(limit)
    .execute()
  return rows.map((row) => ({
    ...toReview(row),
    returnedAt: new Date(row.snoozed_until ?? 0),
    by: row.snoozed_by ?? '',
  }))
}

/** All that is held and not snoozed, oldest first. */
export async function heldAwake(db: Database, now: Date): Promise<readonly ToldReview[]> {
  const rows = await reviews(db)
    .where(sql<SqlBool>`result = 'held'`)
    .where((eb) => eb.or([eb('snoozed_until', 'is', null), eb('snoozed_until', '<=', now.getTime())]))
    .orderBy('id')
    .execute()
  return rows.map(toReview)
}

/** That review. */
export async function toldReview(db: Database, id: number): Promise<ToldReview | undefined> {
  const row = await reviews(db).where('id', '=', id).executeTakeFirst()
  return row && toReview(row)
}

/** What people decided, how that ended and what was given up, as far as it was not told, oldest first. */
export async function untoldDecisions(db: Database, limit: number): Promise<readonly UntoldDecision[]> {
  const changed = await db
    .selectFrom('human_decision')
    .selectAll()
    .where(sql<SqlBool>`coalesce(told_state, '') <> state`)
    .where((eb) =>
      eb.or([
        eb('told_state', 'is', null),
        eb('told_state', '<>', 'given up'),
        eb('state', '<>', 'accepted'),
      ]),
    )
    .orderBy('id')
    .limit(limit)
    .execute()
  const givenUp = await db
    .selectFrom('human_decision')
    .innerJoin('notification', 'notification.id', 'human_decision.notification_id')
    .selectAll('human_decision')
    .select('notification.reason')
    .where('human_decision.state', '=', sql<string>`'accepted'`)
    .where('human_decision.told_state', '=', 'accepted')
    .where('notification.state', '=', sql<'dead'>`'dead'`)
    .limit(limit)
    .execute()
  const all = [
    ...changed.map((row) => ({ ...row, reason: row.outcome, isGivenUp: false })),
    ...givenUp.map((row) => ({ ...row, isGivenUp: true })),
  ]
  const found = await Promise.all(
    all.map(async (row) => {
      const review = await toldReview(db, row.review_id)
      if (review === undefined) return []
      const changes =
        row.state === 'not carried out'
          ? await changesWhile(db, row.review_id, row.accepted_at, row.ended_at ?? row.accepted_at)
          : undefined
      return [{ ...toDecision(row, review), ...(changes !== undefined && { changes }) }]
    }),
  )
  return found.flat()
}

function reviews(db: Database) {
  return db.selectFrom('review').select(COLUMNS)
}

function toReview(row: Pick<Selectable<ReviewTable>, (typeof COLUMNS)[number]>): ToldReview {
  return {
    id: row.id,
    objectType: row.object_type,
    reportId: row.report_id,
    reportName: row.report_name,
    employee: row.employee,
    total: row.total,
    currency: row.currency,
    reason: row.reason,
    stepName: row.step_name,
    assignee: row.assignee,
    decision: row.decision === null ? undefined : JSON.parse(row.decision),
    readingKey: row.reading_key,
    finishedAt: dateOrNull(row.finished_at),
    snoozedUntil: dateOrNull(row.snoozed_until),
  }
}

function toDecision(
  row: Selectable<HumanDecisionTable> & { readonly reason: string | null; readonly isGivenUp: boolean },
  review: ToldReview,
): UntoldDecision {
  return {
    ...humanDecision.parse(JSON.parse(row.content)),
    id: row.id,
    acceptedAt: new Date(row.accepted_at),
    dueAt: new Date(row.due_at),
    state: row.isGivenUp
      ? 'given up'
      : (DECISION_STATES.find((state) => state === row.state) ?? 'not carried out'),
    outcome: row.reason,
    endedAt: dateOrNull(row.ended_at),
    review,
  }
}
