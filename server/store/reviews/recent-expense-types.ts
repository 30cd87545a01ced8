import type { Database } from '../database.ts'

/** The expense types of the newest expenses that are kept, in capitals, and of how many. @param most So many are looked at. */
export async function recentExpenseTypes(
  db: Database,
  most: number,
): Promise<{ readonly types: ReadonlySet<string>; readonly expenses: number }> {
  const rows = await db
    .selectFrom((from) =>
      from.selectFrom('past_expense').select('expense_type').orderBy('id', 'desc').limit(most).as('newest'),
    )
    .select(['expense_type', (eb) => eb.fn.countAll<number>().as('expenses')])
    .groupBy('expense_type')
    .execute()
  return {
    types: new Set(rows.map((row) => row.expense_type)),
    expenses: rows.reduce((sum, { expenses }) => sum + expenses, 0),
  }
}
