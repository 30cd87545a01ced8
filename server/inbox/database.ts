import { chmodSync, existsSync, mkdirSync, writeFileSync } from 'node:fs'
import { dirname } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { Kysely, sql } from 'kysely'
import { Migrator } from 'kysely/migration'
import { ConnectorError } from '../connector-error.ts'
import { MIGRATIONS } from './migrations.ts'
import type { Schema } from './schema.ts'
import { sqliteDialect } from './sqlite-dialect.ts'

/** The one door to SQL; only files of this folder use it. */
export type Database = Kysely<Schema>

/** Another process that starts at the same moment may be at the tables. */
const MAX_TRIES = 20
const RETRY_MS = 250

/** The database cannot be opened or brought to this version. */
export class DatabaseError extends ConnectorError {
  override readonly name = 'DatabaseError'
  readonly code = 'DATABASE'
  readonly retryable = true
}

/**
 * Opens the database and brings its tables up to date; several processes may do so at once.
 * @param url `sqlite:` and a path; the file and its folder are made if absent, readable by their owner only.
 * @throws {DatabaseError} If it cannot be opened; the message names the setting.
 */
export async function openDatabase(url: string): Promise<Database> {
  const path = url.replace(/^sqlite:(\/\/(?=\/))?/, '')
  for (let patience = MAX_TRIES; ; patience -= 1) {
    try {
      return await openFile(path)
    } catch (cause) {
      const reason = cause instanceof Error ? cause.message : String(cause)
      if (patience === 0 || !/locked|busy/.test(reason)) {
        throw new DatabaseError(`DATABASE_URL: ${path} cannot be used as the database: ${reason}`, { cause })
      }
      await sleep(RETRY_MS)
    }
  }
}

/** Rejects when nothing can be written: the file is read-only, locked for long, or gone. */
export async function checkWritable(db: Database): Promise<void> {
  await db.transaction().execute((trx) => sql`select 1`.execute(trx))
}

async function openFile(path: string): Promise<Database> {
  prepareFile(path)
  const db = new Kysely<Schema>({ dialect: sqliteDialect(path) })
  try {
    await migrate(db)
    return db
  } catch (error) {
    await db.destroy()
    throw error
  }
}

function prepareFile(path: string): void {
  mkdirSync(dirname(path), { recursive: true })
  if (existsSync(path)) return
  // It will hold refresh tokens and expense reports.
  writeFileSync(path, '', { mode: 0o600, flag: 'a' })
  chmodSync(path, 0o600)
}

/** In one write transaction, because SQLite's migrations lock nothing by themselves. */
async function migrate(db: Database): Promise<void> {
  await db.connection().execute(async (connection) => {
    await sql`begin`.execute(connection)
    const { error } = await new Migrator({
      db: connection,
      provider: { getMigrations: () => Promise.resolve(MIGRATIONS) },
      disableTransactions: true,
    }).migrateToLatest()
    if (error !== undefined) {
      await sql`rollback`.execute(connection)
      throw error
    }
    await sql`commit`.execute(connection)
  })
}
