import type { Insertable, Selectable } from 'kysely'
import type { Database } from '../database.ts'
import { isDuplicate } from '../inbox/receive-batch.ts'
import type { InstanceState, InstanceTable, PolledResourceTable } from '../schema.ts'

/** An instance as it is kept. */
export interface StoredInstance {
  readonly id: number
  readonly element: string
  readonly name: string
  /** The file that declares it; absent where the API made it. */
  readonly file?: string
  /** JSON, without secrets. */
  readonly body: string
  /** Encrypted. */
  readonly secrets: string
  readonly createdAt: Date
  readonly updatedAt: Date
  readonly state: InstanceState
  readonly dueAt: Date
  /** Why it is disabled, and since when. */
  readonly disabled?: Since
  /** Why its deliveries wait for somebody, and since when. */
  readonly stopped?: Since
}

/** A reason for something that has not ended. */
export interface Since {
  readonly reason: string
  readonly at: Date
}

/** Why an instance is disabled that somebody did not want to be polled. */
export const DISABLED_BY_CALLER = 'somebody disabled it'
/** Why an instance is not polled whose file is gone; it is taken up again when the file is back. */
export const FILE_GONE = 'its file is gone'

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

/** A resource with what its first poll begins from, should it not have been polled yet. */
export interface ResourceStart {
  readonly name: string
  /** JSON. */
  readonly state: string
}

/** How a resource is doing. */
export interface ResourceLine extends Omit<Selectable<PolledResourceTable>, 'warnings'> {
  readonly warnings: readonly string[]
}

/** The instances, as those see them who create, change and look at them. */
export interface Instances {
  /**
   * @param owner Hash of the token of one that the API makes, or the file that declares it.
   * @param dueAt When it is to be polled first, by its number.
   * @returns `undefined` if there is one of that owner already.
   */
  create(
    owner: { readonly tokenHash: string } | { readonly file: string },
    content: InstanceContent,
    dueAt: (id: number) => Date,
    now: Date,
  ): Promise<StoredInstance | undefined>
  /**
   * Changes it, also while it is being polled: what that poll has not kept yet is lost with it. Resources that stay
   * go on from where they are; one that is gone is forgotten. One that was disabled is not any more.
   */
  change(id: number, content: InstanceContent, dueAt: Date, now: Date): Promise<void>
  /** Removes it with everything that belongs to it. @returns Whether there was one. */
  remove(id: number): Promise<boolean>
  /** Polls it no more until somebody enables it. @returns Whether there is one that is polled. */
  disable(id: number, reason: string, now: Date): Promise<boolean>
  /**
   * Polls it again, and forgets how often it failed. @param restart Begins from these states instead of where the last
   * poll ended. @returns Whether there is one that was disabled.
   */
  enable(id: number, dueAt: Date, restart: readonly ResourceStart[] | undefined): Promise<boolean>
  /** Has it polled at once. @returns Whether there is one that is polled. */
  hasten(id: number, now: Date): Promise<boolean>
  find(id: number): Promise<StoredInstance | undefined>
  findByToken(tokenHash: string): Promise<StoredInstance | undefined>
  list(page?: { readonly after: number; readonly limit: number }): Promise<readonly StoredInstance[]>
  resources(instanceId: number): Promise<readonly ResourceLine[]>
  /** Replaces secrets by the same under another key, if nobody has changed them meanwhile. */
  reseal(id: number, secrets: string, by: string): Promise<void>
}

const UNCLAIMED = { claim: null, lease_until: null } as const
const WELL = { ...UNCLAIMED, left_behind: 0, reason: null, disabled_at: null } as const

