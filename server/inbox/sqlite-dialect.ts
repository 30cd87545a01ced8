import { DatabaseSync, type SQLInputValue, type StatementSync } from 'node:sqlite'
import { type SqliteDatabase, SqliteDialect, type SqliteStatement } from 'kysely'

/** How long a statement waits for another process's transaction; it blocks this process meanwhile. */
const BUSY_TIMEOUT_MS = 2000
const MAX_PREPARED = 200

/**
 * Kysely's SQLite dialect on Node's own SQLite, set so that what is committed is on disk.
 * @param path Of the database file; made if absent.
 */
export function sqliteDialect(path: string): SqliteDialect {
  return new SqliteDialect({ database: () => Promise.resolve(open(path)) })
}

function open(path: string): SqliteDatabase {
  const database = new DatabaseSync(path, { timeout: BUSY_TIMEOUT_MS })
  database.exec('pragma journal_mode = wal')
  database.exec('pragma synchronous = full')
  database.exec('pragma foreign_keys = on')
  const prepared = new Map<string, SqliteStatement>()
  return {
    close: () => database.close(),
    prepare: (sql) => {
      const known = prepared.get(sql)
      if (known !== undefined) return known
      // A transaction that reads before it writes cannot be upgraded once another process has written.
      const fresh = statement(database.prepare(sql === 'begin' ? 'begin immediate' : sql))
      if (prepared.size >= MAX_PREPARED) prepared.clear()
      prepared.set(sql, fresh)
      return fresh
    },
  }
}

function statement(prepared: StatementSync): SqliteStatement {
  return {
    reader: prepared.columns().length > 0,
    all: (parameters) => prepared.all(...parameters.map(toInput)),
    run: (parameters) => prepared.run(...parameters.map(toInput)),
    iterate: (parameters) => prepared.iterate(...parameters.map(toInput)),
  }
}

function toInput(value: unknown): SQLInputValue {
  if (value === null || typeof value === 'string' || typeof value === 'number') return value
  if (value instanceof Uint8Array) return value
  throw new TypeError(`no column takes a ${typeof value}`)
}
