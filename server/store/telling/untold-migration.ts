import { type Kysely, sql } from 'kysely'

/**
 * Which questions, answers and ended snoozes people were told of, and what finds the others among a million. What
 * happened before this was there is not told any more.
 */
export async function addUntold(db: Kysely<unknown>): Promise<void> {
  await db.schema.alterTable('review_note').addColumn('told_at', 'bigint').execute()
  await sql`update review_note set told_at = written_at`.execute(db)
  await sql`create index review_note_untold on review_note (id)
    where told_at is null and kind <> 'note'`.execute(db)
  await db.schema.alterTable('review').addColumn('told_until', 'bigint').execute()
  await sql`update review set told_until = snoozed_until where snoozed_until <= ${Date.now()}`.execute(db)
  await sql`create index review_untold_return on review (snoozed_until)
    where result = 'held' and snoozed_until is not null and coalesce(told_until, 0) <> snoozed_until`.execute(
    db,
  )
}
