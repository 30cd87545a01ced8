import type { Selectable } from 'kysely'
import type { EffectLine, ReviewRecord, TrailLine } from '../../record/review-record.ts'
import { unpack } from '../../report/packed.ts'
import { notesOf } from '../acts/review-notes.ts'
import type { Database } from '../database.ts'
import { dateOrNull } from '../date-or-null.ts'
import { createHumanDecisions } from '../decisions/human-decisions.ts'
import type { EffectTable, ReviewEventTable, ReviewTable } from '../reviews/tables.ts'
import { notificationsOf } from './notification-lines.ts'
import { REVIEW_COLUMNS, rulesOf, toReviewLine } from './review-lines.ts'

const EVENT_COLUMNS = ['at', 'kind', 'summary', 'detail'] as const

/** Of `review`, what its record is made of. */
export const RECORD_COLUMNS = [...REVIEW_COLUMNS, 'decision'] as const

/** @param which The number of the review, or the id of a report, whose newest review is meant. */
export async function readReview(db: Database, which: string): Promise<ReviewRecord | undefined> {
  const row = await findReview(db, which)
  if (row === undefined) return undefined
  const document = await lastDocument(db, row.id)
  return {
    ...(await recordOf(db, row)),
    ...(document !== undefined && { report: (await unpack(document)).toString() }),
  }
}

/** The review of that number, without the document that was read last. */
export async function readReviewNumbered(db: Database, id: number): Promise<ReviewRecord | undefined> {
  const row = await db.selectFrom('review').select(RECORD_COLUMNS).where('id', '=', id).executeTakeFirst()
  return row && recordOf(db, row)
}

/** The record of a review that was found, without the document that was read last. */
export async function recordOf(
  db: Database,
  row: Pick<Selectable<ReviewTable>, (typeof RECORD_COLUMNS)[number]>,
): Promise<ReviewRecord> {
  const effects = await effectsOfEach(db, [row.id])
  const events = await db
    .selectFrom('review_event')
    .select(EVENT_COLUMNS)
    .where('review_id', '=', row.id)
    .orderBy('id')
    .execute()
  const humanDecisions = await createHumanDecisions(db).of(row.id)
  const notes = await notesOf(db, row.id)
  return {
    review: toReviewLine(
      row,
      (await rulesOf(db, [row.id])).get(row.id) ?? [],
      effects.map(({ content }) => content),
    ),
    notifications: await notificationsOf(db, row.id),
    ...(row.decision !== null && { decision: parsed(row.decision) }),
    ...(humanDecisions.length > 0 && { humanDecisions }),
    ...(notes.length > 0 && { notes }),
    effects,
    events: events.map(toTrailLine),
  }
}

async function lastDocument(db: Database, reviewId: number): Promise<Uint8Array | undefined> {
  const row = await db
    .selectFrom('review_event')
    .select('document')
    .where('review_id', '=', reviewId)
    .where('document', 'is not', null)
    .orderBy('id', 'desc')
    .limit(1)
    .executeTakeFirst()
  return row?.document ?? undefined
}

function findReview(db: Database, which: string) {
  const number = /^\d{1,15}$/.test(which) ? Number(which) : undefined
  return (
    db
      .selectFrom('review')
      .select(RECORD_COLUMNS)
      .where((eb) =>
        number === undefined
          ? eb('report_id', '=', which)
          : eb.or([eb('id', '=', number), eb('report_id', '=', which)]),
      )
      // What pages show of a travel request can be a number too; a review is asked for by its number.
      .orderBy((eb) =>
        eb
          .case()
          .when('id', '=', number ?? 0)
          .then(0)
          .else(1)
          .end(),
      )
      .orderBy('id', 'desc')
      .limit(1)
      .executeTakeFirst()
  )
}

/** The writes to Concur of those reviews, oldest first. */
export async function effectsOfEach(
  db: Database,
  reviewIds: readonly number[],
): Promise<readonly EffectLine[]> {
  const rows = await db
    .selectFrom('effect')
    .selectAll()
    .where('review_id', 'in', reviewIds)
    .orderBy('id')
    .execute()
  return rows.map(toEffectLine)
}

function toEffectLine(row: Selectable<EffectTable>): EffectLine {
  return {
    id: row.id,
    reviewId: row.review_id,
    kind: row.kind,
    state: row.state,
    content: parsed(row.content),
    plannedAt: new Date(row.planned_at),
    sentAt: dateOrNull(row.sent_at),
    settledAt: dateOrNull(row.settled_at),
    reason: row.reason,
  }
}

function toTrailLine({
  at,
  kind,
  summary,
  detail,
}: Pick<Selectable<ReviewEventTable>, (typeof EVENT_COLUMNS)[number]>): TrailLine {
  return { at: new Date(at), kind, summary, ...(detail !== null && { detail: parsed(detail) }) }
}

function parsed(json: string): unknown {
  return JSON.parse(json)
}
