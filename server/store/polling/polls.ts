import { type SqlBool, sql } from 'kysely'
import type { StoredInstance } from '../../record/instance-line.ts'
import { abandoned, claimHead, due, renewClaim, type UnderClaim } from '../claim-head.ts'
import { type Database, isPostgres } from '../database.ts'
import { BEHIND, instanceLine, leadLines } from '../deliveries/lead-line.ts'
import { type Arrival, receiveBatch } from '../inbox/receive-batch.ts'
import { LeaseLostError } from '../lease-lost-error.ts'
import { dueTime } from '../moment.ts'
import { toInstance, UNCLAIMED } from './instance-row.ts'
import { type GivenVersion, keepVersions, type RecordVersion, readVersions } from './poll-ledger.ts'

/** An instance that this process, and no other, polls until the lease ends. */
export interface ClaimedInstance extends UnderClaim {
  readonly instance: StoredInstance
  /** How many claims before this one ran out, one after the other. */
  readonly abandoned: number
}

/** A resource of an instance that is being polled. */
export interface PolledResource {
  readonly id: number
  readonly name: string
  /** JSON: what the last poll left. */
  readonly state: string
  /** Failed polls in a row. */
  readonly failures: number
  /** Since when the vendor has asked for patience. */
  readonly patienceSince?: Date
}

/** A notification for the callback URL of its instance. */
export interface NewDelivery {
  readonly eventId: string
  readonly body: Uint8Array
  /** How many changes it tells of. */
  readonly events: number
}

/** How a poll of a resource ended well. */
export interface PollCommit {
  /** JSON: what the next poll goes on from. */
  readonly state: string
  readonly ledger: readonly RecordVersion[]
  /** Older versions are forgotten, but for the last one of each record. */
  readonly forgetBefore: Date
  /** What is wrong with what was read. */
  readonly warnings: readonly string[]
  /** Reports that are to be reviewed. */
  readonly arrivals: readonly Arrival[]
}

/** What polling keeps. Everything is fenced by the claim: after it has been lost nothing more is written. */
export interface Polls {
  /** The next instance that is due, under a lease. */
  claim(now: Date): Promise<ClaimedInstance | undefined>
  /** Extends the lease. @returns Whether the claim still held. */
  renew(claimed: UnderClaim, now: Date): Promise<boolean>
  resources(claimed: UnderClaim): Promise<readonly PolledResource[]>
  /** The versions of these records that were given, oldest first; a record that never was is absent. */
  versionsOf(
    resource: PolledResource,
    objectIds: readonly string[],
  ): Promise<ReadonlyMap<string, readonly GivenVersion[]>>
  /** Forgets what a poll of this resource that did not end has left. @throws {LeaseLostError} */
  begin(claimed: UnderClaim, resource: PolledResource): Promise<void>
  /** Keeps notifications that are sent once {@link Polls.commit} has succeeded. @throws {LeaseLostError} */
  draft(
    claimed: UnderClaim,
    resource: PolledResource,
    deliveries: readonly NewDelivery[],
    now: Date,
  ): Promise<void>
  /** Everything that the poll found, in one transaction, or nothing. @throws {LeaseLostError} */
  commit(claimed: UnderClaim, resource: PolledResource, result: PollCommit, now: Date): Promise<void>
  /**
   * Nothing of the poll counts. @param counts Whether it is one more failure in a row; otherwise the vendor only asks
   * for patience. @throws {LeaseLostError}
   */
  failed(
    claimed: UnderClaim,
    resource: PolledResource,
    problem: string,
    counts: boolean,
    now: Date,
  ): Promise<void>
  /** Gives the instance back until then. */
  settle(claimed: UnderClaim, dueAt: Date, now: Date): Promise<void>
  /** Polls the instance no more until somebody enables it. @returns Whether the claim still held. */
  disable(claimed: UnderClaim, reason: string, now: Date): Promise<boolean>
}

