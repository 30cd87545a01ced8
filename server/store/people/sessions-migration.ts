import type { ColumnDefinitionBuilder, Kysely } from 'kysely'

/** Who is signed in. @param numbered What makes a column of the type `id` give numbers. */
export async function createSessions(
  db: Kysely<unknown>,
  id: 'integer' | 'bigserial',
  numbered: (column: ColumnDefinitionBuilder) => ColumnDefinitionBuilder,
): Promise<void> {
  await db.schema
    .createTable('session')
    .addColumn('id', id, numbered)
    .addColumn('token_hash', 'text', (column) => column.notNull().unique())
    .addColumn('person_id', 'bigint', (column) => column.notNull())
    .addColumn('way', 'text', (column) => column.notNull())
    .addColumn('started_at', 'bigint', (column) => column.notNull())
    .addColumn('seen_at', 'bigint', (column) => column.notNull())
    .execute()
  await db.schema.createIndex('session_person').on('session').columns(['person_id']).execute()
}
