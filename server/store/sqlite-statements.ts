import { DatabaseSync, type SQLInputValue, type StatementSync } from 'node:sqlite'
import { pathToFileURL } from 'node:url'
import { arrivalsPath } from './sqlite-file.ts'

/** A statement for a thread. */
export interface AskedStatement {
  readonly sql: string
  readonly parameters: readonly unknown[]
  /** It has to change or find something. */
  readonly isRequired?: boolean
}

/** Statements for a thread, of which all are carried out or none; answered with the same id, those of one connection in order. */
export interface Question {
  readonly id: number
  readonly connection: number
  readonly statements: readonly AskedStatement[]
}

/** What came of one statement. */
export interface StatementResult<Row = unknown> {
  readonly rows: Row[]
  readonly changes: number
  readonly insertId: number
}

/** What came of them; `missing` is the first that had to change or find something, and did not. */
export type Answer<Row = unknown> =
  | { readonly id: number; readonly results: readonly StatementResult<Row>[] }
  | { readonly id: number; readonly missing: number }
  | { readonly id: number; readonly error: { readonly message: string; readonly code: string } }

/** What the thread that writes tells unasked: nothing can be kept any more; without a trouble, it can be again. */
export interface Notice {
  readonly trouble: string | undefined
}

/** What a thread that only reads has met, for the one that writes. */
export interface Damage {
  readonly damage: { readonly message: string; readonly code: string }
}

/** How long a statement waits for another process's transaction. */
const BUSY_TIMEOUT_MS = 2000
const MAX_PREPARED = 300

/** The file of that path, open in this thread. */
export interface SqliteFile {
  readonly database: DatabaseSync
  readonly answer: (question: Question) => Answer
}

/** Opens it, if it is there; a statement that is asked again is not prepared again. */
export function openSqlite(path: string, isReadOnly = false): SqliteFile {
  // None is made in place of one that was deleted.
  const existing = `${pathToFileURL(path).href}?mode=${isReadOnly ? 'ro' : 'rw'}`
  const database = new DatabaseSync(existing, { timeout: BUSY_TIMEOUT_MS, readOnly: isReadOnly })
  const prepared = new Map<string, { readonly statement: StatementSync; readonly isReader: boolean }>()
  return {
    database,
    answer({ id, statements }) {
      try {
        const results: StatementResult[] = []
        for (const [index, statement] of statements.entries()) {
          const result = run(statement)
          const isMissing = statement.isRequired === true && result.rows.length + result.changes === 0
          if (isMissing) return { id, missing: index }
          results.push(result)
        }
        return { id, results }
      } catch (error) {
        return { id, error: described(error) }
      }
    },
  }

  function run({ sql, parameters }: AskedStatement): StatementResult {
    const { statement, isReader } = prepare(sql)
    const input = parameters.map(toInput)
    if (isReader) return { rows: statement.all(...input), changes: 0, insertId: 0 }
    const { changes, lastInsertRowid } = statement.run(...input)
    return { rows: [], changes: Number(changes), insertId: Number(lastInsertRowid) }
  }

  function prepare(sql: string) {
    const known = prepared.get(sql)
    if (known !== undefined) return known
    const statement = database.prepare(sql)
    const fresh = { statement, isReader: statement.columns().length > 0 }
    if (prepared.size >= MAX_PREPARED) prepared.clear()
    prepared.set(sql, fresh)
    return fresh
  }
}

/**
 * Has the arrivals read beside the database. Never to be written from here: whoever writes would then lock them, and with
 * them the door.
 */
export function attachArrivals(database: DatabaseSync, path: string): void {
  database.prepare('attach database ? as arrivals').run(`${pathToFileURL(arrivalsPath(path)).href}?mode=ro`)
}

/** An error as it is told to another thread. */
export function described(error: unknown): { readonly message: string; readonly code: string } {
  const { message } = error instanceof Error ? error : new Error(String(error))
  const number = error instanceof Error && 'errcode' in error ? error.errcode : undefined
  return { message, code: `SQLITE_${String(number)}` }
}

function toInput(value: unknown): SQLInputValue {
  if (value === null || typeof value === 'string' || typeof value === 'number') return value
  if (value instanceof Uint8Array) return value
  throw new TypeError(`no column takes a ${typeof value}`)
}
