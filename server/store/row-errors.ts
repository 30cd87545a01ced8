/**
 * Whether each alone may be stored, though not together: another process has stored one of them under the same name meanwhile, or
 * PostgreSQL has ended one of two batches that had the same rows in opposite order.
 */
export function mayPassAlone(error: unknown): boolean {
  return isDuplicate(error) || String(error).includes('deadlock detected')
}

/**
 * Whether a statement may have failed because of one of its rows: data that cannot be kept, a broken constraint, a limit.
 * In PostgreSQL's codes, and in SQLite's words.
 */
export function isOfOneRow(error: unknown): boolean {
  if (!(error instanceof Error)) return false
  const code = 'code' in error && typeof error.code === 'string' ? error.code : ''
  return /^(?:22|23|54)...$/.test(code) || /constraint failed|too big|datatype mismatch/.test(error.message)
}

/** Whether a row was refused because there is one like it, in the words of either engine. */
export function isDuplicate(error: unknown): boolean {
  return error instanceof Error && /unique constraint/i.test(error.message)
}
