import { randomUUID } from 'node:crypto'
import { type Selectable, type SqlBool, sql } from 'kysely'
import { abandoned, claiming, due, headsOf, type Pool } from '../claim-head.ts'
import type { Database } from '../database.ts'
import { momentIn } from '../moment.ts'
import { prepared } from '../prepared.ts'
import { together } from '../together.ts'
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
  const pools = [ABANDONED, probe ? PROBES : DUE]
  // Most look-ups find nothing, and only one that finds something takes SQLite's write lock (C5).
  const found = await together(
    db,
    pools.map(({ look }) => look(db, { now })),
  )
  for (const [index, { claim }] of pools.entries()) {
    if (found[index]?.rows.length === 0) continue
    const [{ rows }] = await together(db, [claim(db, { now, token: randomUUID() })])
    if (rows[0] !== undefined) return rows[0]
  }
  return undefined
}

const ABANDONED = statementsOf(abandoned)
const DUE = statementsOf(due)
const PROBES = statementsOf(probes)

/** What looks into a pool, and what claims from it. */
function statementsOf(pool: (db: Database, now: Date) => Pool) {
  return {
    look: prepared((db, { now }: { readonly now: Date }) =>
      headsOf(db, 'notification', pool(db, now), now, 1).compile(db),
    ),
    claim: prepared((db, { now, token }: { readonly now: Date; readonly token: string }) =>
      claiming(db, 'notification', pool(db, now), now, 1, token).compile(db),
    ),
  }
}

function probes(db: Database, now: Date): Pool {
  return {
    where: sql<SqlBool>`head.state = 'waiting' and head.not_before <= ${momentIn(db, now)}
      and (head.reason_code is null or head.reason_code like 'CONCUR_%')`,
    orderBy: sql`head.attempts`,
  }
}
