import { setTimeout as sleep } from 'node:timers/promises'
import { sql } from 'kysely'
import type { Client } from 'pg'
import type { Log } from '../log.ts'
import { type Database, isPostgres } from './database.ts'
import { serverAddress } from './postgres-address.ts'

/** On which processes tell each other that something was stored. */
const STORED_CHANNEL = 'connector_stored'
const RECONNECT_MS = 2000
/** A word for each commit would cost more than the commit. */
const TELL_EVERY_MS = 50

/** A subscription that can be ended. */
export interface Subscription {
  close(): Promise<void>
}

/**
 * Hears when another process stores a notification, so that this one need not wait for its next look. Losing the
 * connection loses no notification, only promptness; it is made again. Behind a pooler that gives each transaction
 * another session nothing is heard.
 * @param place `DATABASE_URL`, and the schema of our tables there.
 */
export function listenForStored(
  { url, schema }: { readonly url: string; readonly schema: string },
  onStored: () => void,
  log: Log,
): Subscription {
  const { connectionString } = serverAddress(url)
  const closing = new AbortController()
  let client: Client | undefined
  const running = keepListening()

  return {
    async close() {
      closing.abort()
      await client?.end().catch(() => undefined)
      await running
    },
  }

  async function keepListening(): Promise<void> {
    while (!closing.signal.aborted) {
      try {
        await listenOnce()
      } catch (error) {
        log.warn('database.not-listening', { error: error instanceof Error ? error.message : String(error) })
      }
      await sleep(RECONNECT_MS, undefined, { signal: closing.signal }).catch(() => undefined)
    }
  }

  /** Until the connection ends. */
  async function listenOnce(): Promise<void> {
    const pg = await import('pg')
    const connection = new pg.Client({ connectionString, keepAlive: true, connectionTimeoutMillis: 5000 })
    const ended = Promise.withResolvers<void>()
    connection.on('error', () => ended.resolve())
    connection.on('end', () => ended.resolve())
    client = connection
    await connection.connect()
    connection.on('notification', ({ payload }) => {
      // Other connectors may use the same server, each with tables of its own.
      if (payload === schema) onStored()
    })
    await connection.query(`listen ${STORED_CHANNEL}`)
    if (closing.signal.aborted) await connection.end()
    await ended.promise
    await connection.end().catch(() => undefined)
  }
}

/**
 * Tells the other processes that something was stored: at once, but not more often than they can make use of. A word
 * that is lost loses no notification, only promptness.
 */
export function storedTeller(db: Database): () => void {
  if (!isPostgres(db)) return () => undefined
  let isResting = false
  let isNews = false
  return function tell() {
    isNews = isResting
    if (isResting) return
    isResting = true
    sql`select pg_notify(${STORED_CHANNEL}, current_schema())`.execute(db).catch(() => undefined)
    setTimeout(() => {
      isResting = false
      if (isNews) tell()
    }, TELL_EVERY_MS).unref()
  }
}
