import { sql } from 'kysely'
import { type Database, isPostgres } from '../database.ts'
import type { SearchedPlace } from './places.ts'
import { type Row, type RowChange, treatRow, type Wanted } from './treat.ts'

/** What is still to be read or sent is so by what it says; see `obstaclesTo`. */
const FINISHED = sql`and state not in ('waiting', 'claimed')`
const WORKED_ON: ReadonlySet<string> = new Set(['notification', 'delivery'])

/** The next rows of a table, by key. */
export async function rowsAfter(
  db: Database,
  place: SearchedPlace,
  after: number,
  most: number,
): Promise<readonly Row[]> {
  const only = WORKED_ON.has(place.table) ? FINISHED : sql``
  const { rows } = await sql<Row>`
    select ${columnsOf(place)} from ${sql.table(place.table)}
    where ${sql.ref(place.key)} > ${after} ${only} order by ${sql.ref(place.key)} limit ${most}`.execute(db)
  return rows
}

/** The rows of a table that belong to a review. */
export async function rowsOfReview(
  db: Database,
  place: SearchedPlace & { readonly review: string },
  reviewId: number,
): Promise<readonly Row[]> {
  const { rows } = await sql<Row>`
    select ${columnsOf(place)} from ${sql.table(place.table)}
    where ${sql.ref(place.review)} = ${reviewId} order by ${sql.ref(place.key)}`.execute(db)
  return rows
}

/** Changes a row, unless it is not any more what the change was made of: then it is treated as it is now. */
export async function changeRow(
  trx: Database,
  place: SearchedPlace,
  row: Row,
  change: RowChange,
  wanted: Wanted,
): Promise<void> {
  const now = await lockedRow(trx, place, row)
  if (now === undefined) return
  const isSame = Object.keys(change.columns).every((column) => isEqual(now[column], row[column]))
  const valid = isSame ? change : await treatRow(place, now, wanted)
  if (valid === undefined) return
  const assignments = Object.entries(valid.columns).map(
    ([column, value]) => sql`${sql.ref(column)} = ${value}`,
  )
  await sql`update ${sql.table(place.table)} set ${sql.join(assignments)}
    where ${sql.ref(place.key)} = ${row[place.key]}`.execute(trx)
}

async function lockedRow(trx: Database, place: SearchedPlace, row: Row): Promise<Row | undefined> {
  const lock = isPostgres(trx) ? sql`for update` : sql``
  const { rows } = await sql<Row>`
    select ${columnsOf(place)} from ${sql.table(place.table)}
    where ${sql.ref(place.key)} = ${row[place.key]} ${lock}`.execute(trx)
  return rows[0]
}

function columnsOf({ key, review, columns }: SearchedPlace) {
  const names = new Set([key, ...(review === undefined ? [] : [review]), ...columns.map(([name]) => name)])
  return sql.join([...names].map((name) => sql.ref(name)))
}

function isEqual(a: Row[string] | undefined, b: Row[string] | undefined): boolean {
  if (a instanceof Uint8Array && b instanceof Uint8Array) return Buffer.compare(a, b) === 0
  return a === b
}
