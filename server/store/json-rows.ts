import { type RawBuilder, sql } from 'kysely'
import { type Database, isPostgres } from './database.ts'
import { storableInJson } from './storable-text.ts'

/** Rows as one JSON text, so that a statement is the same for any number of them: see {@link jsonRows}. */
export function toJsonRows(rows: readonly (readonly unknown[])[]): string {
  return JSON.stringify(rows.map((row) => row.map(storableInJson)))
}

/** A table of these rows, each in a column `value`: its fields are `value ->> 0` and so on, as text. */
export function jsonRows(db: Database, json: string): RawBuilder<unknown> {
  return isPostgres(db) ? sql`jsonb_array_elements(cast(${json} as jsonb))` : sql`json_each(${json})`
}
