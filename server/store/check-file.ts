import { sql } from 'kysely'
import { type Database, DatabaseError, isPostgres } from './database.ts'
import { ARRIVALS_ADVICE, DAMAGE_ADVICE } from './sqlite-advice.ts'

/** A file up to this size is looked at whole at each start: about a second on a slow machine. */
const MAX_BYTES = 256 * 1024 ** 2
/** Most of a file is documents, and one that cannot be read costs one review, not the work. */
const DOCUMENTS: ReadonlySet<string> = new Set(['review_event', 'report_facts', 'past_expense'])

/**
 * Reads through a SQLite file whether it is damaged; a PostgreSQL server looks after its own.
 * @param most How many bytes may be read through whole, for a start must not be held up: of a larger file, tables of
 * documents are left out. All, if not given.
 * @throws {DatabaseError} Saying what is damaged and what to do.
 */
export async function checkFile(db: Database, most = Number.POSITIVE_INFINITY): Promise<void> {
  if (isPostgres(db)) return
  for (const table of (await sizeOf(db)) > most ? await withoutDocuments(db) : [undefined]) {
    const one = table === undefined ? sql`1` : sql.lit(table)
    const { rows } = await sql<{ quick_check: string }>`pragma main.quick_check(${one})`.execute(db)
    const found = rows[0]?.quick_check
    if (found !== 'ok') throw new DatabaseError(`the database file is damaged (${found}): ${DAMAGE_ADVICE}`)
  }
  await checkArrivals(db, most)
}

/** They are few, unless nothing was taken over for long. */
async function checkArrivals(db: Database, most: number): Promise<void> {
  if ((await sizeOf(db, 'arrivals')) > most) return
  const { rows } = await sql<{ quick_check: string }>`pragma arrivals.quick_check(1)`.execute(db)
  const found = rows[0]?.quick_check
  if (found !== 'ok')
    throw new DatabaseError(`the file of arrivals is damaged (${found}): ${ARRIVALS_ADVICE}`)
}

/** Before receiving starts: as much as takes no more than a few seconds. @throws {DatabaseError} */
export async function checkFileAtStart(db: Database): Promise<void> {
  await checkFile(db, MAX_BYTES)
}

async function sizeOf(db: Database, schema: 'main' | 'arrivals' = 'main'): Promise<number> {
  const { rows } = await sql<{ size: number }>`
    select page_count * page_size as size from pragma_page_count(${schema}), pragma_page_size(${schema})`.execute(
    db,
  )
  return rows[0]?.size ?? 0
}

async function withoutDocuments(db: Database): Promise<readonly string[]> {
  const { rows } = await sql<{ name: string }>`
    select name from sqlite_schema where type = 'table' and name not like 'sqlite_%'`.execute(db)
  return rows.map(({ name }) => name).filter((name) => !DOCUMENTS.has(name))
}
