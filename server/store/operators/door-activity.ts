import { sql } from 'kysely'
import { DOORS, type Door } from '../../notification/notification.ts'
import type { Database } from '../database.ts'

/** What came through a door lately, and what of it is in trouble. */
export interface DoorActivity {
  readonly door: Door
  /** When something came last; absent if nothing did among the last {@link LOOKED_AT} notifications. */
  readonly lastAt?: Date
  /** Notifications that were given up. */
  readonly dead: number
  /** What could not be understood. */
  readonly quarantined: number
}

/** How far back it is looked for the last arrival of a door: no index leads there, so this bounds the cost. */
const LOOKED_AT = 10_000

/** Every door. */
export async function readDoorActivity(db: Database): Promise<readonly DoorActivity[]> {
  const last = await sql<{ door: string; at: number }>`
    select door, max(last_seen_at) as at
    from (select door, last_seen_at from notification order by id desc limit ${LOOKED_AT}) as newest
    group by door`.execute(db)
  const dead = await sql<{ door: string; count: number }>`
    select door, count(*) as count from notification where state = 'dead' group by door`.execute(db)
  const quarantined = await sql<{ door: string; count: number }>`
    select door, count(*) as count from quarantine group by door`.execute(db)
  return DOORS.map((door) => {
    const at = last.rows.find((row) => row.door === door)?.at
    return {
      door,
      ...(at !== undefined && { lastAt: new Date(at) }),
      dead: dead.rows.find((row) => row.door === door)?.count ?? 0,
      quarantined: quarantined.rows.find((row) => row.door === door)?.count ?? 0,
    }
  })
}
