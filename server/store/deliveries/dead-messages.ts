import { sql } from 'kysely'
import type { Alert } from '../../record/alert.ts'
import type { Database } from '../database.ts'

/**
 * What people were to be told and nobody got, by the way: where it was to go may name somebody. Until it is retried or
 * skipped, or deleted because it is old.
 */
export async function findDeadMessages(db: Database): Promise<readonly Alert[]> {
  const { rows } = await sql<{ line: string; since: number; count: number }>`
    select line, min(finished_at) as since, count(*) as count from delivery
    where state = 'dead' and instance_id is null group by line order by line`.execute(db)
  const byWay = Map.groupBy(rows, ({ line }) => line.split(':', 1)[0] ?? line)
  return Array.from(byWay, ([subject, lines]) => ({
    cause: 'messages dead',
    subject,
    since: new Date(Math.min(...lines.map(({ since }) => since))),
    count: lines.reduce((sum, { count }) => sum + count, 0),
  }))
}
