import { setTimeout as sleep } from 'node:timers/promises'
import { type RawBuilder, sql } from 'kysely'
import { type Database, isPostgres } from '../database.ts'
import { TAKEN_OVER_TO } from './meet-arrivals.ts'

/** How much has arrived and is not taken over. */
export interface Untaken {
  readonly count: number
  readonly oldestAt: Date | undefined
}

/** Condition on `arrival`: it is not taken over yet. */
export function isUntaken(db: Database): RawBuilder<boolean> {
  return isPostgres(db) ? sql<boolean>`true` : sql<boolean>`arrival.id > ${TAKEN_OVER_TO}`
}

/** Counts what is not taken over. @param limit Where counting may end. */
export async function readUntaken(db: Database, limit?: number): Promise<Untaken> {
  const { rows } = await sql<{ count: number; oldest: number | null }>`
    select count(*) as count, min(received_at) as oldest from (
      select received_at from arrival where ${isUntaken(db)} ${limit === undefined ? sql`` : sql`limit ${limit}`}
    ) as untaken`.execute(db)
  const { count = 0, oldest = null } = rows[0] ?? {}
  return { count, oldestAt: oldest === null ? undefined : new Date(oldest) }
}

/** Of a flood no more is looked through: whoever waits for it waits in vain. */
const NEWEST = 10_000
const PATIENCE_MS = 5000
const LOOK_MS = 50

/**
 * Resolves when what has arrived about an object is taken over, or, while a flood is, after some seconds: what comes into
 * its line now comes behind that. Whoever is not waited for finds what was decided meanwhile when they read the object.
 */
export async function untilTakenOver(db: Database, objectPath: string): Promise<void> {
  // Read as text: one that is damaged, or holds what PostgreSQL cannot read in JSON, is not to stop the others.
  const position = isPostgres(db) ? sql`strpos` : sql`instr`
  const said = `"objectPath":${JSON.stringify(objectPath)}`
  for (let waitedMs = 0; waitedMs < PATIENCE_MS; waitedMs += LOOK_MS) {
    const { rows } = await sql`
      select 1 from (
        select said from arrival where ${isUntaken(db)} order by id desc limit ${sql.lit(NEWEST)}) as newest
      where ${position}(said, ${said}) > 0 limit 1`.execute(db)
    if (rows.length === 0) return
    await sleep(LOOK_MS)
  }
}
