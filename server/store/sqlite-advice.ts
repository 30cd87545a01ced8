/** What to do about a file that is damaged. */
export const DAMAGE_ADVICE =
  'stop every connector, put the file aside together with what lies beside it (-wal, -shm), and put the newest backup in its place; Concur keeps what comes meanwhile'

/** The same about a file of arrivals, which no backup is ever as new as. */
export const ARRIVALS_ADVICE =
  'stop every connector, put the file (it ends in -arrivals) aside together with what lies beside it (-wal, -shm, -acknowledged), and start again: a new one is made. What was not taken over yet is then missing here, and Concur has it in its lists if it still waits there'

/** What to do about errors of SQLite, by their primary code. @see SQLite, "Result and Error Codes" */
const ADVICE: Readonly<Record<number, string>> = {
  5: 'another process keeps it locked: end the backup, the prompt of sqlite3 or the program that has it open',
  6: 'another process keeps it locked: end the backup, the prompt of sqlite3 or the program that has it open',
  8: 'the user of the connector must be allowed to write the file, what lies beside it (-wal, -shm) and their folder, and the file system must not be mounted read-only',
  10: 'the disk cannot be read or written: look at the log of the system; a network drive will not do',
  11: `the file is damaged: ${DAMAGE_ADVICE}`,
  13: 'make room on the disk',
  14: 'the folder must be there, and the user of the connector must be allowed to write in it; the path must not be a folder',
  26: 'the file is no SQLite database, or its beginning is damaged: check the path, or put the newest backup in its place; it was left as it is',
}
/** Damaged, or no database (any more): what is written now may not be found again. */
const DAMAGED: ReadonlySet<number | undefined> = new Set([11, 26])

/** @param error Of `node:sqlite`, or as a thread tells of it, with a `code`. @returns SQLite's primary code. */
function sqliteCode(error: unknown): number | undefined {
  if (typeof error !== 'object' || error === null) return undefined
  if ('errcode' in error) return primary(error.errcode)
  return 'code' in error ? primary(/^SQLITE_([0-9]+)$/.exec(String(error.code))?.[1]) : undefined
}

/** The other bits of an extended code say more of the same. */
function primary(code: unknown): number | undefined {
  const number = Number(code)
  return Number.isInteger(number) ? number % 256 : undefined
}

/** Whether SQLite says that another process has held the lock for too long. */
export function isLocked(error: unknown): boolean {
  return sqliteCode(error) === 5
}

/** Whether SQLite says that the file is damaged. */
export function isDamaged(error: unknown): boolean {
  return DAMAGED.has(sqliteCode(error))
}

/** What SQLite says, and what to do about it. */
export function withAdvice(error: unknown): string {
  const isTold = typeof error === 'object' && error !== null && 'message' in error
  const message = String(isTold ? error.message : error)
  const advice = ADVICE[sqliteCode(error) ?? 0]
  return advice === undefined ? message : `${message}: ${advice}`
}
