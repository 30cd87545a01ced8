import { hash, timingSafeEqual } from 'node:crypto'

/** The field of every form that has it. */
export const FORM_TOKEN_FIELD = '_token'
/** The header that htmx sends it in. */
export const FORM_TOKEN_HEADER = 'x-form-token'

/**
 * By which a form is known to be of our own page: a page of somebody else can send a form here, with the cookie of whoever
 * looks at it, and cannot know this. Derived from the secret in the cookie, so that nothing more has to be kept.
 */
export function formToken(secret: string): string {
  return hash('sha256', `form token of ${secret}`, 'base64url')
}

/** @param given From the form or the header; untrusted. */
export function isFormToken(secret: string, given: unknown): boolean {
  const expected = Buffer.from(formToken(secret))
  const actual = Buffer.from(typeof given === 'string' ? given : '')
  return actual.length === expected.length && timingSafeEqual(actual, expected)
}
