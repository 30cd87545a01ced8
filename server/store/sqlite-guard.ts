import type { DatabaseSync } from 'node:sqlite'
import { isDamaged, withAdvice } from './sqlite-advice.ts'
import { keepAcknowledged, rememberFiles } from './sqlite-file.ts'

/** Knows whether what is committed can be found again. */
export interface FileGuard {
  /** Told of every error of SQLite's: a file that was damaged once is trusted no more. */
  failed(error: unknown): void
  /** Told of every statement that was carried out, before {@link FileGuard.committed}. */
  ran(sql: string): void
  /**
   * Looks at the files after a commit. @returns Why it is worth nothing; absent if it counts.
   * @param last The number of the last that was received with it; looked for after {@link FileGuard.ran}, if not given.
   */
  committed(last?: number): Error | undefined
  /**
   * Looks only if there was trouble the last time, or there is a file beside. @returns Why no commit would be worth anything.
   */
  refusal(): Error | undefined
  close(): void
}

const RECEIVES = /^\s*insert into "?notification\b/i
/** The copying of a store takes the write-ahead log away, so that nobody else can have the file open. */
const SETS_PARTS = /^\s*pragma main\.journal_mode\b/i
const WHAT_TO_DO =
  'nothing is taken until it is back; if it cannot be brought back, stop the connector, delete what is left of it (-wal, -shm), put a backup in its place and start again'

/** How a guard tells of trouble. */
export interface GuardWords {
  /** About a file that is gone; by default about the database's own. */
  readonly whatToDo?: string
  /** How damage is told; by default with the advice for a database. */
  readonly ofDamage?: (error: unknown) => string
  /** What is wrong with another file without which this one is of no use. */
  readonly beside?: () => string | undefined
  /** Told when trouble begins, and without a text when it has ended. */
  readonly tell: (trouble?: string) => void
}

/** @param path Of the database, which was read once. */
export function guardFile(
  database: DatabaseSync,
  path: string,
  { whatToDo = WHAT_TO_DO, ofDamage = withAdvice, beside, tell }: GuardWords,
): FileGuard {
  let filesTrouble = rememberFiles(path)
  const acknowledged = keepAcknowledged(path)
  let hasReceived = false
  let damage: string | undefined
  let trouble: string | undefined

  return {
    failed(error) {
      if (!isDamaged(error)) return
      damage ??= ofDamage(error)
      change(damage)
    },
    ran(sql) {
      hasReceived ||= RECEIVES.test(sql)
      if (SETS_PARTS.test(sql)) filesTrouble = rememberFiles(path)
    },
    committed(last = hasReceived ? lastNotification() : undefined) {
      const lost = look()
      if (lost === undefined && last !== undefined) acknowledged.write(last)
      hasReceived = false
      return lost
    },
    refusal: () => (trouble === undefined && beside === undefined ? undefined : look()),
    close: () => acknowledged.close(),
  }

  function look(): Error | undefined {
    change(damage ?? told(filesTrouble(), whatToDo) ?? told(beside?.(), WHAT_TO_DO))
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

function told(found: string | undefined, advice: string): string | undefined {
  return found && `${found}: ${advice}`
}
