import { type SqlBool, sql, type UpdateObject, type UpdateQueryBuilder, type UpdateResult } from 'kysely'
import type { Database } from '../database.ts'
import { isDuplicate } from '../row-errors.ts'
import type { Schema } from '../schema.ts'

/** Nobody works on it. */
export const UNCLAIMED = { claim: null, lease_until: null } as const

/** On PostgreSQL a statement that fails ends its transaction, but for what stands behind a savepoint. */
const SAVEPOINT = 'before_waiting_again'

/**
 * Puts a notification back to wait. When an identical one waits already, that one takes its place, with all that was
 * to be heeded, and this one is done.
 * @param db May be a transaction, which `one` is part of then.
 * @returns Whether there was one to put back.
 */
export async function waitAgain(
  db: Database,
  one: UpdateQueryBuilder<Schema, 'notification', 'notification', UpdateResult>,
  values: UpdateObject<Schema, 'notification'>,
): Promise<boolean> {
  if (db.isTransaction) await sql`savepoint ${sql.ref(SAVEPOINT)}`.execute(db)
  try {
    const result = await one.set({ ...values, ...UNCLAIMED, state: 'waiting' }).executeTakeFirst()
    return result.numUpdatedRows > 0
  } catch (error) {
    if (!isDuplicate(error)) throw error
    if (db.isTransaction) await sql`rollback to savepoint ${sql.ref(SAVEPOINT)}`.execute(db)
    const folded = await one
      .set({
        ...UNCLAIMED,
        state: 'done',
        reason_code: 'FOLDED',
        reason: 'an identical notification waits',
        finished_at: values.due_at ?? null,
      })
      .returning('fold_key')
      .executeTakeFirst()
    if (folded === undefined) return false
    await db
      .updateTable('notification')
      .set(values)
      .where(sql<SqlBool>`state = 'waiting'`)
      .where('fold_key', '=', folded.fold_key)
      .execute()
    return true
  }
}
