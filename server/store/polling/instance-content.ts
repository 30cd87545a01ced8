import type { StoredInstance } from '../../record/instance-line.ts'
import type { Database } from '../database.ts'
import { dueTime } from '../moment.ts'
import { isDuplicate } from '../row-errors.ts'
import { toInstance, UNCLAIMED } from './instance-row.ts'
import { addResources, type ResourceStart, removeResources, startAfresh } from './resource-rows.ts'

/** What an instance is created from, or changed to. */
export interface InstanceContent {
  readonly element: string
  readonly name: string
  readonly body: string
  readonly secrets: string
  /** Whether it is polled. */
  readonly isActive: boolean
  readonly resources: readonly ResourceStart[]
}

/** Whose an instance is: the hash of the token of one that the API makes, or the file that declares it. */
export type InstanceOwner = { readonly tokenHash: string } | { readonly file: string }

/** Of an instance that is not disabled. */
export const WELL = { ...UNCLAIMED, left_behind: 0, reason: null, disabled_at: null } as const

/** See `Instances.create`. */
export async function createInstance(
  db: Database,
  owner: InstanceOwner,
  content: InstanceContent,
  dueAt: (id: number) => Date,
  now: Date,
): Promise<StoredInstance | undefined> {
  try {
    return await db.transaction().execute(async (trx) => {
      const row = await trx
        .insertInto('instance')
        .values({
          ...columnsOf(content),
          token_hash: 'tokenHash' in owner ? owner.tokenHash : null,
          file: 'file' in owner ? owner.file : null,
          created_at: now.getTime(),
          updated_at: now.getTime(),
          due_at: now.getTime(),
        })
        .returningAll()
        .executeTakeFirstOrThrow()
      const { due_at } = await trx
        .updateTable('instance')
        .set({ due_at: dueTime(trx, now, dueAt(row.id)) })
        .where('id', '=', row.id)
        .returning('due_at')
        .executeTakeFirstOrThrow()
      await addResources(trx, row.id, content.resources)
      return toInstance({ ...row, due_at })
    })
  } catch (error) {
    if (isDuplicate(error)) return undefined
    throw error
  }
}

/** See `Instances.change`. */
export function changeInstance(
  db: Database,
  id: number,
  content: InstanceContent,
  dueAt: Date,
  now: Date,
): Promise<void> {
  return db.transaction().execute(async (trx) => {
    await trx
      .updateTable('instance')
      .set({ ...columnsOf(content), ...WELL, due_at: dueTime(trx, now, dueAt), updated_at: now.getTime() })
      .where('id', '=', id)
      .execute()
    const kept = await trx
      .selectFrom('polled_resource')
      .select(['id', 'name'])
      .where('instance_id', '=', id)
      .execute()
    const names = new Set(content.resources.map(({ name }) => name))
    await removeResources(
      trx,
      kept.filter(({ name }) => !names.has(name)).map((resource) => resource.id),
    )
    const known = new Set(kept.map(({ name }) => name))
    await addResources(
      trx,
      id,
      content.resources.filter(({ name }) => !known.has(name)),
    )
    await startAfresh(trx, id)
  })
}

/** See `Instances.remove`. */
export function removeInstance(db: Database, id: number): Promise<boolean> {
  return db.transaction().execute(async (trx) => {
    // First of all, so that a poll of it cannot end meanwhile.
    await trx.updateTable('instance').set({ claim: null, state: 'off' }).where('id', '=', id).execute()
    const resources = await trx
      .selectFrom('polled_resource')
      .select('id')
      .where('instance_id', '=', id)
      .execute()
    await removeResources(
      trx,
      resources.map((resource) => resource.id),
    )
    await trx.deleteFrom('delivery').where('instance_id', '=', id).execute()
    const { numDeletedRows } = await trx.deleteFrom('instance').where('id', '=', id).executeTakeFirst()
    return numDeletedRows > 0n
  })
}

function columnsOf({ element, name, body, secrets, isActive }: InstanceContent) {
  return { element, name, body, secrets, state: isActive ? ('waiting' as const) : ('off' as const) }
}
