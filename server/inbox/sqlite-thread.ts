import { DatabaseSync, type SQLInputValue, type StatementSync } from 'node:sqlite'
import { parentPort, workerData } from 'node:worker_threads'

/** A statement for the thread; answered with the same id, in order. */
export interface Question {
  readonly id: number
  readonly sql: string
  readonly parameters: readonly unknown[]
}

/** What came of it. */
export type Answer<Row = unknown> =
  | { readonly id: number; readonly rows: Row[]; readonly changes: number; readonly insertId: number }
  | { readonly id: number; readonly error: { readonly message: string; readonly code: string } }

/** How long a statement waits for another process's transaction. */
const BUSY_TIMEOUT_MS = 2000
const MAX_PREPARED = 300

// This file is the thread: SQLite blocks whoever waits for the disk, and nothing else lives here.
const path: unknown = workerData
if (parentPort !== null && typeof path === 'string') serve(path, parentPort)

function serve(file: string, port: NonNullable<typeof parentPort>): void {
  const database = new DatabaseSync(file, { timeout: BUSY_TIMEOUT_MS })
  // Takes effect only in a file that is made now, before anything else is in it.
  database.exec('pragma auto_vacuum = incremental')
  database.exec('pragma journal_mode = wal')
  database.exec('pragma synchronous = full')
  database.exec('pragma foreign_keys = on')
  const prepared = new Map<string, { readonly statement: StatementSync; readonly isReader: boolean }>()

  port.on('message', (question: Question | 'close') => {
    if (question === 'close') {
      database.close()
      port.close()
      return
    }
    port.postMessage(answer(question))
  })

  function answer({ id, sql, parameters }: Question): Answer {
    try {
      const { statement, isReader } = prepare(sql)
      const input = parameters.map(toInput)
      if (isReader) return { id, rows: statement.all(...input), changes: 0, insertId: 0 }
      const { changes, lastInsertRowid } = statement.run(...input)
      return { id, rows: [], changes: Number(changes), insertId: Number(lastInsertRowid) }
    } catch (error) {
      const { message } = error instanceof Error ? error : new Error(String(error))
      const number = error instanceof Error && 'errcode' in error ? error.errcode : undefined
      return { id, error: { message, code: `SQLITE_${String(number)}` } }
    }
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

function toInput(value: unknown): SQLInputValue {
  if (value === null || typeof value === 'string' || typeof value === 'number') return value
  if (value instanceof Uint8Array) return value
  throw new TypeError(`no column takes a ${typeof value}`)
}
