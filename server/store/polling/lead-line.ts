import { sql } from 'kysely'
import { type Database, isPostgres } from '../database.ts'

/** When those are due that stand behind another one: nobody need look at them until they lead their line. */
export const BEHIND = 8_640_000_000_000_000

/**
 * Makes of each of these instances the delivery due that stands first now, if it has not been tried yet. Whoever adds
 * to a line or takes from it does so after {@link lockLines}, or the last of two would not see what the other did.
 */
export async function leadLines(trx: Database, instanceIds: readonly number[], now: Date): Promise<void> {
  await sql`
    update delivery set due_at = ${now.getTime()}
    where due_at = ${BEHIND} and state = 'waiting' and id in (
      select (
        -- Found by the index without what stands behind it.
        select min(id) from delivery
        where instance_id = instance.id and state in ('waiting', 'claimed'))
      from instance where instance.id in (${sql.join(instanceIds)}))`.execute(trx)
}

/** In the order of their numbers, as everybody does. SQLite has one writing transaction at a time anyway. */
export async function lockLines(trx: Database, instanceIds: readonly number[]): Promise<void> {
  if (isPostgres(trx)) {
    await trx
      .selectFrom('instance')
      .select('id')
      .where('id', 'in', instanceIds)
      .orderBy('id')
      .forUpdate()
      .execute()
  }
}
