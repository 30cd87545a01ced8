import type { DatabaseSync } from 'node:sqlite'
import { isDamaged, withAdvice } from './sqlite-advice.ts'
import { keepAcknowledged, rememberFiles } from './sqlite-file.ts'

/** Knows whether what is committed can be found again. */
export interface FileGuard {
  /** Told of every error of SQLite's: a file that was damaged once is trusted no more. */
  failed(error: unknown): void
  /** Told of every statement that was carried out, before {@link FileGuard.committed}. */
  ran(sql: string): void
  /** Looks at the files after a commit. @returns Why it is worth nothing; absent if it counts. */
  committed(): Error | undefined
  /** Looks only if there was trouble the last time. @returns Why no commit would be worth anything. */
  refusal(): Error | undefined
  close(): void
}

const RECEIVES = /^\s*insert into "?notification\b/i
/** The copying of a store takes the write-ahead log away, so that nobody else can have the file open. */
const SETS_PARTS = /^\s*pragma journal_mode\b/i
const WHAT_TO_DO =
  'nothing is taken until it is back; if it cannot be brought back, stop the connector, delete what is left of it (-wal, -shm), put a backup in its place and start again'

/**
 * @param path Of the database, which was read once.
 * @param tell Told when trouble begins, and without a text when it has ended.
 */
export function guardFile(database: DatabaseSync, path: string, tell: (trouble?: string) => void): FileGuard {
  let filesTrouble = rememberFiles(path)
  const acknowledged = keepAcknowledged(path)
  let hasReceived = false
  let damage: string | undefined
  let trouble: string | undefined

  return {
    failed(error) {
      if (!isDamaged(error)) return
      damage ??= withAdvice(error)
      change(damage)
    },
    ran(sql) {
      hasReceived ||= RECEIVES.test(sql)
      if (SETS_PARTS.test(sql)) filesTrouble = rememberFiles(path)
    },
    committed() {
      const lost = look()
      if (lost === undefined && hasReceived) acknowledged.write(lastNotification())
      hasReceived = false
      return lost
    },
    refusal: () => (trouble === undefined ? undefined : look()),
    close: () => acknowledged.close(),
  }

  function look(): Error | undefined {
    const files = filesTrouble()
    change(damage ?? (files === undefined ? undefined : `${files}: ${WHAT_TO_DO}`))
    return trouble === undefined ? undefined : new Error(trouble)
  }

  function change(found: string | undefined): void {
    if (found !== trouble) tell(found)
    trouble = found
  }

  function lastNotification(): number {
    const row = database.prepare("select seq from sqlite_sequence where name = 'notification'").get()
    return Number(row?.['seq'] ?? 0)
  }
}
