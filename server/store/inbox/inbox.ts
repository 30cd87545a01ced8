import { type Selectable, type SqlBool, sql } from 'kysely'
import type { Door, Notification } from '../../notification/notification.ts'
import { type TakenOver, takeOver } from '../arrivals/take-over.ts'
import { renewClaim } from '../claim-head.ts'
import type { Database } from '../database.ts'
import { dueTime } from '../moment.ts'
import { storedTeller } from '../postgres-wake.ts'
import { together } from '../together.ts'
import { claimNext } from './claim-next.ts'
import { keepInQuarantine } from './quarantine.ts'
import { type Receipt, receiveBatch } from './receive-batch.ts'
import { type Retried, requeueNotifications } from './requeue.ts'
import { settleDone } from './settle-done.ts'
import type { NotificationTable } from './tables.ts'
import { UNCLAIMED, waitAgain } from './wait-again.ts'

/** A notification that this worker, and no other, works on until the lease ends. */
export interface Claimed {
  readonly id: number
  readonly claim: string
  /** See {@link Door}. */
  readonly door: string
  readonly objectType: string
  readonly objectPath: string
  readonly correlationId: string
  readonly eventType?: string
  /** See {@link Notification}, as for the next two. */
  readonly stepCode?: string
  readonly stepInstanceId?: string
  readonly announcedAt?: Date
  readonly receivedAt: Date
  /** When Concur said it last; later than {@link receivedAt} if an identical one was folded into it. */
  readonly lastSeenAt: Date
  /** This attempt included. */
  readonly attempts: number
  /** How many claims before this one ran out, one after the other: perhaps this report ends the process each time. */
  readonly abandoned: number
  readonly reasonCode?: string
  /** An operator asked for another try: what has ended for us is decided on again. */
  readonly isRetry: boolean
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
  /**
   * Takes over what arrived first, as much as goes at one time; see take-over.ts.
   * @param as What a notification is stored as; as it came, if not given.
   */
  takeOver(now: Date, as?: (notification: Notification) => Notification): Promise<TakenOver>
  /**
   * Keeps what was authenticated and not understood; the same bytes are kept once and counted.
   * @param contentType What the sender called it, if anything.
   */
  quarantine(
    door: Door,
    raw: Uint8Array,
    problems: readonly string[],
    now: Date,
    contentType?: string,
  ): Promise<void>
  /**
   * The next notification that is due, the head of its report's line, under a lease.
   * @param probe To learn whether Concur is back: take one that is not due yet, the least tried first.
   */
  claim(now: Date, probe?: boolean): Promise<Claimed | undefined>
  /** Extends the lease. @returns Whether the claim still held. */
  renew(claimed: Claimed, now: Date): Promise<boolean>
  /**
   * Ends it. What has left its review open is not done: how that ended, the server has lost.
   * @returns Whether the claim still held; otherwise nothing was changed.
   */
  settle(claimed: Claimed, settlement: Settlement, now: Date): Promise<boolean>
  /** Puts it back to wait. @returns Whether the claim still held. */
  retryLater(claimed: Claimed, retry: Retry, now: Date): Promise<boolean>
  /** Gives the claim up as if it had not been made: the process is stopping. */
  release(claimed: Claimed, now: Date): Promise<void>
  /** Makes all that wait because of an outage due now: Concur answers again. */
  hasten(reasonCodes: readonly string[], now: Date): Promise<void>
  /**
   * Gives notifications a fresh start, also those that are done, whose reports are decided on again, and those of
   * reports and requests that were not reviewed, and now are.
   * @returns How many.
   */
  retry(which: Retried, now: Date): Promise<number>
  /** Calls back when something may be due: after a `receive` that stored something, and on {@link Inbox.wake}. */
  onStored(listener: () => void): void
  /** Another process stored something. */
  wake(): void
}

/** An inbox in that database. */
export function createInbox(db: Database): Inbox {
  const listeners: (() => void)[] = []
  const tellOthers = storedTeller(db)
  const wake = () => {
    for (const listener of listeners) listener()
  }
  const stored = () => {
    wake()
    tellOthers()
  }
  const held = (claimed: Claimed) =>
    db.updateTable('notification').where('id', '=', claimed.id).where('claim', '=', claimed.claim)

  return {
    async receive(notification, raw, now) {
      const [receipt] = await receiveBatch(db, [{ notification, raw, at: now }])
      if (receipt === undefined) throw new Error('the inbox gave no receipt')
      if (receipt.kind === 'stored') stored()
      return receipt
    },

    async takeOver(now, as = (notification) => notification) {
      const over = await takeOver(db, as, now)
      if (over.taken.some(({ result }) => result === 'stored')) stored()
      return over
    },

    quarantine: (door, raw, problems, now, contentType) =>
      keepInQuarantine(db, door, raw, problems, now, contentType),

    async claim(now, probe = false) {
      const row = await claimNext(db, now, probe)
      return row === undefined ? undefined : toClaimed(row)
    },

    renew: (claimed, now) => renewClaim(db, 'notification', claimed, now),

    async settle(claimed, { state, reasonCode = null, reason = null }, now) {
      if (state === 'done') {
        const { id, claim } = claimed
        const [{ numAffectedRows = 0n }] = await together(db, [settleDone(db, { id, claim, now, ending: 0 })])
        return numAffectedRows > 0n
      }
      const result = await held(claimed)
        .set({
          ...UNCLAIMED,
          state,
          left_behind: 0,
          is_retry: 0,
          reason_code: reasonCode,
          reason,
          finished_at: now.getTime(),
        })
        .executeTakeFirst()
      return result.numUpdatedRows > 0
    },

    retryLater: (claimed, { at, notBefore, reasonCode, reason }, now) =>
      waitAgain(db, held(claimed), {
        due_at: dueTime(db, now, at),
        not_before: notBefore === undefined ? 0 : dueTime(db, now, notBefore),
        left_behind: 0,
        reason_code: reasonCode,
        reason,
      }),

    async release(claimed, now) {
      await waitAgain(db, held(claimed), { due_at: dueTime(db, now), attempts: claimed.attempts - 1 })
    },

    async hasten(reasonCodes, now) {
      await db
        .updateTable('notification')
        .set((eb) => ({
          due_at: eb
            .case()
            .when('not_before', '>', now.getTime())
            .then(eb.ref('not_before'))
            .else(dueTime(db, now))
            .end(),
        }))
        .where(sql<SqlBool>`state = 'waiting'`)
        .where('due_at', '>', now.getTime())
        .where('reason_code', 'in', reasonCodes)
        .execute()
    },

    async retry(which, now) {
      const count = await requeueNotifications(db, which, now)
      wake()
      return count
    },

    onStored(listener) {
      listeners.push(listener)
    },

    wake,
  }
}

function toClaimed(row: Selectable<NotificationTable>): Claimed {
  return {
    id: row.id,
    claim: row.claim ?? '',
    door: row.door,
    objectType: row.object_type,
    objectPath: row.object_path,
    correlationId: row.correlation_id,
    receivedAt: new Date(row.received_at),
    lastSeenAt: new Date(row.last_seen_at),
    attempts: row.attempts,
    abandoned: row.left_behind,
    ...(row.event_type !== null && { eventType: row.event_type }),
    ...(row.step_code !== null && { stepCode: row.step_code }),
    ...(row.step_instance_id !== null && { stepInstanceId: row.step_instance_id }),
    ...(row.announced_at !== null && { announcedAt: new Date(row.announced_at) }),
    ...(row.reason_code !== null && { reasonCode: row.reason_code }),
    isRetry: row.is_retry === 1,
  }
}
