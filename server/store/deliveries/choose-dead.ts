import { type SqlBool, sql } from 'kysely'
import type { Actor } from '../../record/trail.ts'
import type { Database } from '../database.ts'
import { createTrail } from '../people/trail.ts'
import { MESSAGE_LASTS_MS } from './add-messages.ts'
import { BEHIND, instanceOfLine, leadLines, lockLines } from './lead-line.ts'

/** Which deliveries an operator means. */
export type Chosen =
  | { readonly ids: readonly number[] }
  | { readonly instanceId: number }
  | { readonly line: string }
  | { readonly all: true }

const IS_DEAD = sql<SqlBool>`state = 'dead'`
const FRESH = { state: 'waiting', due_at: BEHIND, attempts: 0, finished_at: null } as const

/** When it is done, and who does it, for the trail; a program at the instances API is nobody there. */
interface Doing {
  readonly now: Date
  readonly by: Actor | undefined
}

/** See `Deliveries.retry`. */
export async function retryDead(
  db: Database,
  chosen: Chosen,
  now: Date,
  by: Actor | undefined,
): Promise<number> {
  const doing = { now, by }
  // Whoever mended a receiver has its line go on, also where nothing is dead any more.
  if ('instanceId' in chosen) return resume(db, chosen.instanceId, doing)
  const dead = await db
    .selectFrom('delivery')
    .select(['id', 'line', 'instance_id'])
    .where(IS_DEAD)
    .$if('line' in chosen, (query) => query.where('line', '=', 'line' in chosen ? chosen.line : ''))
    .orderBy('id')
    .execute()
  const meant = dead.filter(({ id }) => !('ids' in chosen) || chosen.ids.includes(id))
  let count = 0
  for (const instanceId of new Set(meant.flatMap((row) => row.instance_id ?? []))) {
    count += await resume(db, instanceId, doing)
  }
  const messages = meant.filter((row) => row.instance_id === null)
  for (const [line, rows] of Map.groupBy(messages, (row) => row.line)) {
    const ids = rows.map(({ id }) => id)
    count += await retryMessages(db, line, ids, doing)
  }
  return count
}

/** Callbacks tell of changes in their order: with one that is dead, all that waits behind it has a fresh start. */
function resume(db: Database, instanceId: number, doing: Doing): Promise<number> {
  return db.transaction().execute(async (trx) => {
    const [line, count] = await restart(trx, instanceId)
    await leadLines(trx, [line], doing.now)
    await tellRetried(trx, [`instance ${instanceId}`], doing)
    return count
  })
}

async function restart(trx: Database, instanceId: number): Promise<readonly [string, number]> {
  const line = `instance:${instanceId}`
  await lockLines(trx, [line])
  await goOn(trx, instanceId)
  const { numUpdatedRows } = await trx
    .updateTable('delivery')
    .set(FRESH)
    .where('line', '=', line)
    .where(sql<SqlBool>`state in ('waiting', 'dead')`)
    .executeTakeFirst()
  return [line, Number(numUpdatedRows)]
}

async function goOn(trx: Database, instanceId: number): Promise<void> {
  await trx
    .updateTable('instance')
    .set({ stopped_at: null, stopped_reason: null })
    .where('id', '=', instanceId)
    .execute()
}

function retryMessages(db: Database, line: string, ids: readonly number[], doing: Doing): Promise<number> {
  const { now } = doing
  return db.transaction().execute(async (trx) => {
    await lockLines(trx, [line])
    const retried = await trx
      .updateTable('delivery')
      .set({ ...FRESH, give_up_at: now.getTime() + MESSAGE_LASTS_MS })
      .where('id', 'in', ids)
      .where(IS_DEAD)
      .returning('id')
      .execute()
    await leadLines(trx, [line], now)
    await tellRetried(
      trx,
      retried.map(({ id }) => `delivery ${id}`),
      doing,
    )
    return retried.length
  })
}

/** The last statements of their transaction: others who append wait until that ends. */
async function tellRetried(trx: Database, subjects: readonly string[], { by, now }: Doing): Promise<void> {
  if (by === undefined) return
  const trail = createTrail(trx)
  for (const subject of subjects)
    await trail.append({ at: now, who: by, act: 'deliveries retry', subject, outcome: 'done' })
}

/** See `Deliveries.skip`. */
export function skipDead(db: Database, id: number, by: Actor, now: Date): Promise<boolean> {
  return db.transaction().execute(async (trx) => {
    const row = await trx.selectFrom('delivery').select('line').where('id', '=', id).executeTakeFirst()
    const isSkipped = row !== undefined && (await skip(trx, id, row.line, now))
    await createTrail(trx).append({
      at: now,
      who: by,
      act: 'deliveries skip',
      subject: `delivery ${id}`,
      outcome: isSkipped ? 'done' : 'refused',
      ...(!isSkipped && { detail: 'it was not given up' }),
    })
    return isSkipped
  })
}

async function skip(trx: Database, id: number, line: string, now: Date): Promise<boolean> {
  await lockLines(trx, [line])
  const { numUpdatedRows } = await trx
    .updateTable('delivery')
    .set({ state: 'skipped', finished_at: now.getTime() })
    .where('id', '=', id)
    .where(IS_DEAD)
    .executeTakeFirst()
  if (numUpdatedRows === 0n) return false
  const instanceId = instanceOfLine(line)
  const others = await trx
    .selectFrom('delivery')
    .select('id')
    .where('line', '=', line)
    .where(IS_DEAD)
    .limit(1)
    .execute()
  if (others.length > 0) return true
  if (instanceId !== undefined) await goOn(trx, instanceId)
  await leadLines(trx, [line], now)
  return true
}
