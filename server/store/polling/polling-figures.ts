import { sql } from 'kysely'
import type { Database } from '../database.ts'

/** How much there is of polling. */
export interface PollingFigures {
  /** Instances by state. */
  readonly instances: Readonly<Record<string, number>>
  /** When the instance is or was due that is polled next; absent if none is. */
  readonly firstDueAt: Date | undefined
  /** Notifications that have not arrived at their callback URLs. */
  readonly waitingDeliveries: number
  /** Those that were given up. */
  readonly deadDeliveries: number
}

/** Reads them; costs as much as there are instances and unfinished deliveries. */
export async function readPollingFigures(db: Database): Promise<PollingFigures> {
  const states = await sql<{ state: string; count: number }>`
    select state, count(*) as count from instance group by state`.execute(db)
  const due = await sql<{ due_at: number | null }>`
    select min(due_at) as due_at from instance where state = 'waiting'`.execute(db)
  const [waitingDeliveries, deadDeliveries] = [
    await count(db, sql`state in ('waiting', 'claimed')`),
    await count(db, sql`state = 'dead'`),
  ]
  const first = due.rows[0]?.due_at ?? undefined
  return {
    instances: Object.fromEntries(states.rows.map((row) => [row.state, row.count])),
    firstDueAt: first === undefined ? undefined : new Date(first),
    waitingDeliveries,
    deadDeliveries,
  }
}

async function count(db: Database, condition: ReturnType<typeof sql>): Promise<number> {
  const { rows } = await sql<{ count: number }>`
    select count(*) as count from delivery where ${condition}`.execute(db)
  return rows[0]?.count ?? 0
}
