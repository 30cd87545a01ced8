import type { StoredInstance } from '../../record/instance-line.ts'
import type { ResourceLine } from '../../record/resource-line.ts'
import type { Database } from '../database.ts'
import { dueTime } from '../moment.ts'
import {
  changeInstance,
  createInstance,
  type InstanceContent,
  type InstanceOwner,
  removeInstance,
  WELL,
} from './instance-content.ts'
import { toInstance, UNCLAIMED } from './instance-row.ts'
import { listResources, type ResourceStart, startAfresh } from './resource-rows.ts'

/** Why an instance is disabled that somebody did not want to be polled. */
export const DISABLED_BY_CALLER = 'somebody disabled it'
/** Why an instance is not polled whose file is gone; it is taken up again when the file is back. */
export const FILE_GONE = 'its file is gone'

/** The instances, as those see them who create, change and look at them. */
export interface Instances {
  /**
   * @param dueAt When it is to be polled first, by its number.
   * @returns `undefined` if there is one of that owner already.
   */
  create(
    owner: InstanceOwner,
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
  enable(id: number, dueAt: Date, restart: readonly ResourceStart[] | undefined, now: Date): Promise<boolean>
  /** Has it polled at once. @returns Whether there is one that is polled. */
  hasten(id: number, now: Date): Promise<boolean>
  find(id: number): Promise<StoredInstance | undefined>
  findByToken(tokenHash: string): Promise<StoredInstance | undefined>
  list(page?: { readonly after: number; readonly limit: number }): Promise<readonly StoredInstance[]>
  resources(instanceId: number): Promise<readonly ResourceLine[]>
  /** Replaces secrets by the same under another key, if nobody has changed them meanwhile. */
  reseal(id: number, secrets: string, by: string): Promise<void>
}

/** The instances of that database. */
export function createInstances(db: Database): Instances {
  const instance = () => db.selectFrom('instance').selectAll()
  return {
    create: (owner, content, dueAt, now) => createInstance(db, owner, content, dueAt, now),
    change: (id, content, dueAt, now) => changeInstance(db, id, content, dueAt, now),
    remove: (id) => removeInstance(db, id),

    async disable(id, reason, now) {
      const { numUpdatedRows } = await db
        .updateTable('instance')
        .set({ ...UNCLAIMED, state: 'disabled', reason, disabled_at: now.getTime() })
        .where('id', '=', id)
        .where('state', 'in', ['waiting', 'claimed'])
        .executeTakeFirst()
      return numUpdatedRows > 0n
    },

    enable: (id, dueAt, restart, now) =>
      db.transaction().execute(async (trx) => {
        const { numUpdatedRows } = await trx
          .updateTable('instance')
          .set({ ...WELL, state: 'waiting', due_at: dueTime(trx, now, dueAt) })
          .where('id', '=', id)
          .where('state', '=', 'disabled')
          .executeTakeFirst()
        if (numUpdatedRows === 0n) return false
        await startAfresh(trx, id, restart)
        return true
      }),

    async hasten(id, now) {
      const { numUpdatedRows } = await db
        .updateTable('instance')
        .set({ due_at: dueTime(db, now) })
        .where('id', '=', id)
        .where('state', '=', 'waiting')
        .executeTakeFirst()
      return numUpdatedRows > 0n
    },

    async find(id) {
      const row = await instance().where('id', '=', id).executeTakeFirst()
      return row === undefined ? undefined : toInstance(row)
    },

    async findByToken(tokenHash) {
      const row = await instance().where('token_hash', '=', tokenHash).executeTakeFirst()
      return row === undefined ? undefined : toInstance(row)
    },

    async list(page) {
      const rows = await instance()
        .orderBy('id')
        .$if(page !== undefined, (query) => query.where('id', '>', page?.after ?? 0).limit(page?.limit ?? 0))
        .execute()
      return rows.map(toInstance)
    },

    resources: (instanceId) => listResources(db, instanceId),

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
