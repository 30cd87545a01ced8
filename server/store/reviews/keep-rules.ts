import type { Database } from '../database.ts'

/** Keeps the rules of a decision in place of those of an earlier one of the same review. */
export async function keepRules(trx: Database, reviewId: number, rules: readonly string[]): Promise<void> {
  await trx.deleteFrom('review_rule').where('review_id', '=', reviewId).execute()
  if (rules.length === 0) return
  await trx
    .insertInto('review_rule')
    .values(rules.map((rule) => ({ review_id: reviewId, rule })))
    .execute()
}
