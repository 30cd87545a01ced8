import { createHash, randomBytes } from 'node:crypto'

/**
 * A key as Concur makes them: opaque, case-sensitive, with `$` escapes and a `%` that starts no URL escape. Whoever
 * decodes, encodes or rebuilds it gets an error or another key.
 */
export function newKey(): string {
  return `n${alphanumerics(11)}$p${alphanumerics(8)}%Re${alphanumerics(6)}$w${alphanumerics(4)}`
}

/** The id of a report as people see it: 20 capital hexadecimal digits. */
export function newReportId(): string {
  return randomBytes(10).toString('hex').toUpperCase()
}

/** The id of a travel request as people see it. */
export function newRequestId(): string {
  return alphanumerics(6).toUpperCase()
}

/** What tells one till of a vendor from the others. */
export function newTill(): string {
  return alphanumerics(6).toUpperCase()
}

/** How v4 names what v1.1 has that key for: 32 capital hexadecimal digits, always the same for one key. */
export function idOf(key: string): string {
  return createHash('sha256').update(key).digest('hex').slice(0, 32).toUpperCase()
}

/** The UUID of the user who logs in so, whatever the letter case. */
export function userIdOf(loginId: string): string {
  const digits = idOf(loginId.toLowerCase()).toLowerCase()
  return digits.replace(/^(.{8})(.{4}).(.{3}).(.{3})(.{12})$/, '$1-$2-4$3-8$4-$5')
}

function alphanumerics(count: number): string {
  const alphabet = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789'
  return Array.from(randomBytes(count), (byte) => alphabet.charAt(byte % alphabet.length)).join('')
}
