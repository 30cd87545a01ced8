import { type Selectable, type SqlBool, sql } from 'kysely'
import type { DeliveryLine, DeliveryState } from '../../record/delivery-line.ts'
import { abandoned, claimHeads, due, renewClaim, type UnderClaim } from '../claim-head.ts'
import type { Database } from '../database.ts'
import { dateOrNull } from '../date-or-null.ts'
import { groupCommit } from '../group-commit.ts'
import type { DeliveryTable } from '../schema.ts'
import { BEHIND, leadLines, lockLines } from './lead-line.ts'

/** A delivery that this process, and no other, sends until the lease ends. */
export interface ClaimedDelivery extends UnderClaim {
  readonly instanceId: number
  /** When the instance was last changed. */
  readonly changedAt: Date
  readonly resource: string
  readonly eventId: string
  readonly body: Uint8Array
  readonly signature?: string
  /** This attempt included. */
  readonly attempts: number
}

/** Which deliveries an operator means. */
export type Chosen =
  | { readonly ids: readonly number[] }
  | { readonly instanceId: number }
  | { readonly all: true }

/** What is on its way to callback URLs: of each instance in order, one at a time. */
export interface Deliveries {
  /**
   * The next ones that are due, each the head of its instance's line, under a lease.
   * @param isFresh Take none that has failed before.
   */
  claim(now: Date, isFresh: boolean, most: number): Promise<readonly ClaimedDelivery[]>
  /** Extends the lease. @returns Whether the claim still held. */
  renew(claimed: ClaimedDelivery, now: Date): Promise<boolean>
  /** It arrived. @returns Whether the claim still held. */
  delivered(claimed: ClaimedDelivery, now: Date): Promise<boolean>
  /** To be sent again; what stands behind it waits. @returns Whether the claim still held. */
  retryLater(claimed: ClaimedDelivery, at: Date, reason: string): Promise<boolean>
  /**
   * Gives it up, and sends nothing more to its callback URL until somebody has it retried.
   * @returns Whether the claim still held.
   */
  giveUp(claimed: ClaimedDelivery, reason: string, now: Date): Promise<boolean>
  /** Gives the claim back as if it had not been made: the process is stopping. */
  release(claimed: ClaimedDelivery, now: Date): Promise<void>
  /** Gives those that were given up a fresh start, and all that waits behind them. @returns How many will be sent. */
  retry(chosen: Chosen, now: Date): Promise<number>
  /** Newest first. */
  list(filter: {
    readonly instanceId?: number | undefined
    readonly state?: DeliveryState | undefined
    readonly limit: number
  }): Promise<readonly DeliveryLine[]>
  find(eventId: string): Promise<{ readonly line: DeliveryLine; readonly body: Uint8Array } | undefined>
}

const UNCLAIMED = { claim: null, lease_until: null } as const
const COLUMNS = [
  'id',
  'instance_id',
  'resource',
  'event_id',
  'events',
  'created_at',
  'state',
  'due_at',
  'attempts',
  'reason',
  'finished_at',
] as const

/** The deliveries of that database. */
export function createDeliveries(db: Database): Deliveries {
  // Of those that arrive at the same time: or the commits would take longer than the callback URLs.
  const settle = groupCommit((arrived: readonly Arrived[]) => settleAll(db, arrived))

  return {
    async claim(now, isFresh, most) {
      const left = await claimHeads(db, 'delivery', abandoned(now), now, most)
      const rows = left.length > 0 ? left : await claimHeads(db, 'delivery', dueOf(now, isFresh), now, most)
      return withInstances(db, rows)
    },

    renew: (claimed, now) => renewClaim(db, 'delivery', claimed, now),

    delivered: (claimed, at) => settle({ claimed, at }),

    async retryLater(claimed, at, reason) {
      const { numUpdatedRows } = await held(db, claimed)
        .set({ ...UNCLAIMED, state: 'waiting', left_behind: 0, reason, due_at: at.getTime() })
        .executeTakeFirst()
      return numUpdatedRows > 0n
    },

    giveUp: (claimed, reason, now) =>
      db.transaction().execute(async (trx) => {
        await lockLines(trx, [claimed.instanceId])
        const { numUpdatedRows } = await held(trx, claimed)
          .set({ ...UNCLAIMED, state: 'dead', left_behind: 0, reason, finished_at: now.getTime() })
          .executeTakeFirst()
        if (numUpdatedRows === 0n) return false
        await trx
          .updateTable('instance')
          .set({ stopped_at: now.getTime(), stopped_reason: reason })
          .where('id', '=', claimed.instanceId)
          .execute()
        return true
      }),

    async release(claimed, now) {
      await held(db, claimed)
        .set({ ...UNCLAIMED, state: 'waiting', due_at: now.getTime(), attempts: claimed.attempts - 1 })
        .execute()
    },

    async retry(chosen, now) {
      let count = 0
      for (const id of await instancesOf(db, chosen)) count += await resume(db, id, now)
      return count
    },

    async list({ instanceId, state, limit }) {
      const rows = await db
        .selectFrom('delivery')
        .select(COLUMNS)
        .where('state', '<>', 'draft')
        .$if(instanceId !== undefined, (query) => query.where('instance_id', '=', instanceId ?? 0))
        .$if(state !== undefined, (query) => query.where('state', '=', state ?? 'dead'))
        .orderBy('id', 'desc')
        .limit(limit)
        .execute()
      return rows.map(toLine)
    },

    async find(eventId) {
      const row = await db
        .selectFrom('delivery')
        .select([...COLUMNS, 'body'])
        .where('event_id', '=', eventId)
        .where('state', '<>', 'draft')
        .executeTakeFirst()
      return row === undefined ? undefined : { line: toLine(row), body: row.body }
    },
  }
}

