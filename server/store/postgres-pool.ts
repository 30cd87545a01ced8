// The connections of one process to a PostgreSQL server, or to a pooler in front of it.
//
//   P1. No more than `size` are open. Who finds none free waits, at most WAIT_MS.
//   P2. Where the server, or the role, has room for fewer, what there is is shared.
//   P3. A connection that failed, and not only its statement, is not used again. Once one has met a server that cannot
//       be written, or is silent, none that was opened before is used again: after a failover the address leads to another.
//   P4. No connection grows older than MAX_AGE_S.
//   P5. A connection to a server in recovery is not used.
import { Socket } from 'node:net'
import { setTimeout as sleep } from 'node:timers/promises'
import { Client, type ClientConfig, DatabaseError, Pool, type PoolClient, types } from 'pg'
import { ConnectorError } from '../connector-error.ts'
import type { Log } from '../log.ts'

/** Connections of one process at the most, where `DATABASE_CONNECTIONS` says nothing else. */
const DEFAULT_SIZE = 10
const CONNECT_MS = 5000
/** Less than a sender waits for the acknowledgement of what it has sent. */
const WAIT_MS = 8000
/** When there may be room again, and how soon it is looked for where no connection is open at all. */
const FULL_FOR_MS = 60_000
const FULL_PAUSE_MS = 200
const MAX_AGE_S = 300
/** More than the server needs to say that it has stopped a statement; see STATEMENT_TIMEOUT_MS. */
const SILENCE_MS = 35_000
/** `bigint` and `count(*)`: our numbers are ids and milliseconds, which a JavaScript number holds exactly. */
const INT8 = 20

/** The server has no room for another connection: `too_many_connections`. */
const FULL = '53300'
/** `cannot_connect_now` */
const NOT_READY = '57P03'
/** `read_only_sql_transaction` */
const READ_ONLY = '25006'

/** The server is a standby, or still replays what it had not written before it stopped. */
class RecoveryError extends ConnectorError {
  override readonly name = 'RecoveryError'
  readonly code = 'DATABASE_RECOVERY'
  readonly retryable = true

  constructor() {
    super(
      'the server is in recovery, so it cannot be written: a standby, or not ready yet. DATABASE_URL has to lead to the one that takes writes',
    )
  }
}

/** Whether the server is still starting, or in recovery. */
export function isNotReady(error: unknown): boolean {
  return error instanceof RecoveryError || codeOf(error) === NOT_READY
}

/** How many connections, and how long one may be silent. */
export interface PoolLimits {
  readonly size?: number | undefined
  /** A connection on which nothing comes for so long while it is in use is lost. */
  readonly silenceMs?: number | undefined
}

/** Connections that are lent. */
export interface ServerPool {
  lend(): Promise<PoolClient>
  /** @param error What a statement failed with last, if one did; see P3. */
  giveBack(client: PoolClient, error: unknown): void
  end(): Promise<void>
}

/** @param connectionString As pg reads it. */
export function openPool(
  connectionString: string,
  { size = DEFAULT_SIZE, silenceMs = SILENCE_MS }: PoolLimits,
  log: Log,
): ServerPool {
  const pool = new Pool({
    connectionString,
    max: size,
    connectionTimeoutMillis: WAIT_MS,
    maxLifetimeSeconds: MAX_AGE_S,
    keepAlive: true,
    // A transaction's begin, its statement and its end go out together.
    pipeline: true,
    types: {
      getTypeParser: (oid: number, format?: 'text' | 'binary') =>
        oid === INT8 && format !== 'binary' ? Number : types.getTypeParser(oid, format),
    },
    Client: ImpatientClient,
  })
  /** Connections that were opened before the last failover that was noticed are of an older generation (P3). */
  let generation = 0
  const generationOf = new WeakMap<PoolClient, number>()
  let isShared = false

  // An idle connection that the server ends; without a listener the process would end too.
  pool.on('error', (error) => log.warn('database.connection-lost', { error: error.message }))
  pool.on('connect', (client) => {
    // One in use, likewise: its statement fails, and says so itself.
    client.on('error', () => undefined)
    const { stream } = client.connection
    // Not pg's own `query_timeout`: with that, the silent connection goes back to the pool and is used again.
    if (stream instanceof Socket) {
      stream.setTimeout(silenceMs, () =>
        stream.destroy(new SilenceError(`the server is silent for ${silenceMs} ms`)),
      )
    }
  })

  return {
    async lend() {
      const deadline = Date.now() + WAIT_MS
      for (;;) {
        try {
          const client = await pool.connect()
          if (!generationOf.has(client)) await take(client)
          if (generationOf.get(client) === generation) return client
          client.release(true)
        } catch (error) {
          if (codeOf(error) !== FULL || Date.now() > deadline) throw error
          await makeDo()
        }
      }
    },
    giveBack(client, error) {
      const event = error instanceof SilenceError ? 'database.silent' : 'database.read-only'
      if (isElsewhere(error) && generationOf.get(client) === generation) {
        generation += 1
        log.warn(event, { error: error instanceof Error ? error.message : String(error) })
      }
      client.release(error !== undefined && isLost(error))
    },
    end: () => pool.end(),
  }

  /** A new one. */
  async function take(client: PoolClient): Promise<void> {
    generationOf.set(client, generation)
    try {
      await refuseStandby(client)
    } catch (error) {
      client.release(true)
      throw error
    }
  }

  /** P2 */
  async function makeDo(): Promise<void> {
    const open = pool.totalCount
    if (open === 0) {
      await sleep(FULL_PAUSE_MS)
      return
    }
    if (!isShared) {
      isShared = true
      log.warn('database.full', { connections: open })
      setTimeout(() => {
        isShared = false
        pool.options.max = size
      }, FULL_FOR_MS).unref()
    }
    // Those that fail at the same moment are counted until they have.
    pool.options.max = Math.min(pool.options.max, open)
  }
}

/** Nothing came for too long. */
class SilenceError extends Error {}

/** Whether the address may lead to another server by now. */
function isElsewhere(error: unknown): boolean {
  return codeOf(error) === READ_ONLY || error instanceof SilenceError
}

/** For a new connection pg has the same patience as for a free one. */
class ImpatientClient extends Client {
  constructor(config?: ClientConfig) {
    super({ ...config, connectionTimeoutMillis: CONNECT_MS })
  }
}

/** P5 */
async function refuseStandby(client: PoolClient): Promise<void> {
  const { rows } = await client.query<{ is_standby: boolean }>('select pg_is_in_recovery() as is_standby')
  if (rows[0]?.is_standby === true) throw new RecoveryError()
}

/** Whether the connection that it came from is of no more use, or leads to a server that is not. */
function isLost(error: unknown): boolean {
  // What does not come from the server is trouble with the line.
  if (!(error instanceof DatabaseError)) return true
  return error.severity === 'FATAL' || error.severity === 'PANIC' || /^(08|25006|57P0)/.test(error.code ?? '')
}

function codeOf(error: unknown): string | undefined {
  return error instanceof DatabaseError ? error.code : undefined
}
