import { type Kysely, sql } from 'kysely'

/** What people were told. What happened before this was there is not told any more. */
export async function addTold(db: Kysely<unknown>): Promise<void> {
  await db.schema
    .createTable('told')
    .addColumn('id', 'text', (column) => column.primaryKey())
    .addColumn('at', 'bigint', (column) => column.notNull())
    .execute()
  await db.schema.alterTable('review').addColumn('told_key', 'text').execute()
  await sql`create index review_untold on review (id)
    where result = 'held' and coalesce(told_key, '') <> coalesce(reading_key, '-')`.execute(db)
  await db.schema.alterTable('human_decision').addColumn('told_state', 'text').execute()
  await sql`update human_decision set told_state = state`.execute(db)
  await sql`create index human_decision_untold on human_decision (id)
    where coalesce(told_state, '') <> state`.execute(db)
}
