import type { Kysely } from 'kysely'

/** On SQLite the arrivals themselves have a file of their own, see `arrivals-file.ts`. */
export async function createArrivals(db: Kysely<unknown>, engine: 'sqlite' | 'postgres'): Promise<void> {
  if (engine === 'sqlite') {
    await db.schema
      .createTable('taken_over')
      .addColumn('file', 'text', (column) => column.notNull().unique())
      .addColumn('last', 'bigint', (column) => column.notNull())
      .execute()
    return
  }
  await db.schema
    .createTable('arrival')
    .addColumn('id', 'bigserial', (column) => column.primaryKey())
    .addColumn('kind', 'text', (column) => column.notNull())
    .addColumn('received_at', 'bigint', (column) => column.notNull())
    .addColumn('said', 'text', (column) => column.notNull())
    .addColumn('raw', 'bytea', (column) => column.notNull())
    .execute()
}
