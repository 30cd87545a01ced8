import { type Selectable, type SqlBool, sql } from 'kysely'
import { abandoned, claimHead, due, type Pool } from '../claim-head.ts'
import type { Database } from '../database.ts'
import { momentIn } from '../moment.ts'
import type { NotificationTable } from './tables.ts'

/**
 * Claims the first notification that a dead worker left, else the one that is due for the longest time; of each
 * report only the head of its line.
 * @param probe Take one that is not due yet instead, the least tried first, of those that wait for Concur to be back.
 */
export async function claimNext(
  db: Database,
  now: Date,
  probe: boolean,
): Promise<Selectable<NotificationTable> | undefined> {
  return (
    (await claimHead(db, 'notification', abandoned(db, now), now)) ??
    (await claimHead(db, 'notification', probe ? probes(db, now) : due(db, now), now))
  )
}

function probes(db: Database, now: Date): Pool {
  return {
    where: sql<SqlBool>`head.state = 'waiting' and head.not_before <= ${momentIn(db, now)}
      and (head.reason_code is null or head.reason_code like 'CONCUR_%')`,
    orderBy: sql`head.attempts`,
  }
}
