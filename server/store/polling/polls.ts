import { type SqlBool, sql } from 'kysely'
import { claimHead, due, leftBehind, renewClaim, type UnderClaim } from '../claim-head.ts'
import { type Database, isPostgres } from '../database.ts'
import { type Arrival, receiveBatch } from '../inbox/receive-batch.ts'
import { LeaseLostError } from '../lease-lost-error.ts'
import { type StoredInstance, toInstance } from './instances.ts'
import { BEHIND, leadLines } from './lead-line.ts'

/** An instance that this process, and no other, polls until the lease ends. */
export interface ClaimedInstance extends UnderClaim {
  readonly instance: StoredInstance
  /** How many claims before this one ran out, one after the other. */
  readonly leftBehind: number
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

/** A version of a record that was given: see sent-versions.ts. */
export interface GivenVersion {
  readonly sequence: number
  readonly updatedText: string
  readonly hash: string
}

/** One of a certain record. */
export interface LedgerRow extends GivenVersion {
  readonly objectId: string
  /** When the record changed; absent where the vendor does not say. */
  readonly changedAt?: Date
}

/** A notification for the callback URL of its instance. */
export interface NewDelivery {
  readonly eventId: string
  readonly body: Uint8Array
  readonly signature?: string
  /** How many changes it tells of. */
  readonly events: number
}

/** How a poll of a resource ended well. */
export interface PollCommit {
  /** JSON: what the next poll goes on from. */
  readonly state: string
  readonly ledger: readonly LedgerRow[]
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
  settle(claimed: UnderClaim, dueAt: Date): Promise<void>
  /** Polls the instance no more until somebody enables it. @returns Whether the claim still held. */
  disable(claimed: UnderClaim, reason: string, now: Date): Promise<boolean>
}

/** Rows in one statement. */
const BATCH = 500

/** The polls of that database. */
export function createPolls(db: Database): Polls {
  const held = ({ id, claim }: UnderClaim) =>
    db.updateTable('instance').where('id', '=', id).where('claim', '=', claim)

  /** @param work Is given when deliveries of the instance are due. */
  const fenced = (claimed: UnderClaim, work: (trx: Database, isStopped: boolean) => Promise<void>) =>
    db.transaction().execute(async (trx) => {
      const query = trx
        .selectFrom('instance')
        .select('stopped_at')
        .where('id', '=', claimed.id)
        .where('claim', '=', claimed.claim)
      const row = await (isPostgres(db) ? query.forUpdate() : query).executeTakeFirst()
      if (row === undefined) throw new LeaseLostError('another process polls the instance, or it was changed')
      await work(trx, row.stopped_at !== null)
    })

  return {
    async claim(now) {
      const row =
        (await claimHead(db, 'instance', leftBehind(now), now)) ??
        (await claimHead(db, 'instance', due(now), now))
      if (row === undefined) return undefined
      return {
        id: row.id,
        claim: row.claim ?? '',
        leftBehind: row.left_behind,
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

    async versionsOf(resource, objectIds) {
      const given = new Map<string, GivenVersion[]>()
      for (let start = 0; start < objectIds.length; start += BATCH) {
        const rows = await db
          .selectFrom('poll_ledger')
          .select(['object_id as objectId', 'sequence', 'updated_text as updatedText', 'hash'])
          .where('resource_id', '=', resource.id)
          .where('object_id', 'in', objectIds.slice(start, start + BATCH))
          .orderBy('object_id')
          .orderBy('sequence')
          .execute()
        for (const { objectId, ...version } of rows) {
          const versions = given.get(objectId)
          if (versions === undefined) given.set(objectId, [version])
          else versions.push(version)
        }
      }
      return given
    },

    begin: (claimed, resource) =>
      fenced(claimed, async (trx) => {
        await draftsOf(trx.deleteFrom('delivery'), claimed, resource).execute()
      }),

    draft: (claimed, resource, deliveries, now) =>
      fenced(claimed, async (trx) => {
        for (const { eventId, body, signature, events } of deliveries) {
          await trx
            .insertInto('delivery')
            .values({
              instance_id: claimed.id,
              resource: resource.name,
              event_id: eventId,
              body,
              signature: signature ?? null,
              events,
              created_at: now.getTime(),
              state: 'draft',
              due_at: now.getTime(),
            })
            .execute()
        }
      }),

    commit: (claimed, resource, { state, ledger, forgetBefore, warnings, arrivals }, now) =>
      fenced(claimed, async (trx, isStopped) => {
        for (let start = 0; start < ledger.length; start += BATCH) {
          await keepVersions(trx, resource, ledger.slice(start, start + BATCH), forgetBefore)
        }
        await draftsOf(
          trx.updateTable('delivery').set({ state: 'waiting', due_at: BEHIND }),
          claimed,
          resource,
        ).execute()
        if (!isStopped) await leadLines(trx, [claimed.id], now)
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
      }),

    failed: (claimed, resource, problem, counts, now) =>
      fenced(claimed, async (trx) => {
        await draftsOf(trx.deleteFrom('delivery'), claimed, resource).execute()
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

    async settle(claimed, dueAt) {
      await held(claimed)
        .set({ state: 'waiting', claim: null, lease_until: null, left_behind: 0, due_at: dueAt.getTime() })
        .execute()
    },

    async disable(claimed, reason, now) {
      const { numUpdatedRows } = await held(claimed)
        .set({
          state: 'disabled',
          claim: null,
          lease_until: null,
          left_behind: 0,
          reason,
          disabled_at: now.getTime(),
        })
        .executeTakeFirst()
      return numUpdatedRows > 0n
    },
  }
}

interface Filtered<Query> {
  where(condition: ReturnType<typeof sql<SqlBool>>): Query
}

function draftsOf<Query extends Filtered<Query>>(
  query: Query,
  { id }: UnderClaim,
  { name }: PolledResource,
): Query {
  return query.where(sql<SqlBool>`instance_id = ${id} and state = 'draft' and resource = ${name}`)
}

/** What is older is forgotten where a record has a newer version: it cannot come up again. */
async function keepVersions(
  trx: Database,
  resource: PolledResource,
  versions: readonly LedgerRow[],
  forgetBefore: Date,
): Promise<void> {
  await trx
    .insertInto('poll_ledger')
    .values(
      versions.map(({ objectId, sequence, updatedText, hash, changedAt }) => ({
        resource_id: resource.id,
        object_id: objectId,
        sequence,
        updated_text: updatedText,
        hash,
        changed_at: changedAt?.getTime() ?? 0,
      })),
    )
    .execute()
  await trx
    .deleteFrom('poll_ledger')
    .where('resource_id', '=', resource.id)
    .where(
      'object_id',
      'in',
      versions.map(({ objectId }) => objectId),
    )
    .where('changed_at', '<', forgetBefore.getTime())
    .where(
      sql<SqlBool>`exists (
        select 1 from poll_ledger as newer
        where newer.resource_id = poll_ledger.resource_id and newer.object_id = poll_ledger.object_id
          and newer.sequence > poll_ledger.sequence)`,
    )
    .execute()
}
