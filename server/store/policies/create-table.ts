import { type ColumnDefinitionBuilder, type Kysely, sql } from 'kysely'

/** The texts of the policies that judged. @param numbered What makes a column of the type `id` give numbers. */
export async function createPolicyVersions(
  db: Kysely<unknown>,
  { bytes, id }: { readonly bytes: 'blob' | 'bytea'; readonly id: 'integer' | 'bigserial' },
  numbered: (column: ColumnDefinitionBuilder) => ColumnDefinitionBuilder,
): Promise<void> {
  await db.schema
    .createTable('policy_version')
    .addColumn('id', id, numbered)
    .addColumn('version', 'text', (column) => column.notNull().unique())
    .addColumn('name', 'text', (column) => column.notNull())
    .addColumn('content', bytes, (column) => column.notNull())
    .addColumn('kept_at', 'bigint', (column) => column.notNull())
    .addColumn('loaded_at', 'bigint', (column) => column.notNull())
    .execute()
  await db.schema.alterTable('review').addColumn('earlier_policy_versions', 'text').execute()
  await db.schema.createIndex('review_policy').on('review').columns(['policy_version']).execute()
  await sql`create index review_earlier_policies on review (id) where earlier_policy_versions is not null`.execute(
    db,
  )
}
