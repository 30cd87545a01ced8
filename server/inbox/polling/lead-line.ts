import { sql } from 'kysely'
import { type Database, isPostgres } from '../database.ts'

/** When those are due that stand behind another one: nobody need look at them until they lead their line. */
export const BEHIND = 8_640_000_000_000_000

/**
 * Makes the first delivery of an instance due that has not been tried yet and stands first now. Whoever adds to a
 * line or takes from it does so after {@link lockLine}, or the last of two would not see what the other did.
 */
export async function leadLine(trx: Database, instanceId: number, now: Date): Promise<void> {
  await sql`
    update delivery set due_at = ${now.getTime()}
    where due_at = ${BEHIND} and state = 'waiting' and id = (
      select min(id) from delivery
      where instance_id = ${instanceId} and state in ('waiting', 'claimed'))`.execute(trx)
}

/** SQLite has one writing transaction at a time anyway. */
export async function lockLine(trx: Database, instanceId: number): Promise<void> {
  if (isPostgres(trx)) {
    await trx.selectFrom('instance').select('id').where('id', '=', instanceId).forUpdate().executeTakeFirst()
  }
}
