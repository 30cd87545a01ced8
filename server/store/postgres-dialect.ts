import {
  AbortedTransactionError,
  type CompiledQuery,
  type DatabaseConnection,
  type Dialect,
  type Driver,
  PostgresAdapter,
  PostgresIntrospector,
  type QueryResult,
  type TransactionSettings,
} from 'kysely'
import { escapeIdentifier, type PoolClient, type QueryResult as ServerResult } from 'pg'
import type { Log } from '../log.ts'
import { meetServer } from './meet-server.ts'
import { serverAddress } from './postgres-address.ts'
import { openPool, type PoolLimits } from './postgres-pool.ts'
import { isIdle, type Statement, type Together, type TogetherConnection } from './statement.ts'
import { StorablePostgres } from './storable-text.ts'

// Kysely on a PostgreSQL server, or on a pooler in front of it.
//
// A pooler may give every transaction another session, which others have used and will use, and knows few of the
// parameters that a session can begin with. So nothing is set for a session: each transaction begins with its isolation
// level, its limits and the schema of our tables, and every statement is in a transaction, its own if in no other.

const STATEMENT_TIMEOUT_MS = 30_000

/**
 * A connection that is lost is replaced by the next statement that needs one.
 * @param url `postgres://user:password@host:port/database`, with the parameters that pg knows.
 */
export function postgresDialect(url: string, log: Log, limits: PoolLimits = {}): Dialect {
  return {
    createDriver: () => createDriver(url, log, limits),
    createQueryCompiler: () => new StorablePostgres(),
    createAdapter: () => new PostgresAdapter(),
    createIntrospector: (db) => new PostgresIntrospector(db),
  }
}

function createDriver(url: string, log: Log, limits: PoolLimits): Driver {
  const { connectionString, schema: named } = serverAddress(url)
  const pool = openPool(connectionString, limits, log)
  const lent = new WeakMap<DatabaseConnection, Connection>()
  let schema = ''

  const of = (connection: DatabaseConnection): Connection => {
    const ours = lent.get(connection)
    if (ours === undefined) throw new Error('a connection of another driver')
    return ours
  }

  return {
    async init() {
      const client = await pool.lend()
      let failure: unknown
      try {
        schema = await meetServer(client, named)
      } catch (error) {
        failure = error
        throw error
      } finally {
        pool.giveBack(client, failure)
      }
    },
    async acquireConnection() {
      const connection = new Connection(await pool.lend(), schema)
      lent.set(connection, connection)
      return connection
    },
    beginTransaction: (connection, settings) => of(connection).begin(settings),
    commitTransaction: (connection) => of(connection).commit(),
    rollbackTransaction: (connection) => of(connection).rollback(),
    releaseConnection(connection) {
      const { client, error } = of(connection)
      pool.giveBack(client, error)
      return Promise.resolve()
    },
    destroy: () => pool.end(),
  }
}

/** From being lent to being given back. */
class Connection implements TogetherConnection {
  readonly client: PoolClient
  /** What the last statement that failed failed with. */
  error: unknown
  readonly #searchPath: string
  #isInTransaction = false

  constructor(client: PoolClient, schema: string) {
    this.client = client
    this.#searchPath = escapeIdentifier(schema)
  }

  async executeQuery<Row>({ sql, parameters }: CompiledQuery): Promise<QueryResult<Row>> {
    if (this.#isInTransaction) return toResult<Row>(await this.#send(sql, parameters))
    // All at once, so that it takes no longer than the statement alone.
    const opened = this.#send(this.#opening())
    const answered = this.#send(sql, parameters)
    const ended = this.#send('commit')
    await Promise.allSettled([opened, answered, ended])
    await opened
    const result = toResult<Row>(await answered)
    await ended
    return result
  }

  /** All of them go out at once; the end too, unless it depends on what they answer. */
  async executeTogether(statements: readonly Statement[]): Promise<Together> {
    const mayBeMissing = statements.some(({ orElse }) => orElse !== undefined)
    const opened = this.begin()
    const sent = statements.map(({ sql, parameters }) => this.#send(sql, parameters))
    const ended = mayBeMissing ? undefined : this.commit()
    await Promise.allSettled([opened, ...sent, ended])
    try {
      await opened
      const answers: QueryResult<never>[] = []
      for (const [index, each] of sent.entries()) {
        const answer = toResult<never>(await each)
        if (statements[index]?.orElse !== undefined && isIdle(answer)) {
          await this.rollback()
          return { missing: index }
        }
        answers.push(answer)
      }
      await (ended ?? this.commit())
      return answers
    } catch (error) {
      // The server has ended it already, if it is the end that failed.
      if (ended === undefined) await this.rollback().catch(() => undefined)
      throw error
    }
  }

  async *streamQuery<Row>(query: CompiledQuery): AsyncIterableIterator<QueryResult<Row>> {
    yield await this.executeQuery<Row>(query)
  }

  async begin(settings?: TransactionSettings): Promise<void> {
    await this.#send(this.#opening(settings))
    this.#isInTransaction = true
  }

  async commit(): Promise<void> {
    const { command } = await this.#send('commit')
    this.#isInTransaction = false
    // What the server answers when one of the statements has failed, and nobody heeded it.
    if (command === 'ROLLBACK') throw new AbortedTransactionError()
  }

  async rollback(): Promise<void> {
    await this.#send('rollback')
    this.#isInTransaction = false
  }

  #opening({ isolationLevel = 'read committed', accessMode }: TransactionSettings = {}): string {
    return [
      `begin isolation level ${isolationLevel} ${accessMode ?? ''}`,
      `set local statement_timeout = ${STATEMENT_TIMEOUT_MS}`,
      // Whose network went silent holds its locks no longer than that.
      `set local idle_in_transaction_session_timeout = ${STATEMENT_TIMEOUT_MS}`,
      `set local search_path = ${this.#searchPath}`,
    ].join('; ')
  }

  async #send(sql: string, parameters: readonly unknown[] = []): Promise<ServerResult> {
    try {
      return await this.client.query(sql, [...parameters])
    } catch (error) {
      this.error = error
      throw error
    }
  }
}

function toResult<Row>({ command, rowCount, rows }: ServerResult): QueryResult<Row> {
  const isWrite = ['INSERT', 'UPDATE', 'DELETE', 'MERGE'].includes(command)
  return { rows, ...(isWrite && { numAffectedRows: BigInt(rowCount ?? 0) }) }
}
