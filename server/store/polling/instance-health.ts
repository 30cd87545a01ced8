import { sql } from 'kysely'
import type { InstanceState, Since } from '../../record/instance-line.ts'
import type { Database } from '../database.ts'
import { dateOrNull } from '../date-or-null.ts'

/** How an instance is doing, with the last poll of its resources. What there is none of is `null`. */
export interface InstanceHealth {
  readonly id: number
  /** The key of the vendor, such as `sageone`. */
  readonly element: string
  readonly name: string
  readonly state: InstanceState
  /** When it is polled next, if it waits. */
  readonly dueAt: Date
  readonly polledAt: Date | null
  readonly succeededAt: Date | null
  /** The most failed polls in a row that one of its resources has. */
  readonly failures: number
  /** What was wrong at the last poll of the first resource with a problem. */
  readonly problem: string | null
  readonly disabled?: Since
  /** Why its callbacks wait for somebody. */
  readonly stopped?: Since
}

/** Those that are not polled or whose callbacks wait first, then by number. */
export async function listInstanceHealth(db: Database, limit: number): Promise<readonly InstanceHealth[]> {
  const { rows } = await sql<{
    id: number
    element: string
    name: string
    state: InstanceState
    due_at: number
    reason: string | null
    disabled_at: number | null
    stopped_at: number | null
    stopped_reason: string | null
    polled_at: number | null
    succeeded_at: number | null
    failures: number | null
    problem: string | null
  }>`
    select id, element, name, state, due_at, reason, disabled_at, stopped_at, stopped_reason,
      (select max(polled_at) from polled_resource where instance_id = instance.id) as polled_at,
      (select max(succeeded_at) from polled_resource where instance_id = instance.id) as succeeded_at,
      (select max(failures) from polled_resource where instance_id = instance.id) as failures,
      (select problem from polled_resource where instance_id = instance.id and problem is not null
        order by id limit 1) as problem
    from instance
    order by case when state = 'disabled' or stopped_at is not null then 0 else 1 end, id
    limit ${limit}`.execute(db)
  return rows.map((row) => ({
    id: row.id,
    element: row.element,
    name: row.name,
    state: row.state,
    dueAt: new Date(row.due_at),
    polledAt: dateOrNull(row.polled_at),
    succeededAt: dateOrNull(row.succeeded_at),
    failures: row.failures ?? 0,
    problem: row.problem,
    ...(row.disabled_at !== null && {
      disabled: { reason: row.reason ?? '', at: new Date(row.disabled_at) },
    }),
    ...(row.stopped_at !== null && {
      stopped: { reason: row.stopped_reason ?? '', at: new Date(row.stopped_at) },
    }),
  }))
}
