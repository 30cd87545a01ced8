import type { Database } from '../database.ts'

/** Signs somebody out everywhere. @param personId Their number. @returns How many sessions they had. */
export async function endSessions(db: Database, personId: number): Promise<number> {
  const { numDeletedRows } = await db
    .deleteFrom('session')
    .where('person_id', '=', personId)
    .executeTakeFirst()
  return Number(numDeletedRows)
}
