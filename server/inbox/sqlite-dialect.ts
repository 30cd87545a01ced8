import { Worker } from 'node:worker_threads'
import {
  type CompiledQuery,
  type DatabaseConnection,
  type Dialect,
  type Driver,
  type QueryResult,
  SqliteAdapter,
  SqliteIntrospector,
  SqliteQueryCompiler,
} from 'kysely'
import type { Answer, Question } from './sqlite-thread.ts'

/**
 * Kysely on Node's own SQLite in a thread of its own, so that waiting for the disk holds nobody else up. What is
 * committed is on disk (WAL, synchronous FULL).
 * @param path Of the database file.
 */
export function sqliteDialect(path: string): Dialect {
  return {
    createDriver: () => createDriver(path),
    createQueryCompiler: () => new SqliteQueryCompiler(),
    createAdapter: () => new SqliteAdapter(),
    createIntrospector: (db) => new SqliteIntrospector(db),
  }
}

/** One connection; Kysely gives it to one transaction at a time. */
function createDriver(path: string): Driver {
  let thread = openThread(path)
  const run = (sql: string) => thread.ask(sql, [])
  const connection: DatabaseConnection = {
    executeQuery: ({ sql, parameters }: CompiledQuery) => thread.ask(sql, parameters),
    async *streamQuery(query: CompiledQuery) {
      yield await connection.executeQuery(query)
    },
  }

  return {
    init: () => Promise.resolve(),
    async acquireConnection() {
      if (thread.hasEnded()) thread = openThread(path)
      return Promise.resolve(connection)
    },
    async beginTransaction() {
      // One that reads before it writes cannot be upgraded once another process has written.
      await run('begin immediate')
    },
    async commitTransaction() {
      await run('commit')
    },
    async rollbackTransaction() {
      try {
        await run('rollback')
      } catch (error) {
        // A full disk makes SQLite roll back by itself; the first error is the one to know.
        if (!(error instanceof Error && error.message.includes('no transaction is active'))) throw error
      }
    },
    releaseConnection: () => Promise.resolve(),
    destroy: () => thread.close(),
  }
}

/** The rows have the type that Kysely knows from the statement. */
type AnyRows = QueryResult<never>

interface Thread {
  ask(sql: string, parameters: readonly unknown[]): Promise<AnyRows>
  hasEnded(): boolean
  close(): Promise<void>
}

function openThread(path: string): Thread {
  const worker = new Worker(new URL('./sqlite-thread.ts', import.meta.url), { workerData: path })
  const waiting = new Map<number, { resolve: (answer: AnyRows) => void; reject: (error: Error) => void }>()
  let lastId = 0
  let end: Error | undefined
  const ended = Promise.withResolvers<void>()

  worker.on('message', (answer: Answer<never>) => {
    const asker = waiting.get(answer.id)
    waiting.delete(answer.id)
    if ('error' in answer) {
      asker?.reject(Object.assign(new Error(answer.error.message), { code: answer.error.code }))
    } else {
      const { rows, changes, insertId } = answer
      asker?.resolve({ rows, numAffectedRows: BigInt(changes), insertId: BigInt(insertId) })
    }
  })
  worker.on('error', (error) => finish(error instanceof Error ? error : new Error(String(error))))
  worker.on('exit', () => finish(new Error('the database was closed')))

  return {
    ask(sql, parameters) {
      if (end !== undefined) return Promise.reject(end)
      lastId += 1
      const question: Question = { id: lastId, sql, parameters }
      return new Promise((resolve, reject) => {
        waiting.set(question.id, { resolve, reject })
        worker.postMessage(question)
      })
    },
    hasEnded: () => end !== undefined,
    async close() {
      worker.postMessage('close')
      await ended.promise
    },
  }

  function finish(error: Error): void {
    end ??= error
    for (const { reject } of waiting.values()) reject(end)
    waiting.clear()
    ended.resolve()
  }
}
