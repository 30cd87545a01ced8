import { createHash, randomUUID } from 'node:crypto'
import type { Selectable } from 'kysely'
import type { Database } from './database.ts'
import type { Notification } from '../notification/notification.ts'
import type { NotificationTable } from './schema.ts'

/** A claim that is not renewed within this time is another worker's to take: soon enough after a crash. */
export const LEASE_MS = 12_000

/**
 * What `receive` did. `duplicate`: folded into an identical notification that is still waiting, or known by the
 * name that Concur gave it.
 */
export interface Receipt {
  readonly kind: 'stored' | 'duplicate'
  readonly id: number
}

/** A notification that this worker, and no other, works on until the lease ends. */
export interface Claimed {
  readonly id: number
  readonly claim: string
  readonly objectPath: string
  readonly correlationId: string
  readonly receivedAt: Date
  /** This attempt included. */
  readonly attempts: number
  readonly reasonCode?: string
  /** Of the review that an earlier attempt opened. */
  readonly reviewId?: number
}

/** How a notification leaves the workers. */
export interface Settlement {
  readonly state: 'done' | 'dead'
  readonly reasonCode?: string
  readonly reason?: string
}

/** When and why to try again. */
export interface Retry {
  readonly at: Date
  /** Concur asked for this much patience: nothing hastens it. */
  readonly notBefore?: Date
  readonly reasonCode: string
  readonly reason: string
}

/** The durable inbox: everything that it answers is on disk before it answers. */
export interface Inbox {
  /** Keeps a notification with the bytes it came in. Rejects when it could not be committed. */
  receive(notification: Notification, raw: Uint8Array, now: Date): Promise<Receipt>
  /** Keeps what was authenticated and not understood; the same bytes are kept once and counted. */
  quarantine(door: string, raw: Uint8Array, problems: readonly string[], now: Date): Promise<void>
  /**
   * The next notification that is due, the head of its report's line, under a lease of {@link LEASE_MS}.
   * @param probe To learn whether Concur is back: take one that is not due yet, the least tried first.
   */
  claim(now: Date, probe?: boolean): Promise<Claimed | undefined>
  /** Extends the lease. @returns Whether the claim still held. */
  renew(claimed: Claimed, now: Date): Promise<boolean>
  /** Ends it. @returns Whether the claim still held; otherwise nothing was changed. */
  settle(claimed: Claimed, settlement: Settlement, now: Date): Promise<boolean>
  /** Puts it back to wait. @returns Whether the claim still held. */
  retryLater(claimed: Claimed, retry: Retry): Promise<boolean>
  /** Gives the claim up as if it had not been made: the process is stopping. */
  release(claimed: Claimed, now: Date): Promise<void>
  /** Makes all that wait because of an outage due now: Concur answers again. */
  hasten(reasonCodes: readonly string[], now: Date): Promise<void>
  /** Gives dead and waiting notifications a fresh start. @returns How many there were. */
  retry(which: { readonly ids: readonly number[] } | { readonly all: 'dead' }, now: Date): Promise<number>
  /** Calls back after each `receive` that stored something. */
  onStored(listener: () => void): void
}

/** An inbox in that database. */
export function createInbox(db: Database): Inbox {
  const listeners: (() => void)[] = []

  const held = (claimed: Claimed) =>
    db.updateTable('notification').where('id', '=', claimed.id).where('claim', '=', claimed.claim)

  return {
    async receive(notification, raw, now) {
      const receipt = await store(db, notification, raw, now)
      if (receipt.kind === 'stored') for (const listener of listeners) listener()
      return receipt
    },

    async quarantine(door, raw, problems, now) {
      await db
        .insertInto('quarantine')
        .values({
          door,
          raw,
          received_at: now.getTime(),
          content_hash: hash(raw),
          problems: JSON.stringify(problems),
        })
        .onConflict((conflict) =>
          conflict.column('content_hash').doUpdateSet((eb) => ({
            times_seen: eb('quarantine.times_seen', '+', 1),
            received_at: now.getTime(),
          })),
        )
        .execute()
    },

    async claim(now, probe = false) {
      // Most look-ups find nothing, and only a look-up that finds something takes the write lock.
      if ((await claimable(db, now, probe).executeTakeFirst()) === undefined) return undefined
      const row = await db
        .updateTable('notification')
        .set((eb) => ({
          state: 'claimed',
          claim: randomUUID(),
          lease_until: now.getTime() + LEASE_MS,
          attempts: eb('attempts', '+', 1),
        }))
        .where('id', '=', claimable(db, now, probe))
        .returningAll()
        .executeTakeFirst()
      return row === undefined ? undefined : toClaimed(row)
    },

    async renew(claimed, now) {
      const result = await held(claimed)
        .set({ lease_until: now.getTime() + LEASE_MS })
        .executeTakeFirst()
      return result.numUpdatedRows > 0
    },

    async settle(claimed, { state, reasonCode = null, reason = null }, now) {
      const result = await held(claimed)
        .set({ ...UNCLAIMED, state, reason_code: reasonCode, reason, finished_at: now.getTime() })
        .executeTakeFirst()
      return result.numUpdatedRows > 0
    },

    async retryLater(claimed, { at, notBefore, reasonCode, reason }) {
      const result = await held(claimed)
        .set({
          ...UNCLAIMED,
          state: 'waiting',
          due_at: at.getTime(),
          not_before: notBefore?.getTime() ?? 0,
          reason_code: reasonCode,
          reason,
        })
        .executeTakeFirst()
      return result.numUpdatedRows > 0
    },

    async release(claimed, now) {
      await held(claimed)
        .set((eb) => ({
          ...UNCLAIMED,
          state: 'waiting',
          due_at: now.getTime(),
          attempts: eb('attempts', '-', 1),
        }))
        .execute()
    },

    async hasten(reasonCodes, now) {
      await db
        .updateTable('notification')
        .set({ due_at: now.getTime() })
        .where('state', '=', 'waiting')
        .where('due_at', '>', now.getTime())
        .where('not_before', '<=', now.getTime())
        .where('reason_code', 'in', reasonCodes)
        .execute()
    },

    async retry(which, now) {
      const again = db.updateTable('notification').set({
        ...UNCLAIMED,
        state: 'waiting',
        due_at: now.getTime(),
        not_before: 0,
        attempts: 0,
        reason_code: 'RETRIED',
        reason: 'an operator asked for another try',
        finished_at: null,
      })
      const result = await ('ids' in which
        ? again.where('id', 'in', which.ids).where('state', 'in', ['dead', 'waiting', 'done'])
        : again.where('state', '=', 'dead')
      ).executeTakeFirst()
      for (const listener of listeners) listener()
      return Number(result.numUpdatedRows)
    },

    onStored(listener) {
      listeners.push(listener)
    },
  }
}

