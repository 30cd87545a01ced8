import { timingSafeEqual } from 'node:crypto'
import type { ElementsKeyLine } from '../../record/elements-key-line.ts'
import type { Database } from '../database.ts'
import { dateOrNull } from '../date-or-null.ts'
import { newSecret, secretHash } from '../secret.ts'

/** The two secrets of `Authorization: User ..., Organization ...`. */
export interface ElementsSecrets {
  readonly user: string
  readonly organization: string
}

/** Who may use the instances API. Secrets are known to those who were given them, here only their hashes. */
export interface ElementsKeys {
  /** @returns The secrets, which nobody can read again later. */
  create(name: string, now: Date): Promise<ElementsSecrets & { readonly id: number }>
  list(): Promise<readonly ElementsKeyLine[]>
  /** @returns Whether there was one to revoke. */
  revoke(id: number, now: Date): Promise<boolean>
  /**
   * Whether these secrets belong together and are not revoked. @param organization Not needed by whoever has the
   * token of an instance.
   */
  isValid(user: string, organization?: string): Promise<boolean>
}

/** The keys of that database. */
export function createElementsKeys(db: Database): ElementsKeys {
  return {
    async create(name, now) {
      const [user, organization] = [newSecret(), newSecret()]
      const { id } = await db
        .insertInto('elements_key')
        .values({
          name,
          user_hash: secretHash(user),
          organization_hash: secretHash(organization),
          created_at: now.getTime(),
        })
        .returning('id')
        .executeTakeFirstOrThrow()
      return { id, user, organization }
    },

    async list() {
      const rows = await db
        .selectFrom('elements_key')
        .select(['id', 'name', 'created_at', 'revoked_at'])
        .orderBy('id')
        .execute()
      return rows.map(({ id, name, created_at, revoked_at }) => ({
        id,
        name,
        createdAt: new Date(created_at),
        revokedAt: dateOrNull(revoked_at),
      }))
    },

    async revoke(id, now) {
      const { numUpdatedRows } = await db
        .updateTable('elements_key')
        .set({ revoked_at: now.getTime() })
        .where('id', '=', id)
        .where('revoked_at', 'is', null)
        .executeTakeFirst()
      return numUpdatedRows > 0n
    },

    async isValid(user, organization) {
      const keys = await db.selectFrom('elements_key').selectAll().where('revoked_at', 'is', null).execute()
      const fits = keys.map((key) => {
        const isUser = isSame(secretHash(user), key.user_hash)
        const isOrganization =
          organization === undefined || isSame(secretHash(organization), key.organization_hash)
        return isUser && isOrganization
      })
      return fits.includes(true)
    },
  }
}

function isSame(one: string, other: string): boolean {
  return one.length === other.length && timingSafeEqual(Buffer.from(one), Buffer.from(other))
}
