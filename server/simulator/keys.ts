import { randomBytes } from 'node:crypto'

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

/** What tells one till of a vendor from the others. */
export function newTill(): string {
  return alphanumerics(6).toUpperCase()
}

function alphanumerics(count: number): string {
  const alphabet = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789'
  return Array.from(randomBytes(count), (byte) => alphabet.charAt(byte % alphabet.length)).join('')
}
