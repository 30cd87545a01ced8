import { type SqlBool, sql } from 'kysely'
import type { Database } from '../database.ts'

/** A version of a record that was given: see sent-versions.ts. */
export interface GivenVersion {
  readonly sequence: number
  readonly updatedText: string
  readonly hash: string
}

/** One of a certain record. */
export interface RecordVersion extends GivenVersion {
  readonly objectId: string
  /** When the record changed; absent where the vendor does not say. */
  readonly changedAt?: Date
}

/** Rows in one statement. */
const BATCH = 500

/** The versions of these records that were given, oldest first; a record that never was is absent. */
export async function readVersions(
  db: Database,
  resourceId: number,
  objectIds: readonly string[],
): Promise<ReadonlyMap<string, readonly GivenVersion[]>> {
  const given = new Map<string, GivenVersion[]>()
  for (let start = 0; start < objectIds.length; start += BATCH) {
    const rows = await db
      .selectFrom('poll_ledger')
      .select(['object_id as objectId', 'sequence', 'updated_text as updatedText', 'hash'])
      .where('resource_id', '=', resourceId)
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
}

/**
 * Adds to what was given.
 * @param forgetBefore What is older is forgotten where a record has a newer version: it cannot come up again.
 */
export async function keepVersions(
  trx: Database,
  resourceId: number,
  versions: readonly RecordVersion[],
  forgetBefore: Date,
): Promise<void> {
  for (let start = 0; start < versions.length; start += BATCH) {
    await keepBatch(trx, resourceId, versions.slice(start, start + BATCH), forgetBefore)
  }
}

async function keepBatch(
  trx: Database,
  resourceId: number,
  versions: readonly RecordVersion[],
  forgetBefore: Date,
): Promise<void> {
  await trx
    .insertInto('poll_ledger')
    .values(
      versions.map(({ objectId, sequence, updatedText, hash, changedAt }) => ({
        resource_id: resourceId,
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
    .where('resource_id', '=', resourceId)
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
