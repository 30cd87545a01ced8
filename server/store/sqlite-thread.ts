// The thread that SQLite runs in: it blocks whoever waits for the disk, and the thread that answers Concur must not.
// Statements of several connections come in as messages, and one connection to the file answers them.
//
//   no transaction ── begin ──> owned by one connection ── commit or rollback ──> no transaction
//    │   ↑                       only its statements are taken, one by one
//    └───┘ statements that stand one behind the other share one commit
//
//   T1. Of one connection, answers come in the order of its statements.
//   T2. While a transaction is open, statements of other connections wait: they would become part of it.
//   T3. A statement that writes is answered after its commit, also where it shares that with others.
//   T4. A statement that fails costs those it shares a commit with nothing. If the commit fails, all that wrote fail.
//   T5. A message to close is obeyed when what may be answered of what came before it has been.
import { DatabaseSync, type SQLInputValue, type StatementSync } from 'node:sqlite'
import { parentPort, receiveMessageOnPort, workerData } from 'node:worker_threads'

/** A statement for the thread; answered with the same id, those of one connection in order. */
export interface Question {
  readonly id: number
  readonly connection: number
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
/** What may share a commit with others. */
const SHARES = /^\s*(select|insert|update|delete)\b/i
const WRITES = /^\s*(insert|update|delete)\b/i

// This file is the thread's own; whoever else imports it takes types.
const path: unknown = workerData
if (parentPort !== null && typeof path === 'string') serve(path, parentPort)

function serve(file: string, port: NonNullable<typeof parentPort>): void {
  const database = new DatabaseSync(file, { timeout: BUSY_TIMEOUT_MS })
  // Takes effect only in a file that is made now, before anything else is in it.
  database.exec('pragma auto_vacuum = incremental')
  database.exec('pragma journal_mode = wal')
  // T3. A commit returns when it is on disk.
  database.exec('pragma synchronous = full')
  database.exec('pragma foreign_keys = on')
  // What is deleted or replaced is gone from the file: a person may have asked for that.
  database.exec('pragma secure_delete = on')
  const prepared = new Map<string, { readonly statement: StatementSync; readonly isReader: boolean }>()
  const waiting: Question[] = []
  /** The connection whose transaction is open (T2). */
  let owner: number | undefined

  port.on('message', (message: Question | 'close') => {
    let next: { readonly message: Question | 'close' } | undefined = { message }
    let isClosing = false
    for (; next !== undefined; next = receiveMessageOnPort(port)) {
      if (next.message === 'close') isClosing = true
      else waiting.push(next.message)
    }
    answerAll()
    if (!isClosing) return
    database.close()
    port.close()
  })

  function answerAll(): void {
    for (;;) {
      const together = takeNext()
      if (together.length === 0) return
      for (const each of answerTogether(together)) port.postMessage(each)
      owner = database.isTransaction ? together[0]?.connection : undefined
    }
  }

  /** The first that may be answered now, with those right behind it that may share a commit with it. */
  function takeNext(): readonly Question[] {
    if (owner !== undefined) {
      const first = waiting.findIndex(({ connection }) => connection === owner)
      return first === -1 ? [] : waiting.splice(first, 1)
    }
    const end = waiting.findIndex(({ sql }) => !SHARES.test(sql))
    return waiting.splice(0, end === -1 ? waiting.length : Math.max(end, 1))
  }

  /** A commit costs more than what is committed, so that writes share one (T3, T4). */
  function answerTogether(questions: readonly Question[]): readonly Answer[] {
    const writes = questions.filter(({ sql }) => WRITES.test(sql))
    if (writes.length < 2) return questions.map(answer)
    try {
      database.exec('begin immediate')
      const answers = questions.map((question) => {
        const given = answer(question)
        // T4. A full disk makes SQLite roll back by itself; the rest would be committed without what came before it.
        if (!database.isTransaction) throw new Error('error' in given ? given.error.message : 'rolled back')
        return given
      })
      database.exec('commit')
      return answers
    } catch (error) {
      if (database.isTransaction) database.exec('rollback')
      const failed = described(error)
      return questions.map((question) =>
        writes.includes(question) ? { id: question.id, error: failed } : answer(question),
      )
    }
  }

  function answer({ id, sql, parameters }: Question): Answer {
    try {
      const { statement, isReader } = prepare(sql)
      const input = parameters.map(toInput)
      if (isReader) return { id, rows: statement.all(...input), changes: 0, insertId: 0 }
      const { changes, lastInsertRowid } = statement.run(...input)
      return { id, rows: [], changes: Number(changes), insertId: Number(lastInsertRowid) }
    } catch (error) {
      return { id, error: described(error) }
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

function described(error: unknown): { readonly message: string; readonly code: string } {
  const { message } = error instanceof Error ? error : new Error(String(error))
  const number = error instanceof Error && 'errcode' in error ? error.errcode : undefined
  return { message, code: `SQLITE_${String(number)}` }
}

function toInput(value: unknown): SQLInputValue {
  if (value === null || typeof value === 'string' || typeof value === 'number') return value
  if (value instanceof Uint8Array) return value
  throw new TypeError(`no column takes a ${typeof value}`)
}
