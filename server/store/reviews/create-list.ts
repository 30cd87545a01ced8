import { type ColumnDefinitionBuilder, type Kysely, sql } from 'kysely'
import type { Schema } from '../schema.ts'
import { listedOf, rulesIn } from './listed.ts'

type Tables = Pick<Schema, 'review' | 'review_rule'>

/** Reviews that are made ready at one time. */
const BATCH = 1000

/**
 * What lists of reviews are filtered by, and whom Concur's ids of users stand for; filled for the reviews that there
 * are, whose logins were not kept.
 * @param numbered What makes a column of the type `id` give numbers.
 */
export async function createReviewList(
  db: Kysely<unknown>,
  id: 'integer' | 'bigserial',
  numbered: (column: ColumnDefinitionBuilder) => ColumnDefinitionBuilder,
): Promise<void> {
  for (const column of ['employee_login', 'employee_id', 'employee_search', 'total_order'])
    await db.schema.alterTable('review').addColumn(column, 'text').execute()
  await db.schema
    .createTable('review_rule')
    .addColumn('id', id, numbered)
    .addColumn('review_id', 'bigint', (column) => column.notNull().references('review.id'))
    .addColumn('rule', 'text', (column) => column.notNull())
    .addUniqueConstraint('review_rule_once', ['rule', 'review_id'])
    .execute()
  await db.schema.createIndex('review_rule_review').on('review_rule').columns(['review_id', 'id']).execute()
  await db.schema
    .createTable('concur_user')
    .addColumn('user_id', 'text', (column) => column.primaryKey())
    .addColumn('name', 'text')
    .addColumn('login', 'text')
    .addColumn('employee_id', 'text')
    .addColumn('email', 'text')
    .addColumn('asked_at', 'bigint', (column) => column.notNull())
    .execute()
  await fill(db.withTables<Tables>(), id === 'bigserial')
}

async function fill(db: Kysely<Tables>, isServer: boolean): Promise<void> {
  for (let after = 0; ; ) {
    const reviews = await db
      .selectFrom('review')
      .select(['id', 'employee', 'total', 'decision'])
      .where('id', '>', after)
      .orderBy('id')
      .limit(BATCH)
      .execute()
    const last = reviews.at(-1)
    if (last === undefined) return
    after = last.id
    const listed = reviews.map(({ id, employee, total }) => ({ id, ...listedOf({ employee, total }) }))
    await updateAll(db, isServer, listed)
    const rules = reviews.flatMap(({ id, decision }) =>
      rulesIn(decision === null ? undefined : JSON.parse(decision)).map((rule) => ({ review_id: id, rule })),
    )
    for (let start = 0; start < rules.length; start += BATCH)
      await db
        .insertInto('review_rule')
        .values(rules.slice(start, start + BATCH))
        .execute()
  }
}

/** In one statement: a million of them would take minutes. */
async function updateAll(
  db: Kysely<Tables>,
  isServer: boolean,
  listed: readonly { id: number; employee_search: string; total_order: string | null }[],
): Promise<void> {
  const rows = isServer
    ? sql`select * from json_to_recordset(${JSON.stringify(listed)}::json)
        as listed (id bigint, employee_search text, total_order text)`
    : sql`select value ->> 'id' as id, value ->> 'employee_search' as employee_search,
        value ->> 'total_order' as total_order from json_each(${JSON.stringify(listed)})`
  await sql`update review set employee_search = filled.employee_search, total_order = filled.total_order
    from (${rows}) as filled where review.id = filled.id`.execute(db)
}
