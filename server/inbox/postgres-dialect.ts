import { PostgresDialect } from 'kysely'
import { Pool, types } from 'pg'
import type { Log } from '../log.ts'

/** Connections of one process at the most. */
const MAX_CONNECTIONS = 10
const CONNECT_TIMEOUT_MS = 5000
const STATEMENT_TIMEOUT_MS = 30_000
/** `bigint` and `count(*)`: our numbers are ids and milliseconds, which a JavaScript number holds exactly. */
const INT8 = 20

/**
 * Kysely on a PostgreSQL server. A connection that is lost is replaced by the next statement that needs one.
 * @param url `postgres://user:password@host:port/database`, with the parameters that pg knows.
 */
export function postgresDialect(url: string, log: Log): PostgresDialect {
  const pool = new Pool({
    connectionString: url,
    max: MAX_CONNECTIONS,
    connectionTimeoutMillis: CONNECT_TIMEOUT_MS,
    statement_timeout: STATEMENT_TIMEOUT_MS,
    // Also where the server can no longer say that it has stopped the statement.
    query_timeout: STATEMENT_TIMEOUT_MS + 5000,
    keepAlive: true,
    types: {
      getTypeParser: (oid: number, format?: 'text' | 'binary') =>
        oid === INT8 && format !== 'binary' ? Number : types.getTypeParser(oid, format),
    },
  })
  // An idle connection that the server ends; without a listener the process would end too.
  pool.on('error', (error) => log.warn('database.connection-lost', { error: error.message }))
  // One in use, likewise: its statement fails, and says so itself.
  pool.on('connect', (client) => client.on('error', () => undefined))
  return new PostgresDialect({ pool })
}
