import { type ColumnDefinitionBuilder, type Kysely, sql } from 'kysely'

/** The tables of people, keys and the trail. @param numbered What makes a column of the type `id` give numbers. */
export async function createPeopleTables(
  db: Kysely<unknown>,
  id: 'integer' | 'bigserial',
  numbered: (column: ColumnDefinitionBuilder) => ColumnDefinitionBuilder,
): Promise<void> {
  await db.schema
    .createTable('person')
    .addColumn('id', id, numbered)
    .addColumn('login', 'text', (column) => column.notNull().unique())
    .addColumn('name', 'text', (column) => column.notNull())
    .addColumn('email', 'text')
    .addColumn('employee_id', 'text')
    .addColumn('role', 'text', (column) => column.notNull())
    .addColumn('scope', 'text')
    .addColumn('max_amounts', 'text')
    .addColumn('password', 'text')
    .addColumn('created_at', 'bigint', (column) => column.notNull())
    .execute()
  await db.schema
    .createTable('api_key')
    .addColumn('id', id, numbered)
    .addColumn('name', 'text', (column) => column.notNull())
    .addColumn('role', 'text', (column) => column.notNull())
    .addColumn('key_hash', 'text', (column) => column.notNull().unique())
    .addColumn('created_at', 'bigint', (column) => column.notNull())
    .addColumn('revoked_at', 'bigint')
    .execute()
  await createTrail(db, id, numbered)
}

async function createTrail(
  db: Kysely<unknown>,
  id: 'integer' | 'bigserial',
  numbered: (column: ColumnDefinitionBuilder) => ColumnDefinitionBuilder,
): Promise<void> {
  await db.schema
    .createTable('trail')
    // Numbered by whoever appends: a number that a database gives is lost with its transaction, which leaves a gap.
    .addColumn('id', 'bigint', (column) => column.primaryKey())
    .addColumn('at', 'bigint', (column) => column.notNull())
    .addColumn('act', 'text', (column) => column.notNull())
    .addColumn('subject', 'text', (column) => column.notNull())
    .addColumn('outcome', 'text', (column) => column.notNull())
    .addColumn('detail', 'text')
    .addColumn('who_hash', 'text', (column) => column.notNull())
    .addColumn('via_hash', 'text')
    .addColumn('whom_hash', 'text')
    .addColumn('previous_hash', 'text', (column) => column.notNull())
    .addColumn('hash', 'text', (column) => column.notNull())
    .execute()
  await db.schema.createIndex('trail_at').on('trail').columns(['at']).execute()
  await db.schema
    .createTable('trail_name')
    .addColumn('id', id, numbered)
    .addColumn('trail_id', 'bigint', (column) => column.notNull())
    .addColumn('part', 'text', (column) => column.notNull())
    .addColumn('name', 'text', (column) => column.notNull())
    .addColumn('salt', 'text')
    .addUniqueConstraint('trail_name_part', ['trail_id', 'part'])
    .execute()
  await sql`create index trail_name_name on trail_name (name, trail_id)`.execute(db)
}
