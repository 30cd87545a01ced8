import { type ExpressionBuilder, type SqlBool, sql } from 'kysely'
import type { Database } from '../database.ts'
import type { Schema } from '../schema.ts'
import { IS_ORPHANED } from './orphans.ts'

/** What is known here of the reports that Concur lists as waiting. */
export interface KnownReports {
  /**
   * Those of the reports of which no review knows why they wait: there is none, or the last one ended with the report
   * moved on, or nothing works on it any more. One that is held, observed, or open and worked on is a reason to wait, and
   * so is one that ended just now: Concur's list may be a little late.
   * @param endedAfter What is `just now`.
   */
  unknown(reportIds: readonly string[], endedAfter: Date): Promise<ReadonlySet<string>>
  /**
   * Those of the reports whose notifications are not finished, or were given up and are a person's to retry; a
   * callout names a report by an address of its own, an event by its id.
   * @returns Their addresses as they were given.
   */
  underWay(reports: readonly Addressed[]): Promise<ReadonlySet<string>>
  /**
   * Reports and travel requests that are held, and that the waiting list was no reason to look at since then; those
   * that were not seen whole in any case.
   */
  held(lookedAtAfter: Date): Promise<readonly Held[]>
  /** Those of the reports of which the last review was only observed and ended because they were not seen whole. */
  observedInPart(reportIds: readonly string[]): Promise<readonly Reviewed[]>
}

/** A report, and where it is read. */
export interface Addressed {
  readonly reportId: string
  readonly objectPath: string
}

/** What was reviewed, a report or a travel request. */
export interface Reviewed extends Addressed {
  /** `EXPRPT` or `TRAVELREQ`. */
  readonly objectType: string
}

/** What is held. */
export interface Held extends Reviewed {
  /** It was not seen whole. */
  readonly isIncomplete: boolean
}

/** Values in one statement. */
const BATCH = 500

/** The known reports of that database. */
export function createKnownReports(db: Database): KnownReports {
  return {
    async unknown(reportIds, endedAfter) {
      const known = await inBatches(reportIds, (batch) =>
        db
          .selectFrom('review')
          .select('report_id as value')
          .where('id', 'in', (last) => newestOf(last, batch))
          .where(
            sql<SqlBool>`(result is null and not (${IS_ORPHANED}) or result in ('held', 'observed') or finished_at > ${endedAfter.getTime()})`,
          )
          .execute(),
      )
      return new Set(reportIds.filter((reportId) => !known.has(reportId)))
    },

    async underWay(reports) {
      const paths = reports.map(({ objectPath }) => objectPath)
      const byPath = await inBatches(paths, (batch) =>
        db
          .selectFrom('notification')
          .select('object_path as value')
          .where('object_path', 'in', batch)
          // Apart, so that each finds its index.
          .where(sql<SqlBool>`state in ('waiting', 'claimed')`)
          .unionAll(
            db
              .selectFrom('notification')
              .select('object_path as value')
              .where('object_path', 'in', batch)
              .where(sql<SqlBool>`state = 'dead'`),
          )
          .execute(),
      )
      const others = reports.filter(({ objectPath }) => !byPath.has(objectPath))
      const announced = others.length === 0 ? new Set() : await announcedByEvents(db)
      return new Set([
        ...byPath,
        ...others.filter(({ reportId }) => announced.has(reportId)).map(({ objectPath }) => objectPath),
      ])
    },

    async held(lookedAtAfter) {
      const rows = await reviewed()
        .select('review.reason_code')
        .where(sql<SqlBool>`review.result = 'held'`)
        .where(
          sql<SqlBool>`(review.reason_code = 'INCOMPLETE' or not exists (
            select 1 from notification as look
            where look.review_id = review.id and look.door = 'waiting list'
              and look.received_at > ${lookedAtAfter.getTime()}))`,
        )
        .execute()
      return rows.map(({ reason_code, ...held }) => ({ ...held, isIncomplete: reason_code === 'INCOMPLETE' }))
    },

    async observedInPart(reportIds) {
      const found = await batchesOf(reportIds, (batch) =>
        reviewed()
          .where('review.id', 'in', (last) => newestOf(last, batch))
          .where(sql<SqlBool>`review.result = 'observed' and review.reason_code = 'INCOMPLETE'`)
          .execute(),
      )
      return found.flat()
    },
  }

  function reviewed() {
    return db
      .selectFrom('review')
      .innerJoin('notification', 'notification.id', 'review.notification_id')
      .select([
        'review.report_id as reportId',
        'review.object_type as objectType',
        'notification.object_path as objectPath',
      ])
  }
}

/** Ids of the reports that unfinished events announce; there are many only where there is a backlog. */
async function announcedByEvents(db: Database): Promise<ReadonlySet<string>> {
  const found = await Promise.all(
    ['waiting', 'claimed', 'dead'].map((state) =>
      db
        .selectFrom('notification')
        .select('object_path')
        // Written into the statement, so that the index of that state is used.
        .where(sql<SqlBool>`state = ${sql.lit(state)}`)
        .where('object_path', 'like', '/expensereports/v4/%')
        .execute(),
    ),
  )
  return new Set(found.flat().map(({ object_path }) => object_path.slice(object_path.lastIndexOf('/') + 1)))
}

/** The newest review of each report. */
function newestOf(eb: ExpressionBuilder<Schema, 'review'>, reportIds: readonly string[]) {
  return eb
    .selectFrom('review as each')
    .select((each) => each.fn.max('each.id').as('id'))
    .where('each.report_id', 'in', reportIds)
    .groupBy('each.report_id')
}

async function inBatches(
  values: readonly string[],
  find: (batch: readonly string[]) => Promise<readonly { readonly value: string }[]>,
): Promise<Set<string>> {
  const found = await batchesOf(values, find)
  return new Set(found.flat().map(({ value }) => value))
}

async function batchesOf<Found>(
  values: readonly string[],
  find: (batch: readonly string[]) => Promise<Found>,
): Promise<readonly Found[]> {
  const found: Found[] = []
  for (let start = 0; start < values.length; start += BATCH) {
    found.push(await find(values.slice(start, start + BATCH)))
  }
  return found
}
