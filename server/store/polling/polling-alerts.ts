import { sql } from 'kysely'
import type { Alert, AlertCause } from '../../record/alert.ts'
import type { Database } from '../database.ts'
import { DISABLED_BY_CALLER, FILE_GONE } from './instances.ts'

/** Instances that failed too often, and those whose callback URL takes nothing; not what people have disabled. */
export async function findPollingAlerts(db: Database, most: number): Promise<readonly Alert[]> {
  const disabled = await sql<{ id: number; since: number }>`
    select id, disabled_at as since from instance
    where state = 'disabled' and reason not in (${DISABLED_BY_CALLER}, ${FILE_GONE})
    order by id limit ${most}`.execute(db)
  const stopped = await sql<{ id: number; since: number }>`
    select id, stopped_at as since from instance where stopped_at is not null order by id limit ${most}`.execute(
    db,
  )
  return [
    ...disabled.rows.map((row) => alert('instance disabled', row)),
    ...stopped.rows.map((row) => alert('deliveries stopped', row)),
  ]
}

function alert(cause: AlertCause, { id, since }: { readonly id: number; readonly since: number }): Alert {
  return { cause, subject: String(id), since: new Date(since), count: 1 }
}
