import { Worker } from 'node:worker_threads'
import {
  CompiledQuery,
  type DatabaseConnection,
  type Dialect,
  type Driver,
  type QueryResult,
  SqliteAdapter,
  SqliteIntrospector,
} from 'kysely'
import type { Log } from '../log.ts'
import { inOwnBlock } from './in-own-block.ts'
import { isDamaged, isLocked } from './sqlite-advice.ts'
import type { Answer, Damage, Notice, Question, StatementResult } from './sqlite-statements.ts'
import type { Statement, Together, TogetherConnection } from './statement.ts'
import { StorableSqlite } from './storable-text.ts'

/**
 * Kysely on Node's own SQLite in a thread of its own, so that waiting for the disk holds nobody else up. What is
 * committed is on disk (WAL, synchronous FULL). Transactions that only read have another thread: they see one moment,
 * and neither wait for those that write nor hold them up.
 * @param path Of the database file, which must be there.
 */
export function sqliteDialect(path: string, log: Log): Dialect {
  return {
    createDriver: () => createDriver(path, log),
    createQueryCompiler: () => new StorableSqlite(),
    createAdapter: () => new Adapter(),
    createIntrospector: (db) => new SqliteIntrospector(db),
  }
}

/** Kysely need not hand statements over one by one: the thread has those of other connections wait for a transaction. */
class Adapter extends SqliteAdapter {
  override get supportsMultipleConnections(): boolean {
    return true
  }
}

const WRITING = new URL('./sqlite-thread.ts', import.meta.url)
const READING = new URL('./sqlite-snapshots.ts', import.meta.url)

/** Any number of connections on two threads, which are told apart by a number. */
function createDriver(path: string, log: Log): Driver {
  const openWriting = () => openThread(WRITING, path, log)
  let writing = openWriting()
  let reading: Thread | undefined
  /** Of each connection where it asks. A transaction must not go on in the thread that replaces its own. */
  const asked = new WeakMap<DatabaseConnection, Thread>()
  let lastConnection = 0

  function connect(): DatabaseConnection {
    const ours = writing
    lastConnection += 1
    const number = lastConnection
    const connection: TogetherConnection = {
      async executeQuery({ sql, parameters }) {
        const answers = await ask([{ sql, parameters }])
        if ('missing' in answers || answers[0] === undefined) throw new Error('no answer to a statement')
        return answers[0]
      },
      executeTogether: (statements) => patiently(() => ask(statements)),
      async *streamQuery(query: CompiledQuery) {
        yield await connection.executeQuery(query)
      },
    }
    return connection

    function ask(statements: readonly Statement[]): Promise<Together> {
      return (asked.get(connection) ?? ours).ask({
        connection: number,
        statements: statements.map(({ sql, parameters, orElse }) => ({
          sql,
          parameters: parameters.map(inOwnBlock),
          isRequired: orElse !== undefined,
        })),
      })
    }
  }

  return {
    init: () => Promise.resolve(),
    async acquireConnection() {
      if (writing.hasEnded()) writing = openWriting()
      return Promise.resolve(connect())
    },
    async beginTransaction(connection, { accessMode }) {
      if (accessMode === 'read only') {
        if (reading === undefined || reading.hasEnded()) {
          reading = openThread(READING, path, log, (damage) => writing.tell({ damage }))
        }
        asked.set(connection, reading)
        await connection.executeQuery(CompiledQuery.raw('begin deferred'))
        return
      }
      // One that reads before it writes cannot be upgraded once another process has written.
      await patiently(() => connection.executeQuery(CompiledQuery.raw('begin immediate')))
    },
    async commitTransaction(connection) {
      await connection.executeQuery(CompiledQuery.raw('commit'))
    },
    async rollbackTransaction(connection) {
      try {
        await connection.executeQuery(CompiledQuery.raw('rollback'))
      } catch (error) {
        // A full disk makes SQLite roll back by itself; the first error is the one to know.
        if (!(error instanceof Error && error.message.includes('no transaction is active'))) throw error
      }
    },
    releaseConnection: () => Promise.resolve(),
    async destroy() {
      // Before the last connection that writes, which puts all that is in the log into the file.
      await reading?.close()
      await writing.close()
    },
  }
}

/** For 2 seconds each. */
const MAX_BEGINS = 5

/**
 * SQLite wakes nobody when a lock is released: whoever waits looks again from time to time, and where another process
 * writes much may find it taken each time. What else this process asks comes in between.
 * @param begin What needs the lock, and does nothing without it.
 */
async function patiently<Result>(begin: () => Promise<Result>): Promise<Result> {
  for (let tries = 1; ; tries += 1) {
    try {
      return await begin()
    } catch (error) {
      if (tries >= MAX_BEGINS || !isLocked(error)) throw error
    }
  }
}

interface Thread {
  readonly ask: (question: Omit<Question, 'id'>) => Promise<Together>
  tell(damage: Damage): void
  hasEnded(): boolean
  close(): Promise<void>
}

function toResult<Row>({ rows, changes, insertId }: StatementResult<Row>): QueryResult<Row> {
  return { rows, numAffectedRows: BigInt(changes), insertId: BigInt(insertId) }
}

/** @param damaged Told when SQLite says that the file is damaged. */
function openThread(file: URL, path: string, log: Log, damaged?: (error: Damage['damage']) => void): Thread {
  const worker = new Worker(file, { workerData: path })
  const waiting = new Map<number, { resolve: (answer: Together) => void; reject: (error: Error) => void }>()
  let lastId = 0
  let end: Error | undefined
  const ended = Promise.withResolvers<void>()

  worker.on('message', (answer: Answer<never> | Notice) => {
    if ('trouble' in answer) {
      if (answer.trouble === undefined) log.info('database.file-back')
      else log.error('database.file-lost', { reason: answer.trouble })
      return
    }
    const asker = waiting.get(answer.id)
    waiting.delete(answer.id)
    if ('error' in answer) {
      if (isDamaged(answer.error)) damaged?.(answer.error)
      asker?.reject(Object.assign(new Error(answer.error.message), { code: answer.error.code }))
    } else asker?.resolve('missing' in answer ? answer : answer.results.map(toResult))
  })
  worker.on('error', (error) => finish(error instanceof Error ? error : new Error(String(error))))
  worker.on('exit', () => finish(new Error('the database was closed')))

  return {
    ask(asked) {
      if (end !== undefined) return Promise.reject(end)
      lastId += 1
      const question: Question = { id: lastId, ...asked }
      return new Promise((resolve, reject) => {
        waiting.set(question.id, { resolve, reject })
        worker.postMessage(question)
      })
    },
    tell: (damage) => worker.postMessage(damage),
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
