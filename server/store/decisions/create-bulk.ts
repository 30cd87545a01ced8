import type { ColumnDefinitionBuilder, Kysely } from 'kysely'

/** Decisions on several reviews that wait for a second person. @param numbered What makes a column of the type `id` give numbers. */
export async function createBulk(
  db: Kysely<unknown>,
  id: 'integer' | 'bigserial',
  numbered: (column: ColumnDefinitionBuilder) => ColumnDefinitionBuilder,
): Promise<void> {
  await db.schema
    .createTable('bulk_decision')
    .addColumn('id', id, numbered)
    .addColumn('content', 'text', (column) => column.notNull())
    .addColumn('proposed_by', 'text', (column) => column.notNull())
    .addColumn('proposed_at', 'bigint', (column) => column.notNull())
    .addColumn('state', 'text', (column) => column.notNull())
    .addColumn('ended_by', 'text')
    .addColumn('ended_at', 'bigint')
    .execute()
  await db.schema.createIndex('bulk_decision_state').on('bulk_decision').columns(['state', 'id']).execute()
}
