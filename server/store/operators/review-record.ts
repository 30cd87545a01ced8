import { promisify } from 'node:util'
import { gunzip } from 'node:zlib'
import type { Selectable } from 'kysely'
import type { EffectLine, ReviewRecord, TrailLine } from '../../record/review-record.ts'
import { notesOf } from '../acts/review-notes.ts'
import type { Database } from '../database.ts'
import { dateOrNull } from '../date-or-null.ts'
import { createHumanDecisions } from '../decisions/human-decisions.ts'
import type { EffectTable, ReviewEventTable } from '../reviews/tables.ts'
import { notificationsOf } from './notification-lines.ts'
import { REVIEW_COLUMNS, rulesOf, toReviewLine } from './review-lines.ts'

const decompress = promisify(gunzip)

/** @param which The number of the review, or the id of a report, whose newest review is meant. */
export async function readReview(db: Database, which: string): Promise<ReviewRecord | undefined> {
  const row = await findReview(db, which)
  if (row === undefined) return undefined
  const effects = await effectsOf(db, row.id)
  const events = await db
    .selectFrom('review_event')
    .selectAll()
    .where('review_id', '=', row.id)
    .orderBy('id')
    .execute()
  const humanDecisions = await createHumanDecisions(db).of(row.id)
  const notes = await notesOf(db, row.id)
  const document = events.findLast((event) => event.document !== null)?.document ?? undefined
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
    ...(document !== undefined && { report: (await decompress(document)).toString() }),
  }
}

function findReview(db: Database, which: string) {
  const number = /^\d{1,15}$/.test(which) ? Number(which) : undefined
  return (
    db
      .selectFrom('review')
      .select([...REVIEW_COLUMNS, 'decision'])
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

async function effectsOf(db: Database, reviewId: number): Promise<readonly EffectLine[]> {
  const rows = await db
    .selectFrom('effect')
    .selectAll()
    .where('review_id', '=', reviewId)
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

function toTrailLine({ at, kind, summary, detail }: Selectable<ReviewEventTable>): TrailLine {
  return { at: new Date(at), kind, summary, ...(detail !== null && { detail: parsed(detail) }) }
}

function parsed(json: string): unknown {
  return JSON.parse(json)
}