/** The instances of that database. */
export function createInstances(db: Database): Instances {
  const find = (condition: Partial<Pick<InstanceTable, 'token_hash'>> & { readonly id?: number }) => {
    const query = db.selectFrom('instance').selectAll()
    const found =
      condition.id === undefined
        ? query.where('token_hash', '=', condition.token_hash ?? '')
        : query.where('id', '=', condition.id)
    return found.executeTakeFirst().then((row) => (row === undefined ? undefined : toInstance(row)))
  }

  return {
    async create(owner, content, dueAt, now) {
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
          const due_at = dueAt(row.id).getTime()
          await trx.updateTable('instance').set({ due_at }).where('id', '=', row.id).execute()
          await addResources(trx, row.id, content.resources)
          return toInstance({ ...row, due_at })
        })
      } catch (error) {
        if (isDuplicate(error)) return undefined
        throw error
      }
    },

    change: (id, content, dueAt, now) =>
      db.transaction().execute(async (trx) => {
        await trx
          .updateTable('instance')
          .set({ ...columnsOf(content), ...WELL, due_at: dueAt.getTime(), updated_at: now.getTime() })
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
        await trx
          .updateTable('polled_resource')
          .set({ failures: 0, patience_since: null })
          .where('instance_id', '=', id)
          .execute()
      }),

    remove: (id) =>
      db.transaction().execute(async (trx) => {
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
      }),

    async disable(id, reason, now) {
      const { numUpdatedRows } = await db
        .updateTable('instance')
        .set({ ...UNCLAIMED, state: 'disabled', reason, disabled_at: now.getTime() })
        .where('id', '=', id)
        .where('state', 'in', ['waiting', 'claimed'])
        .executeTakeFirst()
      return numUpdatedRows > 0n
    },

    enable: (id, dueAt, restart) =>
      db.transaction().execute(async (trx) => {
        const { numUpdatedRows } = await trx
          .updateTable('instance')
          .set({ ...WELL, state: 'waiting', due_at: dueAt.getTime() })
          .where('id', '=', id)
          .where('state', '=', 'disabled')
          .executeTakeFirst()
        if (numUpdatedRows === 0n) return false
        const resources = trx.updateTable('polled_resource').where('instance_id', '=', id)
        await resources.set({ failures: 0, patience_since: null }).execute()
        for (const { name, state } of restart ?? []) {
          await resources.set({ state }).where('name', '=', name).execute()
        }
        return true
      }),

    async hasten(id, now) {
      const { numUpdatedRows } = await db
        .updateTable('instance')
        .set({ due_at: now.getTime() })
        .where('id', '=', id)
        .where('state', '=', 'waiting')
        .executeTakeFirst()
      return numUpdatedRows > 0n
    },

    find: (id) => find({ id }),
    findByToken: (token_hash) => find({ token_hash }),

    async list(page) {
      const rows = await db
        .selectFrom('instance')
        .selectAll()
        .orderBy('id')
        .$if(page !== undefined, (query) => query.where('id', '>', page?.after ?? 0).limit(page?.limit ?? 0))
        .execute()
      return rows.map(toInstance)
    },

    async resources(instanceId) {
      const rows = await db
        .selectFrom('polled_resource')
        .selectAll()
        .where('instance_id', '=', instanceId)
        .orderBy('id')
        .execute()
      return rows.map((row) => ({ ...row, warnings: textsOf(row.warnings) }))
    },

    async reseal(id, secrets, by) {
      await db
        .updateTable('instance')
        .set({ secrets: by })
        .where('id', '=', id)
        .where('secrets', '=', secrets)
        .execute()
    },
  }
}

/** A row for those who do not know tables. */
export function toInstance(row: Selectable<InstanceTable>): StoredInstance {
  return {
    id: row.id,
    element: row.element,
    name: row.name,
    body: row.body,
    secrets: row.secrets,
    createdAt: new Date(row.created_at),
    updatedAt: new Date(row.updated_at),
    state: row.state,
    dueAt: new Date(row.due_at),
    ...(row.file !== null && { file: row.file }),
    ...(row.disabled_at !== null && {
      disabled: { reason: row.reason ?? '', at: new Date(row.disabled_at) },
    }),
    ...(row.stopped_at !== null && {
      stopped: { reason: row.stopped_reason ?? '', at: new Date(row.stopped_at) },
    }),
  }
}

function columnsOf({ element, name, body, secrets, isActive }: InstanceContent) {
  const columns: Pick<Insertable<InstanceTable>, 'element' | 'name' | 'body' | 'secrets' | 'state'> = {
    element,
    name,
    body,
    secrets,
    state: isActive ? 'waiting' : 'off',
  }
  return columns
}

async function addResources(
  trx: Database,
  instance_id: number,
  resources: readonly ResourceStart[],
): Promise<void> {
  for (const { name, state } of resources) {
    await trx.insertInto('polled_resource').values({ instance_id, name, state }).execute()
  }
}

async function removeResources(trx: Database, ids: readonly number[]): Promise<void> {
  for (const id of ids) {
    await trx.deleteFrom('poll_ledger').where('resource_id', '=', id).execute()
    await trx.deleteFrom('polled_resource').where('id', '=', id).execute()
  }
}

function textsOf(json: string): readonly string[] {
  const value: unknown = JSON.parse(json)
  return Array.isArray(value) ? value.map(String) : []
}
