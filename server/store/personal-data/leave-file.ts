import { setTimeout as sleep } from 'node:timers/promises'
import { sql } from 'kysely'
import { type Database, isPostgres } from '../database.ts'

const MAX_TRIES = 20
const RETRY_MS = 100

/**
 * Takes what was replaced out of the write-ahead log of a SQLite file, where it stands until it is overwritten.
 * @returns False if others read the file all the time; they take it out later. True on a server, whose business it is.
 */
export async function emptyWriteAheadLog(db: Database): Promise<boolean> {
  if (isPostgres(db)) return true
  for (let patience = MAX_TRIES; patience > 0; patience -= 1) {
    const { rows } = await sql<{ busy: number }>`pragma main.wal_checkpoint(truncate)`.execute(db)
    if (rows[0]?.busy === 0) return true
    await sleep(RETRY_MS)
  }
  return false
}

/**
 * Writes a SQLite file anew: what was deleted before deleted rows were overwritten is gone, too. It needs as much space
 * again, and nobody else can write meanwhile.
 */
export async function rewriteFile(db: Database): Promise<void> {
  if (!isPostgres(db)) await sql`vacuum`.execute(db)
}
