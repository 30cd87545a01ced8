import type { ResourceLine } from '../../record/resource-line.ts'
import type { Database } from '../database.ts'
import { dateOrNull } from '../date-or-null.ts'
import { textsOf } from '../texts-of.ts'

/** A resource with what its first poll begins from, should it not have been polled yet. */
export interface ResourceStart {
  readonly name: string
  /** JSON. */
  readonly state: string
}

/** The resources of an instance, in the order in which they are polled. */
export async function listResources(db: Database, instanceId: number): Promise<readonly ResourceLine[]> {
  const rows = await db
    .selectFrom('polled_resource')
    .selectAll()
    .where('instance_id', '=', instanceId)
    .orderBy('id')
    .execute()
  return rows.map((row) => ({
    id: row.id,
    instanceId: row.instance_id,
    name: row.name,
    state: row.state,
    failures: row.failures,
    patienceSince: dateOrNull(row.patience_since),
    polledAt: dateOrNull(row.polled_at),
    succeededAt: dateOrNull(row.succeeded_at),
    problem: row.problem,
    warnings: textsOf(row.warnings),
  }))
}

/** Adds resources that have not been polled yet. */
export async function addResources(
  trx: Database,
  instanceId: number,
  resources: readonly ResourceStart[],
): Promise<void> {
  for (const { name, state } of resources) {
    await trx.insertInto('polled_resource').values({ instance_id: instanceId, name, state }).execute()
  }
}

/** Removes resources with what is known of their records. */
export async function removeResources(trx: Database, ids: readonly number[]): Promise<void> {
  for (const id of ids) {
    await trx.deleteFrom('poll_ledger').where('resource_id', '=', id).execute()
    await trx.deleteFrom('polled_resource').where('id', '=', id).execute()
  }
}

/** Forgets how often the resources of an instance failed. @param restart Begins from these states. */
export async function startAfresh(
  trx: Database,
  instanceId: number,
  restart: readonly ResourceStart[] = [],
): Promise<void> {
  const resources = trx.updateTable('polled_resource').where('instance_id', '=', instanceId)
  await resources.set({ failures: 0, patience_since: null }).execute()
  for (const { name, state } of restart) await resources.set({ state }).where('name', '=', name).execute()
}
