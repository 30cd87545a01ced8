import type { Database } from '../database.ts'

/**
 * Ends a decision whose notification is dead, so that it is in nobody's way any more; until somebody does this, it can
 * be tried again.
 * @returns Whether its notification was dead.
 */
export async function giveUp(
  trx: Database,
  { id, notificationId }: { readonly id: number; readonly notificationId: number },
  now: Date,
): Promise<boolean> {
  // Done, or another try would take it for what is to be tried again.
  const dead = await trx
    .updateTable('notification')
    .set({ state: 'done' })
    .where('id', '=', notificationId)
    .where('state', '=', 'dead')
    .returning('reason')
    .executeTakeFirst()
  if (dead === undefined) return false
  await trx
    .updateTable('human_decision')
    .set({ state: 'not carried out', outcome: dead.reason, ended_at: now.getTime() })
    .where('id', '=', id)
    .execute()
  return true
}
