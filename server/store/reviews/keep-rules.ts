import { sql } from 'kysely'
import type { Database } from '../database.ts'
import { jsonRows, toJsonRows } from '../json-rows.ts'
import { prepared } from '../prepared.ts'
import type { Statement } from '../statement.ts'

/** Keeps the rules of a decision in place of those of an earlier one of the same review. */
export function keepRules(db: Database, reviewId: number, rules: readonly string[]): readonly Statement[] {
  const json = toJsonRows(rules.map((rule) => [rule]))
  return [deleteRules(db, { reviewId }), ...(rules.length === 0 ? [] : [insertRules(db, { reviewId, json })])]
}

const deleteRules = prepared((db, { reviewId }: { readonly reviewId: number }) =>
  db.deleteFrom('review_rule').where('review_id', '=', reviewId).compile(),
)

const insertRules = prepared((db, { reviewId, json }: { readonly reviewId: number; readonly json: string }) =>
  sql`insert into review_rule (review_id, rule)
    select cast(${reviewId} as bigint), value ->> 0 from ${jsonRows(db, json)}`.compile(db),
)
