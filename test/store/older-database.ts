import { writeFile } from 'node:fs/promises'
import { Kysely, sql } from 'kysely'
import { Migrator } from 'kysely/migration'
import { SILENT_LOG } from '../../server/log.ts'
import { makeArrivalsFile } from '../../server/store/arrivals/arrivals-file.ts'
import { isPostgres, schemaOf } from '../../server/store/database.ts'
import { migrationsFor } from '../../server/store/migrations.ts'
import { postgresDialect } from '../../server/store/postgres-dialect.ts'
import type { Schema } from '../../server/store/schema.ts'
import { sqliteDialect } from '../../server/store/sqlite-dialect.ts'
import type { TestEngine } from '../support/engines.ts'

/**
 * Leaves a database as an older version of the connector would: opening it brings it up to date.
 * @param last The last migration that version had.
 * @param statements SQL that fills it.
 */
export async function leaveOlderDatabase(
  engine: TestEngine,
  last: string,
  statements: readonly string[],
): Promise<void> {
  await engine.bare()
  const url = engine.url()
  const path = url.replace(/^sqlite:/, '')
  if (engine.name === 'SQLite') {
    await writeFile(path, '')
    makeArrivalsFile(path)
  }
  const dialect =
    engine.name === 'PostgreSQL' ? postgresDialect(url, SILENT_LOG) : sqliteDialect(path, SILENT_LOG)
  const db = new Kysely<Schema>({ dialect })
  try {
    const all = Object.entries(migrationsFor(isPostgres(db) ? 'postgres' : 'sqlite'))
    const provider = {
      getMigrations: () => Promise.resolve(Object.fromEntries(all.filter(([name]) => name <= last))),
    }
    const place = isPostgres(db) ? { migrationTableSchema: await schemaOf(db) } : {}
    const { error } = await new Migrator({ db, provider, ...place }).migrateToLatest()
    if (error !== undefined) throw error
    for (const statement of statements) await sql.raw(statement).execute(db)
  } finally {
    await db.destroy()
  }
}
