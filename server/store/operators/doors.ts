import { sql } from 'kysely'
import type { Door } from '../../notification/notification.ts'
import type { DoorReport } from '../../record/door-report.ts'
import type { Database } from '../database.ts'

/**
 * Compares the callout with the events of the Event Subscription Service. What Concur could not deliver as a callout,
 * and we have fetched, counts as a callout.
 * @param since Stops whose review began then or later.
 * @param limit Of {@link DoorReport.single}.
 */
export async function readDoors(db: Database, since: Date, limit: number): Promise<DoorReport> {
  const stops = sql`
    select id, report_id, report_name, object_type, started_at,
      ${announcedBy(['callout', 'failed list'])} as by_callout,
      ${announcedBy(['events'])} as by_events
    from review where started_at >= ${since.getTime()}`

  const counts = await sql<{ by_callout: number; by_events: number; count: number }>`
    select by_callout, by_events, count(*) as count from (${stops}) as stop
    group by by_callout, by_events`.execute(db)
  const countOf = (callout: number, events: number) =>
    counts.rows.find((row) => row.by_callout === callout && row.by_events === events)?.count ?? 0
  const single = await sql<{
    id: number
    report_id: string
    report_name: string | null
    object_type: string
    started_at: number
    by_events: number
  }>`select * from (${stops}) as stop where by_callout <> by_events
    order by started_at desc, id desc limit ${limit}`.execute(db)
  const dead = await db
    .selectFrom('notification')
    .select((eb) => ['door', eb.fn.countAll<number>().as('count')])
    .where(sql<boolean>`state = 'dead'`)
    // In words that lead to the index of the dead, which are few, and not to all that have no review.
    .where(sql<boolean>`coalesce(review_id, 0) = 0`)
    .where('received_at', '>=', since.getTime())
    .groupBy('door')
    .execute()
  return {
    both: countOf(1, 1),
    calloutOnly: countOf(1, 0),
    eventsOnly: countOf(0, 1),
    neither: countOf(0, 0),
    single: single.rows.map((row) => ({
      review: row.id,
      report: row.report_id,
      name: row.report_name,
      objectType: row.object_type,
      at: new Date(row.started_at),
      door: row.by_events === 1 ? 'events' : 'callout',
    })),
    dead: Object.fromEntries(dead.map(({ door, count }) => [door, count])),
  }
}

/** 1 or 0, in the words of either engine. */
function announcedBy(doors: readonly Door[]) {
  return sql<number>`case when exists (
    select 1 from notification where review_id = review.id and door in (${sql.join(doors)})) then 1 else 0 end`
}
