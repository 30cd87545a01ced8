import { type ColumnDefinitionBuilder, type Kysely, sql } from 'kysely'

/** The views of the queue that people have made themselves. @param numbered What makes a column of the type `id` give numbers. */
export async function createSavedViews(
  db: Kysely<unknown>,
  id: 'integer' | 'bigserial',
  numbered: (column: ColumnDefinitionBuilder) => ColumnDefinitionBuilder,
): Promise<void> {
  await db.schema
    .createTable('saved_view')
    .addColumn('id', id, numbered)
    .addColumn('person_id', 'bigint', (column) => column.notNull())
    .addColumn('name', 'text', (column) => column.notNull())
    .addColumn('content', 'text', (column) => column.notNull())
    .addColumn('created_at', 'bigint', (column) => column.notNull())
    .execute()
  await sql`create unique index saved_view_name on saved_view (person_id, name)`.execute(db)
}
