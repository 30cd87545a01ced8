import { type Kysely, sql } from 'kysely'

/**
 * What became of a decision on several reviews: on which of them nothing was decided, the key of the form that it came by,
 * and what people were told of it. What happened before this was there is not told any more.
 */
export async function addBulkProgress(db: Kysely<unknown>): Promise<void> {
  const table = () => db.schema.alterTable('bulk_decision')
  await table().addColumn('refusals', 'text').execute()
  await table().addColumn('form_key', 'text').execute()
  await table().addColumn('told_state', 'text').execute()
  await sql`create unique index bulk_decision_form on bulk_decision (form_key)`.execute(db)
  await sql`update bulk_decision set state = 'void' where state = 'proposed'
    and not exists (select 1 from person where person.login = bulk_decision.proposed_by)`.execute(db)
  await sql`update bulk_decision set told_state = state`.execute(db)
  await sql`create index bulk_decision_untold on bulk_decision (id)
    where coalesce(told_state, '') <> state`.execute(db)
}