const UNCLAIMED = { claim: null, lease_until: null } as const

async function store(db: Database, notification: Notification, raw: Uint8Array, now: Date): Promise<Receipt> {
  const at = now.getTime()
  const foldKey = hash(
    JSON.stringify([
      notification.objectType,
      notification.objectUri,
      notification.eventType,
      notification.eventDateTime,
      notification.context,
    ]),
  )
  return db.transaction().execute(async (trx) => {
    const known = await knownByName(trx, notification)
    if (known !== undefined) return { kind: 'duplicate', id: known.id }
    const waiting = await trx
      .updateTable('notification')
      // It will be read after this moment either way; a fresh word from Concur is a reason to look now.
      .set((eb) => ({
        times_seen: eb('times_seen', '+', 1),
        last_seen_at: at,
        due_at: eb.fn<number>('max', [
          eb.ref('not_before'),
          eb.fn<number>('min', [eb.ref('due_at'), eb.val(at)]),
        ]),
      }))
      .where('state', '=', 'waiting')
      .where('fold_key', '=', foldKey)
      .returning('id')
      .executeTakeFirst()
    if (waiting !== undefined) return { kind: 'duplicate', id: waiting.id }
    const { id } = await trx
      .insertInto('notification')
      .values({
        door: notification.door,
        external_id: notification.externalId ?? null,
        object_type: notification.objectType,
        object_path: notification.objectPath,
        event_type: notification.eventType ?? null,
        event_date_time: notification.eventDateTime ?? null,
        context: notification.context ?? null,
        fold_key: foldKey,
        raw,
        correlation_id: randomUUID(),
        received_at: at,
        last_seen_at: at,
        due_at: at,
        ...(notification.notReviewed === undefined
          ? { state: 'waiting' }
          : { state: 'not reviewed', reason: notification.notReviewed, finished_at: at }),
      })
      .returning('id')
      .executeTakeFirstOrThrow()
    return { kind: 'stored', id }
  })
}

async function knownByName(trx: Database, { externalId }: Notification): Promise<{ id: number } | undefined> {
  if (externalId === undefined) return undefined
  return trx.selectFrom('notification').select('id').where('external_id', '=', externalId).executeTakeFirst()
}

/** The id of the next notification to work on: due or left by a dead worker, and first of its report's line. */
function claimable(db: Database, now: Date, probe: boolean) {
  const at = now.getTime()
  const heads = db
    .selectFrom('notification as head')
    .select('head.id')
    .where((eb) =>
      eb.or([
        eb.and([
          eb('head.state', '=', 'waiting'),
          probe ? eb('head.not_before', '<=', at) : eb('head.due_at', '<=', at),
        ]),
        eb.and([eb('head.state', '=', 'claimed'), eb('head.lease_until', '<=', at)]),
      ]),
    )
    .where((eb) =>
      eb.not(
        eb.exists(
          eb
            .selectFrom('notification as earlier')
            .select('earlier.id')
            .whereRef('earlier.object_path', '=', 'head.object_path')
            .whereRef('earlier.id', '<', 'head.id')
            .where('earlier.state', 'in', ['waiting', 'claimed']),
        ),
      ),
    )
  return (probe ? heads.orderBy('head.attempts') : heads.orderBy('head.due_at')).orderBy('head.id').limit(1)
}

function toClaimed(row: Selectable<NotificationTable>): Claimed {
  return {
    id: row.id,
    claim: row.claim ?? '',
    objectPath: row.object_path,
    correlationId: row.correlation_id,
    receivedAt: new Date(row.received_at),
    attempts: row.attempts,
    ...(row.reason_code !== null && { reasonCode: row.reason_code }),
    ...(row.review_id !== null && { reviewId: row.review_id }),
  }
}

function hash(content: string | Uint8Array): string {
  return createHash('sha256').update(content).digest('hex')
}
