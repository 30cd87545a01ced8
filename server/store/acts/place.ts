import type { Database } from '../database.ts'
import type { Doing, Performed } from './performed.ts'
import { type Standing, whyDecided, whyNotHeld } from './standing.ts'

/** Gives it to a person, or to nobody; the last word wins. */
export async function assign(
  trx: Database,
  standing: Standing,
  to: string | undefined,
  { isDryRun = false }: Doing,
): Promise<Performed> {
  const obstacle = whyNotHeld(standing)
  if (obstacle !== undefined) return obstacle
  const { reviewId, assignee: before } = standing
  const isNew = before !== to
  if (isNew && !isDryRun)
    await trx
      .updateTable('review')
      .set({ assignee: to ?? null })
      .where('id', '=', reviewId)
      .execute()
  const done = {
    kind: 'assign',
    ...(to !== undefined && { to }),
    ...(before !== undefined && { before }),
  } as const
  return { ok: true, isNew, done }
}

/** Leaves it out of what waits for people until then, or not any more. */
export async function snooze(
  trx: Database,
  standing: Standing,
  until: Date | undefined,
  { by, isDryRun = false }: Doing,
): Promise<Performed> {
  const { reviewId, snoozedUntil } = standing
  const obstacle = whyNotHeld(standing) ?? whyDecided(standing)
  if (obstacle !== undefined) return obstacle
  const isNew = snoozedUntil?.getTime() !== until?.getTime()
  if (isNew && !isDryRun)
    await trx
      .updateTable('review')
      .set({
        snoozed_until: until?.getTime() ?? null,
        snoozed_by: until === undefined ? null : by.login,
      })
      .where('id', '=', reviewId)
      .execute()
  return { ok: true, isNew, done: { kind: 'snooze', ...(until !== undefined && { until }) } }
}
