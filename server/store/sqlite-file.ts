// The files of a SQLite database as they lie in their folder. SQLite goes on writing into a file that was deleted or
// replaced, and nobody will ever read that.
import { closeSync, constants, openSync, readFileSync, realpathSync, statSync, writeSync } from 'node:fs'

/** What a database is made of: beside its file the write-ahead log, which holds the newest commits, and its index. */
const PARTS = ['', '-wal', '-shm'] as const
/** Logged when a SQLite file lacks what was acknowledged: a backup, or its write-ahead log is gone. */
export const OLDER_FILE = 'database.older-than-acknowledged'

/** Digits of the number beside the database: as many each time, so that a shorter one leaves nothing of a longer. */
const DIGITS = 16

/**
 * Remembers which files are open now.
 * @param path Of a database that is open and was read once, so that its write-ahead log, if it has one, is there.
 * @param parts Which of {@link PARTS} count.
 * @returns Looks at the path again: what is wrong if the next start would open other files than these, or none.
 */
export function rememberFiles(path: string, parts: readonly string[] = PARTS): () => string | undefined {
  const open = filesAt(path, parts)
  return () => {
    const found = filesAt(path, parts)
    const missing = parts.findIndex((_, index) => open[index] !== undefined && found[index] === undefined)
    if (missing !== -1) return `${path}${parts[missing]} was deleted or moved away`
    const other = parts.findIndex((_, index) => found[index] !== open[index])
    return other === -1 ? undefined : `${path}${parts[other]} was replaced by another file`
  }
}

/** Device and inode of each part; SQLite keeps the other parts beside the file that a link leads to. */
function filesAt(path: string, parts: readonly string[]): readonly (string | undefined)[] {
  try {
    const real = realpathSync.native(path)
    return parts.map((part) => {
      const found = statSync(`${real}${part}`, { bigint: true, throwIfNoEntry: false })
      return found && `${found.dev}:${found.ino}`
    })
  } catch {
    return []
  }
}

/**
 * Keeps the number of the last notification beside the database, so that a start can see that the file is older than
 * that. It is a hint: not synced, and not written where that fails.
 * @returns Writes a number; a few microseconds.
 */
export function keepAcknowledged(path: string): { write(number: number): void; close(): void } {
  let file: number | undefined
  let last: number | undefined
  return {
    write(number) {
      if (number === last) return
      try {
        // Not emptied: a start that finds no number takes a missing database for one that never was.
        file ??= openSync(acknowledgedPath(path), constants.O_WRONLY | constants.O_CREAT, 0o600)
        writeSync(file, String(number).padStart(DIGITS, '0'), 0)
        last = number
      } catch {
        // The disk may be full; the next number is tried again.
      }
    },
    close() {
      if (file !== undefined) closeSync(file)
    },
  }
}

/** The number that {@link keepAcknowledged} wrote last; 0 if there is none. */
export function readAcknowledged(path: string): number {
  try {
    const number = Number(readFileSync(acknowledgedPath(path), 'latin1').slice(0, DIGITS))
    return Number.isSafeInteger(number) ? number : 0
  } catch {
    return 0
  }
}

/** Where the arrivals of a database are, see `arrivals-file.ts`. @param path Of the database's file. */
export function arrivalsPath(path: string): string {
  return `${path}-arrivals`
}

/** Where {@link keepAcknowledged} writes. */
export function acknowledgedPath(path: string): string {
  return `${path}-acknowledged`
}
