import { type SqlBool, sql } from 'kysely'
import type { BulkReview, KeptBulk } from '../../record/bulk-decision.ts'
import type { Database } from '../database.ts'
import { createBulkDecisions } from '../decisions/bulk-decisions.ts'

/** A decision on several reviews of which it was not told that it waits for a second person, or how that ended. */
export interface UntoldBulk {
  readonly bulk: KeptBulk
  readonly reviews: readonly BulkReview[]
}

/** Written as the index is, or that is not used. */
const IS_UNTOLD = sql<SqlBool>`coalesce(told_state, '') <> state`

/** Oldest first. */
export async function untoldBulks(db: Database, limit: number): Promise<readonly UntoldBulk[]> {
  const rows = await db
    .selectFrom('bulk_decision')
    .select('id')
    .where(IS_UNTOLD)
    .orderBy('id')
    .limit(limit)
    .execute()
  const decisions = createBulkDecisions(db)
  const found = await Promise.all(
    rows.map(async ({ id }) => {
      const bulk = await decisions.find(id)
      if (bulk === undefined) return []
      return [{ bulk, reviews: await decisions.reviews(bulk.content.reviews.map((each) => each.id)) }]
    }),
  )
  return found.flat()
}
