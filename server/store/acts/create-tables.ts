import { type ColumnDefinitionBuilder, type Kysely, sql } from 'kysely'

/** What people do with held reviews besides deciding. @param numbered What makes a column of the type `id` give numbers. */
export async function addActsOnReviews(
  db: Kysely<unknown>,
  id: 'integer' | 'bigserial',
  numbered: (column: ColumnDefinitionBuilder) => ColumnDefinitionBuilder,
): Promise<void> {
  await db.schema.alterTable('review').addColumn('assignee', 'text').execute()
  await db.schema.alterTable('review').addColumn('snoozed_until', 'bigint').execute()
  await db.schema.alterTable('review').addColumn('snoozed_by', 'text').execute()
  await sql`create index review_snoozed on review (snoozed_until) where snoozed_until is not null`.execute(db)
  await db.schema
    .createTable('review_note')
    .addColumn('id', id, numbered)
    .addColumn('review_id', 'bigint', (column) => column.notNull().references('review.id'))
    .addColumn('kind', 'text', (column) => column.notNull())
    .addColumn('author', 'text', (column) => column.notNull())
    .addColumn('addressee', 'text')
    .addColumn('question_id', 'bigint')
    .addColumn('content', 'text', (column) => column.notNull())
    .addColumn('written_at', 'bigint', (column) => column.notNull())
    .execute()
  await db.schema.createIndex('review_note_review').on('review_note').columns(['review_id', 'id']).execute()
  // A question is answered once, whatever the processes do at the same moment.
  await sql`create unique index review_note_answer on review_note (question_id) where question_id is not null`.execute(
    db,
  )
}
