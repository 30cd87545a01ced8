import { type ColumnDefinitionBuilder, type Kysely, sql } from 'kysely'

const INDEXES = ['delivery_due', 'delivery_lease', 'delivery_line', 'delivery_dead', 'delivery_draft']

/** Deliveries stand in lines by where they go, so that people are told things through the same queue as callbacks. */
export async function addLines(
  db: Kysely<unknown>,
  engine: 'sqlite' | 'postgres',
  numbered: (column: ColumnDefinitionBuilder) => ColumnDefinitionBuilder,
): Promise<void> {
  if (engine === 'postgres') {
    await sql`alter table delivery add column line text, add column give_up_at bigint`.execute(db)
    await sql`update delivery set line = 'instance:' || instance_id`.execute(db)
    await sql`alter table delivery alter column line set not null, alter column instance_id drop not null,
      drop column signature`.execute(db)
    for (const index of INDEXES) await sql`drop index ${sql.ref(index)}`.execute(db)
  } else {
    await rebuild(db, numbered)
  }
  await sql`create index delivery_due on delivery (due_at, id) where state = 'waiting'`.execute(db)
  await sql`create index delivery_lease on delivery (lease_until) where state = 'claimed'`.execute(db)
  await sql`create index delivery_line on delivery (line, id) where state in ('waiting', 'claimed')`.execute(
    db,
  )
  await sql`create index delivery_dead on delivery (id) where state = 'dead'`.execute(db)
  await sql`create index delivery_draft on delivery (instance_id) where state = 'draft'`.execute(db)
}

/** SQLite cannot make a column of a table empty that may not be. */
async function rebuild(
  db: Kysely<unknown>,
  numbered: (column: ColumnDefinitionBuilder) => ColumnDefinitionBuilder,
): Promise<void> {
  await db.schema
    .createTable('new_delivery')
    .addColumn('id', 'integer', numbered)
    .addColumn('line', 'text', (column) => column.notNull())
    .addColumn('instance_id', 'bigint', (column) => column.references('instance.id'))
    .addColumn('resource', 'text', (column) => column.notNull())
    .addColumn('event_id', 'text', (column) => column.notNull())
    .addColumn('body', 'blob', (column) => column.notNull())
    .addColumn('events', 'integer', (column) => column.notNull())
    .addColumn('created_at', 'bigint', (column) => column.notNull())
    .addColumn('state', 'text', (column) => column.notNull())
    .addColumn('due_at', 'bigint', (column) => column.notNull())
    .addColumn('claim', 'text')
    .addColumn('lease_until', 'bigint')
    .addColumn('attempts', 'integer', (column) => column.notNull().defaultTo(0))
    .addColumn('left_behind', 'integer', (column) => column.notNull().defaultTo(0))
    .addColumn('reason', 'text')
    .addColumn('finished_at', 'bigint')
    .addColumn('give_up_at', 'bigint')
    .execute()
  const kept = sql.raw(
    'id, instance_id, resource, event_id, body, events, created_at, state, due_at, claim, lease_until, attempts, left_behind, reason, finished_at',
  )
  await sql`insert into new_delivery (line, ${kept}) select 'instance:' || instance_id, ${kept} from delivery`.execute(
    db,
  )
  // No number is given out again, also if the last rows are gone.
  const { rows } = await sql<{
    seq: number
  }>`select seq from sqlite_sequence where name = 'delivery'`.execute(db)
  await sql`drop table delivery`.execute(db)
  await sql`alter table new_delivery rename to delivery`.execute(db)
  const last = rows[0]?.seq
  if (last === undefined) return
  await sql`delete from sqlite_sequence where name = 'delivery'`.execute(db)
  await sql`insert into sqlite_sequence (name, seq) values ('delivery', ${last})`.execute(db)
}
