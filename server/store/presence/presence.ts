import { hash } from 'node:crypto'
import type { Database } from '../database.ts'

/** Somebody who has a review open. */
export interface Onlooker {
  readonly login: string
  /** Since when they have had it open. */
  readonly since: Date
}

/** Who has which review open. A page says every few seconds that it is open still; nobody says that it was closed. */
export interface Presence {
  /** All who have it open, by when they came. */
  of(reviewId: number, now: Date): Promise<readonly Onlooker[]>
  /** Notes that somebody has it open. */
  note(reviewId: number, login: string, now: Date): Promise<void>
  /** They are done with it. */
  leave(reviewId: number, login: string): Promise<void>
}

/** Two of its signs may be lost before somebody counts as gone. */
export const PRESENCE_SECONDS = 15
const GONE_MS = 3 * PRESENCE_SECONDS * 1000

/** The presence in that database. */
export function createPresence(db: Database): Presence {
  return {
    async of(reviewId, now) {
      const rows = await db
        .selectFrom('presence')
        .select(['login', 'since'])
        .where('review_id', '=', reviewId)
        .where('seen_at', '>=', now.getTime() - GONE_MS)
        .orderBy('since')
        .execute()
      return rows.map(({ login, since }) => ({ login, since: new Date(since) }))
    },
    async note(reviewId, login, now) {
      await db
        .deleteFrom('presence')
        .where('seen_at', '<', now.getTime() - GONE_MS)
        .execute()
      await db
        .insertInto('presence')
        .values({
          id: idOf(reviewId, login),
          review_id: reviewId,
          login,
          since: now.getTime(),
          seen_at: now.getTime(),
        })
        .onConflict((conflict) => conflict.column('id').doUpdateSet({ seen_at: now.getTime() }))
        .execute()
    },
    async leave(reviewId, login) {
      await db.deleteFrom('presence').where('id', '=', idOf(reviewId, login)).execute()
    },
  }
}

/** Names nobody: the login stands beside it. */
function idOf(reviewId: number, login: string): string {
  return hash('sha256', `${reviewId} ${login}`)
}
