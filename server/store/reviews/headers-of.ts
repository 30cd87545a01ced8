import type { Listing } from '../../record/listing.ts'
import type { Database } from '../database.ts'
import { readHeader } from './kept-listing.ts'

/** Values in one statement: SQLite takes 32,766 at the most. */
const BATCH = 500

/** What says whether reviews are in somebody's scope, by their numbers; those are left out of which it is not kept. */
export async function headersOf(
  db: Database,
  ids: readonly number[],
): Promise<ReadonlyMap<number, Pick<Listing, 'scope'>>> {
  const headers = new Map<number, Pick<Listing, 'scope'>>()
  for (let start = 0; start < ids.length; start += BATCH) {
    const rows = await db
      .selectFrom('review')
      .select(['id', 'header'])
      .where('id', 'in', ids.slice(start, start + BATCH))
      .execute()
    for (const row of rows) {
      const header = readHeader(row.header)
      if (header !== undefined) headers.set(row.id, header)
    }
  }
  return headers
}
