import { type RawBuilder, type Selectable, type SqlBool, sql } from 'kysely'
import type { DeliveryLine, DeliveryState } from '../../record/delivery-line.ts'
import type { Actor } from '../../record/trail.ts'
import { abandoned, claimHeads, due, renewClaim, type UnderClaim } from '../claim-head.ts'
import type { Database } from '../database.ts'
import { dateOrNull } from '../date-or-null.ts'
import { groupCommit } from '../group-commit.ts'
import { dueTime } from '../moment.ts'
import { type Chosen, retryDead, skipDead } from './choose-dead.ts'
import { ALERT_LINE, BEHIND, leadLines, lockLines } from './lead-line.ts'
import type { DeliveryTable } from './tables.ts'

/** What stands in the queue: callbacks of instances, messages that tell people, and alerts for `ALERT_URL`. */
export const DELIVERY_KINDS = ['callback', 'message', 'alert'] as const
/** One of {@link DELIVERY_KINDS}. */
export type DeliveryKind = (typeof DELIVERY_KINDS)[number]

/** A delivery that this process, and no other, sends until the lease ends. */
export interface ClaimedDelivery extends UnderClaim {
  readonly kind: DeliveryKind
  /** Those of one line are sent one after the other. */
  readonly line: string
  /** Of a callback. */
  readonly instanceId?: number
  /** When the instance was last changed. */
  readonly changedAt?: Date
  readonly resource: string
  readonly eventId: string
  readonly body: Uint8Array
  /** This attempt included. */
  readonly attempts: number
  /** Of a message: when it is sent for the last time. */
  readonly giveUpAt?: Date
}

/** What is on its way to callback URLs and to people: of each line in order, one at a time. */
export interface Deliveries {
  /**
   * The next ones that are due, each the head of its line, under a lease.
   * @param isFresh Take none that has failed before.
   * @param kinds All, if not given.
   */
  claim(
    now: Date,
    isFresh: boolean,
    most: number,
    kinds?: readonly DeliveryKind[],
  ): Promise<readonly ClaimedDelivery[]>
  /** Extends the lease. @returns Whether the claim still held. */
  renew(claimed: ClaimedDelivery, now: Date): Promise<boolean>
  /** It arrived. @returns Whether the claim still held. */
  delivered(claimed: ClaimedDelivery, now: Date): Promise<boolean>
  /** To be sent again; what stands behind it waits. @returns Whether the claim still held. */
  retryLater(claimed: ClaimedDelivery, at: Date, reason: string, now: Date): Promise<boolean>
  /**
   * Gives it up. Of an instance nothing more is sent until somebody has it retried or skipped: callbacks tell of
   * changes in their order. What people are told goes on with what stands behind it.
   * @returns Whether the claim still held.
   */
  giveUp(claimed: ClaimedDelivery, reason: string, now: Date): Promise<boolean>
  /** Gives the claim back as if it had not been made: nothing was sent. */
  release(claimed: ClaimedDelivery, now: Date): Promise<void>
  /**
   * Gives those that were given up a fresh start, and of an instance all that waits behind them.
   * @param by Whom the trail tells of; a program at the instances API is nobody there.
   * @returns How many will be sent.
   */
  retry(chosen: Chosen, now: Date, by?: Actor): Promise<number>
  /**
   * Passes over one that was given up, so that its line goes on; the trail tells of it, also of a refusal.
   * @returns False if it was not given up.
   */
  skip(id: number, by: Actor, now: Date): Promise<boolean>
  /** Newest first. */
  list(filter: {
    readonly instanceId?: number | undefined
    readonly line?: string | undefined
    readonly state?: DeliveryState | undefined
    readonly limit: number
  }): Promise<readonly DeliveryLine[]>
  find(which: string | number): Promise<FoundDelivery | undefined>
}

/** A delivery with what is sent. */
export interface FoundDelivery {
  readonly line: DeliveryLine
  readonly body: Uint8Array
}

