import { type SqlBool, sql } from 'kysely'
import type { PersonLine } from '../../record/person.ts'
import type { Database } from '../database.ts'
import { endSessions } from './end-sessions.ts'

/**
 * Removes an account with its sessions and views. Held reviews that were assigned to it are nobody's: what waits for
 * somebody who is gone would be looked at by nobody. What it proposed is void, also if the login is given to another person.
 * @param trx A transaction.
 * @returns How many held reviews there were.
 */
export async function removeAccount(
  trx: Database,
  { id, login }: Pick<PersonLine, 'id' | 'login'>,
): Promise<number> {
  await trx.deleteFrom('person').where('id', '=', id).execute()
  await trx.deleteFrom('saved_view').where('person_id', '=', id).execute()
  await endSessions(trx, id)
  await trx
    .updateTable('bulk_decision')
    .set({ state: 'void' })
    .where('proposed_by', '=', login)
    .where('state', '=', 'proposed')
    .execute()
  return unassign(trx, login)
}

async function unassign(trx: Database, login: string): Promise<number> {
  const { numUpdatedRows } = await trx
    .updateTable('review')
    .set({ assignee: null })
    // Written out: with a parameter the index of held reviews is not used.
    .where(sql<SqlBool>`result = 'held'`)
    .where('assignee', '=', login)
    .executeTakeFirst()
  return Number(numUpdatedRows)
}
