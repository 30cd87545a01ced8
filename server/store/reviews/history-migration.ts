import type { Kysely } from 'kysely'

/** Sums over a year are most often of few expense types. */
export async function indexPastExpensesByType(db: Kysely<unknown>): Promise<void> {
  await db.schema
    .createIndex('past_expense_type')
    .on('past_expense')
    .columns(['employee_key', 'expense_type', 'day'])
    .execute()
}
