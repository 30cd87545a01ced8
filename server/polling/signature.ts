import { createHmac, timingSafeEqual } from 'node:crypto'

/** The header that holds the signature of a callback. */
export const SIGNATURE_HEADER = 'Elements-Webhook-Signature'

/**
 * The value of the header for a body.
 * @param body Exactly what is sent.
 * @see FACTS of polling, section 8; Cloud Elements, "Event notification hash verification".
 */
export function signatureOf(key: string, body: string | Uint8Array): string {
  return `sha256=${createHmac('sha256', key).update(body).digest('base64')}`
}

/** Whether a header is that of the body; takes as long for a wrong one as for a right one. */
export function isSignedWith(key: string, body: string | Uint8Array, header: string): boolean {
  const [expected, given] = [signatureOf(key, body), header].map((text) => Buffer.from(text))
  return (
    expected !== undefined &&
    given !== undefined &&
    expected.length === given.length &&
    timingSafeEqual(expected, given)
  )
}
