import { Big } from 'big.js'
import { type RawBuilder, sql } from 'kysely'
import type { Decimal } from '../../report/money.ts'
import { type Database, isPostgres } from '../database.ts'

/**
 * What {@link selectExactSum} selects, under these names; texts, for no number of JavaScript holds them all. `parts` are
 * in 0.00000001, `others` are amounts that are summed here, with a blank between them; both are null on PostgreSQL.
 */
export type ExactSumRow = readonly [whole: string | null, parts: string | null, others: string | null]

/** Concur's amounts have 8 decimals at most. */
const DECIMALS = 8
/** A sum of nine million amounts of so many digits before the point is a 64-bit integer still. */
const DIGITS = 12

/**
 * The columns that make an exact sum of decimals that stand in a column as text, such as `-12.5`. PostgreSQL adds
 * decimals; SQLite has none, so it adds what stands before the point and what stands behind it as integers. Amounts
 * that are too long for that are handed over one by one.
 * @param amount The column, as `toFixed` wrote it, or null.
 */
export function selectExactSum(db: Database, amount: RawBuilder<unknown>): RawBuilder<unknown> {
  if (isPostgres(db)) {
    return sql`cast(sum(cast(${amount} as numeric)) as text) as whole,
      cast(null as text) as parts, cast(null as text) as others`
  }
  const point = sql`instr(${amount} || '.', '.')`
  // The sign is a digit here.
  const isUsual = sql`${point} <= ${sql.lit(DIGITS + 1)} and length(${amount}) - ${point} <= ${sql.lit(DECIMALS)}`
  const behind = sql`cast(substr(substr(${amount}, ${point} + 1) || '00000000', 1, ${sql.lit(DECIMALS)}) as integer)`
  return sql`cast(sum(case when ${isUsual} then cast(${amount} as integer) end) as text) as whole,
    cast(sum(case when ${isUsual} then case when ${amount} like '-%' then -${behind} else ${behind} end end) as text)
      as parts,
    group_concat(case when not (${isUsual}) then ${amount} end, ' ') as others`
}

/** The sum; of nothing it is zero. */
export function toExactSum([whole, parts, others]: ExactSumRow): Decimal {
  const sum = new Big(whole ?? 0).plus(new Big(`${parts ?? 0}e-${DECIMALS}`))
  return (others ?? '')
    .split(' ')
    .filter((text) => text !== '')
    .reduce((total, text) => total.plus(text), sum)
}
