import { sql } from 'kysely'
import type { Database } from '../database.ts'

/** What can be wrong with a subscription as Concur shows it. */
export type SubscriptionProblem = 'missing' | 'misdirected' | 'filtered' | 'without company'

/** A subscription that is to be there, and what the last looks at Concur found. */
export interface WatchedSubscription {
  readonly id: string
  readonly expectedSince: Date
  /** Absent until Concur has shown its subscriptions for the first time. */
  readonly checkedAt?: Date
  readonly problem?: SubscriptionProblem
  /** Since when the problem is known. */
  readonly problemSince?: Date
  /** When the last event of its topic came, or when it was first seen if none has; absent if it is not there. */
  readonly heardAt?: Date
}

/** What a look at Concur found of one subscription. */
export interface SubscriptionSighting {
  readonly id: string
  /** Of the notifications that its events become; absent if there is no such subscription. */
  readonly objectType?: string
  readonly problem?: SubscriptionProblem
}

/** What is known of the subscriptions that are to be there. */
export interface SubscriptionStore {
  /** From now on these are to be there, and no others. */
  expect(ids: readonly string[], now: Date): Promise<void>
  /** Keeps what was found; of those that are not expected nothing. */
  sighted(sightings: readonly SubscriptionSighting[], now: Date): Promise<void>
}

const PROBLEMS: readonly SubscriptionProblem[] = ['missing', 'misdirected', 'filtered', 'without company']

/** The subscriptions in that database. */
export function createSubscriptionStore(db: Database): SubscriptionStore {
  return {
    async expect(ids, now) {
      await db
        .deleteFrom('subscription')
        .$if(ids.length > 0, (query) => query.where('id', 'not in', ids))
        .execute()
      if (ids.length === 0) return
      await db
        .insertInto('subscription')
        .values(ids.map((id) => ({ id, expected_since: now.getTime() })))
        .onConflict((conflict) => conflict.column('id').doNothing())
        .execute()
    },

    async sighted(sightings, now) {
      const at = now.getTime()
      for (const { id, objectType = null, problem = null } of sightings) {
        await db
          .updateTable('subscription')
          .set((eb) => ({
            checked_at: at,
            object_type: objectType,
            seen_since: objectType === null ? null : eb.fn.coalesce('seen_since', eb.val(at)),
            problem,
            problem_since:
              problem === null
                ? null
                : sql<number>`case when problem = ${problem} then problem_since else ${at} end`,
          }))
          .where('id', '=', id)
          .execute()
      }
    },
  }
}

/** Those that are to be there, by id, with the time of the last event that came for each. */
export async function readSubscriptions(db: Database): Promise<readonly WatchedSubscription[]> {
  const rows = await db
    .selectFrom('subscription')
    .selectAll()
    .select((eb) =>
      eb
        .selectFrom('notification')
        .select((event) => event.fn.max('received_at').as('at'))
        .where(sql<boolean>`door = 'events'`)
        .whereRef('notification.object_type', '=', 'subscription.object_type')
        .as('last_event_at'),
    )
    .orderBy('id')
    .execute()
  return rows.map((row) => {
    const problem = PROBLEMS.find((known) => known === row.problem)
    return {
      id: row.id,
      expectedSince: new Date(row.expected_since),
      ...(row.checked_at !== null && { checkedAt: new Date(row.checked_at) }),
      ...(problem !== undefined && { problem }),
      ...(row.problem_since !== null && { problemSince: new Date(row.problem_since) }),
      ...(row.seen_since !== null && {
        heardAt: new Date(Math.max(row.seen_since, row.last_event_at ?? 0)),
      }),
    }
  })
}
