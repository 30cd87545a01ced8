import { hash, randomBytes, timingSafeEqual } from 'node:crypto'

/** The field of every form that has it. */
export const FORM_TOKEN_FIELD = '_token'
/** The header that htmx sends it in. */
export const FORM_TOKEN_HEADER = 'x-form-token'

/** Of the token, and of the pad before it that masks it. */
const BYTES = 32

/**
 * By which a form is known to be of our own page: a page of somebody else can send a form here, with the cookie of whoever
 * looks at it, and cannot know this. Derived from the secret in the cookie, so that nothing more has to be kept. Each time
 * masked in another way: nothing can be told of it from how well one page after the other is compressed.
 */
export function formToken(secret: string): string {
  const pad = randomBytes(BYTES)
  return Buffer.concat([pad, xor(pad, tokenOf(secret))]).toString('base64url')
}

/** @param given From the form or the header; untrusted. */
export function isFormToken(secret: string, given: unknown): boolean {
  const bytes = Buffer.from(typeof given === 'string' ? given : '', 'base64url')
  // Decoding leaves out what is no letter of it.
  if (bytes.length !== 2 * BYTES || bytes.toString('base64url') !== given) return false
  return timingSafeEqual(xor(bytes.subarray(0, BYTES), bytes.subarray(BYTES)), tokenOf(secret))
}

function tokenOf(secret: string): Buffer {
  return hash('sha256', `form token of ${secret}`, 'buffer')
}

function xor(one: Buffer, other: Buffer): Buffer {
  return Buffer.from(one.map((byte, index) => byte ^ (other[index] ?? 0)))
}
