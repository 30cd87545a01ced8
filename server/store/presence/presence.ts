import { hash } from 'node:crypto'
import type { Database } from '../database.ts'

/** Somebody else who has a review open. */
export interface Onlooker {
  readonly login: string
  /** Since when they have had it open. */
  readonly since: Date
}

/** Who has which review open. A page says every few seconds that it is open still; nobody says that it was closed. */
export interface Presence {
  /**
   * Notes that somebody has a review open.
   * @returns Whether they had not, and who else has.
   */
  note(
    reviewId: number,
    login: string,
    now: Date,
  ): Promise<{ readonly isNew: boolean; readonly others: readonly Onlooker[] }>
  /** They are done with it. */
  leave(reviewId: number, login: string): Promise<void>
}

/** Two of its signs may be lost before somebody counts as gone. */
export const PRESENCE_SECONDS = 15
const GONE_MS = 3 * PRESENCE_SECONDS * 1000

/** The presence in that database. */
export function createPresence(db: Database): Presence {
  return {
    async note(reviewId, login, now) {
      const gone = now.getTime() - GONE_MS
      await db.deleteFrom('presence').where('seen_at', '<', gone).execute()
      const present = await db
        .selectFrom('presence')
        .select(['login', 'since'])
        .where('review_id', '=', reviewId)
        .orderBy('since')
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
      return {
        isNew: present.every((each) => each.login !== login),
        others: present
          .filter((each) => each.login !== login)
          .map((each) => ({ login: each.login, since: new Date(each.since) })),
      }
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
