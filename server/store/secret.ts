import { hash, randomBytes } from 'node:crypto'

/** Enough that nobody guesses them, so that a plain hash keeps them safe. */
const SECRET_BYTES = 32

/** A secret that fits into a header. */
export function newSecret(): string {
  return randomBytes(SECRET_BYTES).toString('base64url')
}

/** What is kept of a secret. */
export function secretHash(secret: string): string {
  return hash('sha256', secret)
}
