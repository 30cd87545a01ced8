import type { Kysely } from 'kysely'

/** One row: where the clock was when somebody looked at it last. */
export async function createClock(db: Kysely<unknown>): Promise<void> {
  await db.schema
    .createTable('clock')
    .addColumn('id', 'integer', (column) => column.primaryKey())
    .addColumn('seen_at', 'bigint', (column) => column.notNull())
    .addColumn('leaps', 'text', (column) => column.notNull())
    .execute()
}
