import { type Selectable, type SqlBool, sql } from 'kysely'
import {
  DECISION_STATES,
  type DecisionState,
  type HumanDecision,
  humanDecision,
} from '../../record/human-decision.ts'
import type { Database } from '../database.ts'
import type { HumanDecisionTable, ReviewTable } from '../schema.ts'

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
  /** As it was kept, see `parseDecision`. */
  readonly decision: unknown
  /** Of the reading that it is held on. */
  readonly readingKey: string | null
  /** Since when it is held; of another one, when it ended. */
  readonly finishedAt: Date | null
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
  'decision',
  'reading_key',
  'finished_at',
] as const

/** Written as the index is, or that is not used. */
const IS_UNTOLD = sql<SqlBool>`result = 'held' and coalesce(told_key, '') <> coalesce(reading_key, '-')`

/** What is held and was not told, oldest first. */
export async function untoldHeld(db: Database, limit: number): Promise<readonly ToldReview[]> {
  const rows = await reviews(db).where(IS_UNTOLD).orderBy('id').limit(limit).execute()
  return rows.map(toReview)
}

/** All that is held, oldest first. */
export async function allHeld(db: Database): Promise<readonly ToldReview[]> {
  const rows = await reviews(db).where(sql<SqlBool>`result = 'held'`).orderBy('id').execute()
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
      return review === undefined ? [] : [toDecision(row, review)]
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
    decision: row.decision === null ? undefined : JSON.parse(row.decision),
    readingKey: row.reading_key,
    finishedAt: row.finished_at === null ? null : new Date(row.finished_at),
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
    endedAt: row.ended_at === null ? null : new Date(row.ended_at),
    review,
  }
}
