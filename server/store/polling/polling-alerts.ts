import { sql } from 'kysely'
import type { Database } from '../database.ts'
import { DISABLED_BY_CALLER, FILE_GONE } from './instances.ts'

/** Something about an instance that somebody is to look at. */
export interface PollingFinding {
  readonly cause: 'instance disabled' | 'deliveries stopped'
  /** The number of the instance. */
  readonly subject: string
  readonly since: Date
}

/** Instances that failed too often, and those whose callback URL takes nothing; not what people have disabled. */
export async function findPollingAlerts(db: Database, most: number): Promise<readonly PollingFinding[]> {
  const disabled = await sql<{ id: number; since: number }>`
    select id, disabled_at as since from instance
    where state = 'disabled' and reason not in (${DISABLED_BY_CALLER}, ${FILE_GONE})
    order by id limit ${most}`.execute(db)
  const stopped = await sql<{ id: number; since: number }>`
    select id, stopped_at as since from instance where stopped_at is not null order by id limit ${most}`.execute(
    db,
  )
  return [
    ...disabled.rows.map((row) => finding('instance disabled', row)),
    ...stopped.rows.map((row) => finding('deliveries stopped', row)),
  ]
}

function finding(
  cause: PollingFinding['cause'],
  { id, since }: { readonly id: number; readonly since: number },
): PollingFinding {
  return { cause, subject: String(id), since: new Date(since) }
}
