import { createHash } from 'node:crypto'
import type { Database } from './database.ts'

/** The refresh token that Concur issued last, kept because Concur may replace it with every use. */
export interface RefreshTokens {
  /**
   * @param seed The configured refresh token: what was stored descends from it, or from one configured before.
   * @returns The candidates, best first: the stored descendant of `seed`, else `seed` and then what was stored.
   */
  candidates(seed: string): Promise<readonly string[]>
  /** Resolves when the token is on disk. */
  store(token: string, seed: string, now: Date): Promise<void>
}

/** @param owner Which token address and client the token belongs to. */
export function createRefreshTokens(db: Database, owner: string): RefreshTokens {
  return {
    async candidates(seed) {
      const row = await db.selectFrom('token').selectAll().where('id', '=', owner).executeTakeFirst()
      if (row === undefined) return [seed]
      // A newly configured token wins: an administrator made it because the old one was of no use any more.
      return row.seed === hash(seed) ? [row.refresh_token, seed] : [seed, row.refresh_token]
    },

    async store(token, seed, now) {
      const values = { refresh_token: token, seed: hash(seed), updated_at: now.getTime() }
      await db
        .insertInto('token')
        .values({ id: owner, ...values })
        .onConflict((conflict) => conflict.column('id').doUpdateSet(values))
        .execute()
    },
  }
}

function hash(text: string): string {
  return createHash('sha256').update(text).digest('hex')
}
