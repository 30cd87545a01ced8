import type { Kysely } from 'kysely'
import { fold } from '../../report/fold.ts'
import type { Schema } from '../schema.ts'

/** Reviews that are looked at at one time. */
const BATCH = 1000

/** Names that are searched are folded as all names are: what was kept before had its own apostrophes, dashes and letters. */
export async function foldSearchAgain(untyped: Kysely<unknown>): Promise<void> {
  const db = untyped.withTables<Pick<Schema, 'review'>>()
  for (let after = 0; ; ) {
    const reviews = await db
      .selectFrom('review')
      .select(['id', 'employee_search'])
      .where('id', '>', after)
      .orderBy('id')
      .limit(BATCH)
      .execute()
    const last = reviews.at(-1)
    if (last === undefined) return
    after = last.id
    for (const { id, employee_search: search } of reviews) {
      const folded = search?.split('\n').map(fold).join('\n')
      if (folded === undefined || folded === search) continue
      await db.updateTable('review').set({ employee_search: folded }).where('id', '=', id).execute()
    }
  }
}