/** The polls of that database. */
export function createPolls(db: Database): Polls {
  const held = ({ id, claim }: UnderClaim) =>
    db.updateTable('instance').where('id', '=', id).where('claim', '=', claim)

  return {
    async claim(now) {
      const row =
        (await claimHead(db, 'instance', abandoned(db, now), now)) ??
        (await claimHead(db, 'instance', due(db, now), now))
      if (row === undefined) return undefined
      return {
        id: row.id,
        claim: row.claim ?? '',
        abandoned: row.left_behind,
        instance: toInstance(row),
      }
    },

    renew: (claimed, now) => renewClaim(db, 'instance', claimed, now),

    async resources({ id }) {
      const rows = await db
        .selectFrom('polled_resource')
        .select(['id', 'name', 'state', 'failures', 'patience_since'])
        .where('instance_id', '=', id)
        .orderBy('id')
        .execute()
      return rows.map(({ patience_since, ...row }) => ({
        ...row,
        ...(patience_since !== null && { patienceSince: new Date(patience_since) }),
      }))
    },

    versionsOf: (resource, objectIds) => readVersions(db, resource.id, objectIds),

    begin: (claimed, resource) => fenced(db, claimed, (trx) => forgetDrafts(trx, claimed, resource)),

    draft: (claimed, resource, deliveries, now) =>
      fenced(db, claimed, (trx) => keepDrafts(trx, claimed, resource, deliveries, now)),

    commit: (claimed, resource, result, now) =>
      fenced(db, claimed, (trx, isStopped) => keepResult(trx, claimed, resource, result, isStopped, now)),

    failed: (claimed, resource, problem, counts, now) =>
      fenced(db, claimed, async (trx) => {
        await forgetDrafts(trx, claimed, resource)
        await trx
          .updateTable('polled_resource')
          .set((eb) => ({
            failures: eb('failures', '+', counts ? 1 : 0),
            patience_since: counts ? null : eb.fn.coalesce('patience_since', eb.val(now.getTime())),
            polled_at: now.getTime(),
            problem,
          }))
          .where('id', '=', resource.id)
          .execute()
      }),

    async settle(claimed, dueAt, now) {
      await held(claimed)
        .set({ ...UNCLAIMED, state: 'waiting', left_behind: 0, due_at: dueTime(db, now, dueAt) })
        .execute()
    },

    async disable(claimed, reason, now) {
      const { numUpdatedRows } = await held(claimed)
        .set({ ...UNCLAIMED, state: 'disabled', left_behind: 0, reason, disabled_at: now.getTime() })
        .executeTakeFirst()
      return numUpdatedRows > 0n
    },
  }
}

/**
 * Does something in a transaction in which the claim cannot be lost. @throws {LeaseLostError} If it has been.
 * @param work Is told whether the deliveries of the instance wait for somebody.
 */
function fenced(
  db: Database,
  claimed: UnderClaim,
  work: (trx: Database, isStopped: boolean) => Promise<void>,
): Promise<void> {
  return db.transaction().execute(async (trx) => {
    const query = trx
      .selectFrom('instance')
      .select('stopped_at')
      .where('id', '=', claimed.id)
      .where('claim', '=', claimed.claim)
    const row = await (isPostgres(db) ? query.forUpdate() : query).executeTakeFirst()
    if (row === undefined) throw new LeaseLostError('another process polls the instance, or it was changed')
    await work(trx, row.stopped_at !== null)
  })
}

async function keepDrafts(
  trx: Database,
  { id }: UnderClaim,
  { name }: PolledResource,
  deliveries: readonly NewDelivery[],
  now: Date,
): Promise<void> {
  for (const { eventId, body, events } of deliveries) {
    await trx
      .insertInto('delivery')
      .values({
        line: instanceLine(id),
        instance_id: id,
        resource: name,
        event_id: eventId,
        body,
        events,
        created_at: now.getTime(),
        state: 'draft',
        due_at: now.getTime(),
      })
      .execute()
  }
}

/** What was drafted is sent from here on, unless the deliveries of the instance wait for somebody. */
async function keepResult(
  trx: Database,
  claimed: UnderClaim,
  resource: PolledResource,
  { state, ledger, forgetBefore, warnings, arrivals }: PollCommit,
  isStopped: boolean,
  now: Date,
): Promise<void> {
  await keepVersions(trx, resource.id, ledger, forgetBefore)
  await trx
    .updateTable('delivery')
    .set({ state: 'waiting', due_at: BEHIND })
    .where(isDraftOf(claimed, resource))
    .execute()
  if (!isStopped) await leadLines(trx, [instanceLine(claimed.id)], now)
  if (arrivals.length > 0) await receiveBatch(trx, arrivals)
  await trx
    .updateTable('polled_resource')
    .set({
      state,
      failures: 0,
      patience_since: null,
      polled_at: now.getTime(),
      succeeded_at: now.getTime(),
      problem: null,
      warnings: JSON.stringify(warnings),
    })
    .where('id', '=', resource.id)
    .execute()
}

async function forgetDrafts(trx: Database, claimed: UnderClaim, resource: PolledResource): Promise<void> {
  await trx.deleteFrom('delivery').where(isDraftOf(claimed, resource)).execute()
}

function isDraftOf({ id }: UnderClaim, { name }: PolledResource) {
  return sql<SqlBool>`instance_id = ${id} and state = 'draft' and resource = ${name}`
}
