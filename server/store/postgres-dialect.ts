import { Socket } from 'node:net'
import { PostgresDialect } from 'kysely'
import { Pool, types } from 'pg'
import type { Log } from '../log.ts'
import { StorablePostgres } from './storable-text.ts'

/** Connections of one process at the most. */
const MAX_CONNECTIONS = 10
const CONNECT_TIMEOUT_MS = 5000
const STATEMENT_TIMEOUT_MS = 30_000
/** More than the server needs to say that it has stopped a statement. */
const SILENCE_MS = STATEMENT_TIMEOUT_MS + 5000
/** `bigint` and `count(*)`: our numbers are ids and milliseconds, which a JavaScript number holds exactly. */
const INT8 = 20

/**
 * Kysely on a PostgreSQL server. A connection that is lost is replaced by the next statement that needs one.
 * @param url `postgres://user:password@host:port/database`, with the parameters that pg knows.
 * @param silenceMs A connection on which nothing comes for so long while it is in use is lost.
 */
export function postgresDialect(url: string, log: Log, silenceMs: number = SILENCE_MS): PostgresDialect {
  const pool = new Pool({
    connectionString: url,
    max: MAX_CONNECTIONS,
    connectionTimeoutMillis: CONNECT_TIMEOUT_MS,
    statement_timeout: STATEMENT_TIMEOUT_MS,
    // Whose network went silent holds its locks no longer than that.
    idle_in_transaction_session_timeout: STATEMENT_TIMEOUT_MS,
    keepAlive: true,
    types: {
      getTypeParser: (oid: number, format?: 'text' | 'binary') =>
        oid === INT8 && format !== 'binary' ? Number : types.getTypeParser(oid, format),
    },
  })
  // An idle connection that the server ends; without a listener the process would end too.
  pool.on('error', (error) => log.warn('database.connection-lost', { error: error.message }))
  // One in use, likewise: its statement fails, and says so itself.
  pool.on('connect', (client) => {
    client.on('error', () => undefined)
    const { stream } = client.connection
    // Not pg's own `query_timeout`: with that, the silent connection goes back to the pool and is used again.
    if (stream instanceof Socket) {
      stream.setTimeout(silenceMs, () =>
        stream.destroy(new Error(`the server is silent for ${silenceMs} ms`)),
      )
    }
  })
  return new Dialect({ pool })
}

class Dialect extends PostgresDialect {
  override createQueryCompiler() {
    return new StorablePostgres()
  }
}