/** A delivery that arrived, and when. */
interface Arrived {
  readonly claimed: ClaimedDelivery
  readonly at: Date
}

/** @returns Of each whether its claim still held, in the order given. */
function settleAll(db: Database, arrived: readonly Arrived[]): Promise<readonly boolean[]> {
  const now = new Date(Math.max(...arrived.map(({ at }) => at.getTime())))
  const instanceIds = [...new Set(arrived.map(({ claimed }) => claimed.instanceId))]
  return db.transaction().execute(async (trx) => {
    await lockLines(trx, instanceIds)
    const rows = await trx
      .updateTable('delivery')
      .set({ ...UNCLAIMED, state: 'done', left_behind: 0, reason: null, finished_at: now.getTime() })
      .where((eb) => eb.or(arrived.map(({ claimed: { id, claim } }) => eb.and({ id, claim }))))
      .returning('id')
      .execute()
    await leadLines(trx, instanceIds, now)
    const settled = new Set(rows.map(({ id }) => id))
    return arrived.map(({ claimed }) => settled.has(claimed.id))
  })
}

function held(trx: Database, { id, claim }: ClaimedDelivery) {
  return trx.updateTable('delivery').where('id', '=', id).where('claim', '=', claim)
}

function dueOf(now: Date, isFresh: boolean) {
  const pool = due(now)
  const isStopped = sql`exists (
    select 1 from instance where instance.id = head.instance_id and instance.stopped_at is not null)`
  const fresh = isFresh ? sql`and head.attempts = 0` : sql``
  return { ...pool, where: sql<SqlBool>`${pool.where} and not ${isStopped} ${fresh}` }
}

async function instancesOf(db: Database, chosen: Chosen): Promise<readonly number[]> {
  if ('instanceId' in chosen) return [chosen.instanceId]
  const dead = db
    .selectFrom('delivery')
    .select('instance_id as id')
    .distinct()
    .where(sql<SqlBool>`state = 'dead'`)
    .orderBy('instance_id')
  if ('ids' in chosen) {
    if (chosen.ids.length === 0) return []
    return (await dead.where('id', 'in', chosen.ids).execute()).map(({ id }) => id)
  }
  return (await dead.execute()).map(({ id }) => id)
}

async function resume(db: Database, instanceId: number, now: Date): Promise<number> {
  return db.transaction().execute(async (trx) => {
    await lockLines(trx, [instanceId])
    await trx
      .updateTable('instance')
      .set({ stopped_at: null, stopped_reason: null })
      .where('id', '=', instanceId)
      .execute()
    const { numUpdatedRows } = await trx
      .updateTable('delivery')
      .set({ state: 'waiting', due_at: BEHIND, attempts: 0, finished_at: null })
      .where('instance_id', '=', instanceId)
      .where(sql<SqlBool>`state in ('waiting', 'dead')`)
      .executeTakeFirst()
    await leadLines(trx, [instanceId], now)
    return Number(numUpdatedRows)
  })
}

async function withInstances(
  db: Database,
  rows: readonly Selectable<DeliveryTable>[],
): Promise<readonly ClaimedDelivery[]> {
  if (rows.length === 0) return []
  const instances = await db
    .selectFrom('instance')
    .select(['id', 'updated_at'])
    .where(
      'id',
      'in',
      rows.map((row) => row.instance_id),
    )
    .execute()
  const changes = new Map(instances.map(({ id, updated_at }) => [id, new Date(updated_at)]))
  return rows.flatMap((row) => {
    const changedAt = changes.get(row.instance_id)
    // Without it the instance was removed meanwhile, and the delivery with it.
    return changedAt === undefined ? [] : [toClaimed(row, changedAt)]
  })
}

function toClaimed(row: Selectable<DeliveryTable>, changedAt: Date): ClaimedDelivery {
  return {
    id: row.id,
    claim: row.claim ?? '',
    instanceId: row.instance_id,
    changedAt,
    resource: row.resource,
    eventId: row.event_id,
    body: row.body,
    attempts: row.attempts,
    ...(row.signature !== null && { signature: row.signature }),
  }
}

function toLine(row: Pick<Selectable<DeliveryTable>, (typeof COLUMNS)[number]>): DeliveryLine {
  return {
    id: row.id,
    instanceId: row.instance_id,
    resource: row.resource,
    eventId: row.event_id,
    events: row.events,
    createdAt: new Date(row.created_at),
    state: row.state,
    dueAt: row.due_at === BEHIND ? null : new Date(row.due_at),
    attempts: row.attempts,
    reason: row.reason,
    finishedAt: dateOrNull(row.finished_at),
  }
}
