import type { ColumnDefinitionBuilder, Kysely } from 'kysely'

/** Who is signed in, and as whom a provider knows people. @param numbered What makes a column of the type `id` give numbers. */
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
    .addColumn('sealed_id_token', 'text')
    .addColumn('started_at', 'bigint', (column) => column.notNull())
    .addColumn('seen_at', 'bigint', (column) => column.notNull())
    .execute()
  await db.schema.createIndex('session_person').on('session').columns(['person_id']).execute()
  await db.schema
    .alterTable('person')
    .addColumn('is_emergency', 'integer', (column) => column.notNull().defaultTo(0))
    .execute()
  await db.schema.alterTable('person').addColumn('subject_hash', 'text').execute()
  await db.schema.createIndex('person_subject').unique().on('person').columns(['subject_hash']).execute()
}
