import { randomUUID } from 'node:crypto'
import type { Database } from '../database.ts'
import { LeaseLostError } from '../lease-lost-error.ts'
import { isSeen, leaseEnd, momentIn } from '../moment.ts'

/** What a vendor issued last, encrypted; one row for each login, shared by all processes. */
export interface VendorTokens {
  /** The newest, as it was saved. */
  read(login: string): Promise<string | undefined>
  /**
   * Takes the right to get new tokens; while somebody has it nobody else gets any, for a vendor may end the old ones
   * with every use. @returns Nothing if somebody has it.
   */
  claim(login: string, now: Date): Promise<string | undefined>
  /** Resolves when it is on disk. @throws {LeaseLostError} If the right was lost meanwhile. */
  save(login: string, claim: string, content: string, now: Date): Promise<void>
  /** Gives the right back. */
  release(login: string, claim: string): Promise<void>
  /** Every row, to be encrypted with another key. */
  all(): Promise<readonly { readonly login: string; readonly content: string }[]>
  /** Replaces what is the same in other words. */
  replace(login: string, content: string, by: string): Promise<void>
}

/** More than a vendor's answer can take. */
export const TOKEN_LEASE_MS = 90_000

/** The tokens of that database. */
export function createVendorTokens(db: Database): VendorTokens {
  return {
    async read(login) {
      const row = await db
        .selectFrom('vendor_token')
        .select('content')
        .where('id', '=', login)
        .executeTakeFirst()
      return row === undefined || row.content === '' ? undefined : row.content
    },

    async claim(login, now) {
      const claim = randomUUID()
      const lease = { claim, lease_until: leaseEnd(db, now, TOKEN_LEASE_MS) }
      const { numInsertedOrUpdatedRows = 0n } = await db
        .insertInto('vendor_token')
        .values({ id: login, content: '', updated_at: now.getTime(), ...lease })
        .onConflict((conflict) =>
          conflict
            .column('id')
            .doUpdateSet(lease)
            .where((eb) =>
              eb.or([
                eb('vendor_token.claim', 'is', null),
                eb.and([eb('vendor_token.lease_until', '<=', momentIn(db, now)), isSeen(db, now)]),
              ]),
            ),
        )
        .executeTakeFirst()
      return numInsertedOrUpdatedRows > 0n ? claim : undefined
    },

    async save(login, claim, content, now) {
      const { numUpdatedRows } = await db
        .updateTable('vendor_token')
        .set({ content, updated_at: now.getTime() })
        .where('id', '=', login)
        .where('claim', '=', claim)
        .executeTakeFirst()
      if (numUpdatedRows === 0n) throw new LeaseLostError('another process gets the tokens of this login')
    },

    async release(login, claim) {
      await db
        .updateTable('vendor_token')
        .set({ claim: null, lease_until: null })
        .where('id', '=', login)
        .where('claim', '=', claim)
        .execute()
    },

    async all() {
      const rows = await db.selectFrom('vendor_token').select(['id', 'content']).execute()
      return rows.flatMap(({ id, content }) => (content === '' ? [] : [{ login: id, content }]))
    },

    async replace(login, content, by) {
      await db
        .updateTable('vendor_token')
        .set({ content: by })
        .where('id', '=', login)
        .where('content', '=', content)
        .execute()
    },
  }
}
