import { type SqlBool, sql } from 'kysely'
import type { Database } from '../database.ts'

/** What is known here of the reports that Concur lists as waiting. */
export interface KnownReports {
  /**
   * Those of the reports of which no review knows why they wait: there is none, or the last one ended with the report
   * moved on. One that is open, held or observed is a reason to wait, and so is one that ended just now: Concur's list
   * may be a little late.
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
}

/** A report, and where it is read. */
export interface Addressed {
  readonly reportId: string
  readonly objectPath: string
}

/** What is held, a report or a travel request. */
export interface Held extends Addressed {
  /** `EXPRPT` or `TRAVELREQ`. */
  readonly objectType: string
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
          .where('id', 'in', (last) =>
            last
              .selectFrom('review as each')
              .select((eb) => eb.fn.max('each.id').as('id'))
              .where('each.report_id', 'in', batch)
              .groupBy('each.report_id'),
          )
          .where(
            sql<SqlBool>`(result is null or result in ('held', 'observed') or finished_at > ${endedAfter.getTime()})`,
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
      const rows = await db
        .selectFrom('review')
        .innerJoin('notification', 'notification.id', 'review.notification_id')
        .select([
          'review.report_id as reportId',
          'review.object_type as objectType',
          'notification.object_path as objectPath',
          'review.reason_code',
        ])
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

async function inBatches(
  values: readonly string[],
  find: (batch: readonly string[]) => Promise<readonly { readonly value: string }[]>,
): Promise<Set<string>> {
  const found = new Set<string>()
  for (let start = 0; start < values.length; start += BATCH) {
    for (const { value } of await find(values.slice(start, start + BATCH))) found.add(value)
  }
  return found
}
