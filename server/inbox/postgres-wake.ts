import { setTimeout as sleep } from 'node:timers/promises'
import { Client } from 'pg'
import type { Log } from '../log.ts'
import { STORED_CHANNEL } from './receive-batch.ts'

const RECONNECT_MS = 2000

/** A subscription that can be ended. */
export interface Subscription {
  close(): Promise<void>
}

/**
 * Hears when another process stores a notification, so that this one need not wait for its next look. Losing the
 * connection loses no notification, only promptness; it is made again.
 */
export function listenForStored(url: string, onStored: () => void, log: Log): Subscription {
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
    const connection = new Client({ connectionString: url, keepAlive: true, connectionTimeoutMillis: 5000 })
    const ended = Promise.withResolvers<void>()
    connection.on('error', () => ended.resolve())
    connection.on('end', () => ended.resolve())
    client = connection
    await connection.connect()
    const { rows } = await connection.query<{ schema: string }>('select current_schema() as schema')
    connection.on('notification', ({ payload }) => {
      // Other connectors may use the same server, each with tables of its own.
      if (payload === rows[0]?.schema) onStored()
    })
    await connection.query(`listen ${STORED_CHANNEL}`)
    if (closing.signal.aborted) await connection.end()
    await ended.promise
    await connection.end().catch(() => undefined)
  }
}