const UNCLAIMED = { claim: null, lease_until: null } as const
const COLUMNS = [
  'id',
  'line',
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
  // Of those that arrive at the same time: or the commits would take longer than the receivers.
  const settle = groupCommit((arrived: readonly Arrived[]) => settleAll(db, arrived))

  return {
    async claim(now, isFresh, most, kinds = DELIVERY_KINDS) {
      if (kinds.length === 0) return []
      const of = (pool: ReturnType<typeof due>) => ({
        ...pool,
        where: sql<SqlBool>`${pool.where} ${ofKinds(kinds)}`,
      })
      const left = await claimHeads(db, 'delivery', of(abandoned(db, now)), now, most)
      const rows =
        left.length > 0 ? left : await claimHeads(db, 'delivery', of(dueOf(db, now, isFresh)), now, most)
      return withInstances(db, rows)
    },

    renew: (claimed, now) => renewClaim(db, 'delivery', claimed, now),

    delivered: (claimed, at) => settle({ claimed, at }),

    async retryLater(claimed, at, reason, now) {
      const { numUpdatedRows } = await held(db, claimed)
        .set({ ...UNCLAIMED, state: 'waiting', left_behind: 0, reason, due_at: dueTime(db, now, at) })
        .executeTakeFirst()
      return numUpdatedRows > 0n
    },

    giveUp: (claimed, reason, now) => db.transaction().execute((trx) => giveUp(trx, claimed, reason, now)),

    async release(claimed, now) {
      await held(db, claimed)
        .set({ ...UNCLAIMED, state: 'waiting', due_at: dueTime(db, now), attempts: claimed.attempts - 1 })
        .execute()
    },

    retry: (chosen, now, by) => retryDead(db, chosen, now, by),
    skip: (id, by, now) => skipDead(db, id, by, now),

    async list({ instanceId, line, state, limit }) {
      const rows = await db
        .selectFrom('delivery')
        .select(COLUMNS)
        .where('state', '<>', 'draft')
        .$if(instanceId !== undefined, (query) => query.where('instance_id', '=', instanceId ?? 0))
        .$if(line !== undefined, (query) => query.where('line', '=', line ?? ''))
        .$if(state !== undefined, (query) => query.where(sql<SqlBool>`state = ${sql.lit(state ?? 'dead')}`))
        .orderBy('id', 'desc')
        .limit(limit)
        .execute()
      return rows.map(toLine)
    },

    async find(which) {
      const row = await db
        .selectFrom('delivery')
        .select([...COLUMNS, 'body'])
        .where(typeof which === 'number' ? 'id' : 'event_id', '=', which)
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
  const lines = [...new Set(arrived.map(({ claimed }) => claimed.line))]
  return db.transaction().execute(async (trx) => {
    await lockLines(trx, lines)
    const rows = await trx
      .updateTable('delivery')
      .set({ ...UNCLAIMED, state: 'done', left_behind: 0, reason: null, finished_at: now.getTime() })
      .where((eb) => eb.or(arrived.map(({ claimed: { id, claim } }) => eb.and({ id, claim }))))
      .returning('id')
      .execute()
    await leadLines(trx, lines, now)
    const settled = new Set(rows.map(({ id }) => id))
    return arrived.map(({ claimed }) => settled.has(claimed.id))
  })
}

async function giveUp(trx: Database, claimed: ClaimedDelivery, reason: string, now: Date): Promise<boolean> {
  await lockLines(trx, [claimed.line])
  const { numUpdatedRows } = await held(trx, claimed)
    .set({ ...UNCLAIMED, state: 'dead', left_behind: 0, reason, finished_at: now.getTime() })
    .executeTakeFirst()
  if (numUpdatedRows === 0n) return false
  if (claimed.instanceId === undefined) {
    await leadLines(trx, [claimed.line], now)
    return true
  }
  await trx
    .updateTable('instance')
    .set({ stopped_at: now.getTime(), stopped_reason: reason })
    .where('id', '=', claimed.instanceId)
    .execute()
  return true
}

function held(trx: Database, { id, claim }: ClaimedDelivery) {
  return trx.updateTable('delivery').where('id', '=', id).where('claim', '=', claim)
}

function dueOf(db: Database, now: Date, isFresh: boolean) {
  const pool = due(db, now)
  const isStopped = sql`exists (
    select 1 from instance where instance.id = head.instance_id and instance.stopped_at is not null)`
  const fresh = isFresh ? sql`and head.attempts = 0` : sql``
  return { ...pool, where: sql<SqlBool>`${pool.where} and not ${isStopped} ${fresh}` }
}

const IS_OF: Readonly<Record<DeliveryKind, RawBuilder<SqlBool>>> = {
  callback: sql`head.instance_id is not null`,
  message: sql`(head.instance_id is null and head.line <> ${ALERT_LINE})`,
  alert: sql`head.line = ${ALERT_LINE}`,
}

function ofKinds(kinds: readonly DeliveryKind[]): RawBuilder<unknown> {
  if (DELIVERY_KINDS.every((kind) => kinds.includes(kind))) return sql``
  return sql`and (${sql.join(
    kinds.map((kind) => IS_OF[kind]),
    sql` or `,
  )})`
}

function kindOf({
  instance_id,
  line,
}: Pick<Selectable<DeliveryTable>, 'instance_id' | 'line'>): DeliveryKind {
  if (instance_id !== null) return 'callback'
  return line === ALERT_LINE ? 'alert' : 'message'
}

async function withInstances(
  db: Database,
  rows: readonly Selectable<DeliveryTable>[],
): Promise<readonly ClaimedDelivery[]> {
  const ids = rows.flatMap((row) => row.instance_id ?? [])
  const instances =
    ids.length === 0
      ? []
      : await db.selectFrom('instance').select(['id', 'updated_at']).where('id', 'in', ids).execute()
  const changes = new Map(instances.map(({ id, updated_at }) => [id, new Date(updated_at)]))
  return rows.flatMap((row) => {
    if (row.instance_id === null) return [toClaimed(row)]
    const changedAt = changes.get(row.instance_id)
    // Without it the instance was removed meanwhile, and the delivery with it.
    return changedAt === undefined ? [] : [{ ...toClaimed(row), changedAt }]
  })
}

function toClaimed(row: Selectable<DeliveryTable>): ClaimedDelivery {
  return {
    id: row.id,
    claim: row.claim ?? '',
    kind: kindOf(row),
    line: row.line,
    ...(row.instance_id !== null && { instanceId: row.instance_id }),
    resource: row.resource,
    eventId: row.event_id,
    body: row.body,
    attempts: row.attempts,
    ...(row.give_up_at !== null && { giveUpAt: new Date(row.give_up_at) }),
  }
}

function toLine(row: Pick<Selectable<DeliveryTable>, (typeof COLUMNS)[number]>): DeliveryLine {
  return {
    id: row.id,
    line: row.line,
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
