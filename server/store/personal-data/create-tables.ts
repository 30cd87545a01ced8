import { type ColumnDefinitionBuilder, type Kysely, sql } from 'kysely'

/** The tables of pseudonyms. @param numbered What makes a column of the type `id` give numbers. */
export async function createPseudonymTables(
  db: Kysely<unknown>,
  id: 'integer' | 'bigserial',
  numbered: (column: ColumnDefinitionBuilder) => ColumnDefinitionBuilder,
): Promise<void> {
  await db.schema
    .createTable('pseudonym_secret')
    .addColumn('id', 'bigint', (column) => column.primaryKey())
    .addColumn('secret', 'text', (column) => column.notNull())
    .execute()
  await db.schema
    .createTable('pseudonym')
    .addColumn('id', id, numbered)
    .addColumn('name', 'text', (column) => column.notNull().unique())
    .addColumn('made_at', 'bigint', (column) => column.notNull())
    .execute()
  await db.schema
    .createTable('pseudonym_key')
    .addColumn('id', id, numbered)
    .addColumn('pseudonym_id', 'bigint', (column) => column.notNull().references('pseudonym.id'))
    .addColumn('hash', 'text', (column) => column.notNull().unique())
    .execute()
  await db.schema
    .createTable('erasure')
    .addColumn('id', id, numbered)
    .addColumn('pseudonym_id', 'bigint', (column) => column.notNull().references('pseudonym.id'))
    .addColumn('names', 'text')
    .addColumn('place', 'text')
    .addColumn('after', 'bigint', (column) => column.notNull().defaultTo(0))
    .addColumn('counts', 'text', (column) => column.notNull())
    .addColumn('begun_at', 'bigint', (column) => column.notNull())
    .addColumn('finished_at', 'bigint')
    .execute()
  await db.schema.alterTable('review').addColumn('erased_at', 'bigint').execute()
  await sql`create index review_named on review (id)
    where erased_at is null and result is not null and result <> 'held'`.execute(db)
}
