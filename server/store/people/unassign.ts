import { type SqlBool, sql } from 'kysely'
import type { Database } from '../database.ts'

/**
 * Takes held reviews from somebody who is gone: what waits for them would be looked at by nobody.
 * @returns How many there were.
 */
export async function unassign(trx: Database, login: string): Promise<number> {
  const { numUpdatedRows } = await trx
    .updateTable('review')
    .set({ assignee: null })
    // Written out: with a parameter the index of held reviews is not used.
    .where(sql<SqlBool>`result = 'held'`)
    .where('assignee', '=', login)
    .executeTakeFirst()
  return Number(numUpdatedRows)
}
