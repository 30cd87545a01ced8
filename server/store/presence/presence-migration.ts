import type { Kysely } from 'kysely'

/** Who looks at which review right now. */
export async function createPresence(db: Kysely<unknown>): Promise<void> {
  await db.schema
    .createTable('presence')
    .addColumn('id', 'text', (column) => column.primaryKey())
    .addColumn('review_id', 'bigint', (column) => column.notNull())
    .addColumn('login', 'text', (column) => column.notNull())
    .addColumn('since', 'bigint', (column) => column.notNull())
    .addColumn('seen_at', 'bigint', (column) => column.notNull())
    .execute()
  await db.schema.createIndex('presence_review').on('presence').columns(['review_id']).execute()
  await db.schema.createIndex('presence_seen').on('presence').columns(['seen_at']).execute()
}
