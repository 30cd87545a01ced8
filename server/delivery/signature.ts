import { createHmac } from 'node:crypto'

/** What signs: the key in force, and while it is being changed the one before it or after it. */
export interface SignatureKeys {
  /** Absent: no signature. */
  readonly key?: string
  readonly otherKey?: string
}

/**
 * The value of `Elements-Webhook-Signature` for a body.
 * @param body Exactly what is sent.
 * @see FACTS of polling, section 8; Cloud Elements, "Event notification hash verification".
 */
export function signatureOf(key: string, body: string | Uint8Array): string {
  return `sha256=${createHmac('sha256', key).update(body).digest('base64')}`
}

/**
 * The headers that prove who has sent a body. The signature of the other key stands in a header of its own: a receiver
 * that knows one header compares it whole.
 */
export function signaturesOf(
  { key, otherKey }: SignatureKeys,
  body: Uint8Array,
): Readonly<Record<string, string>> {
  return {
    ...(key !== undefined && { 'elements-webhook-signature': signatureOf(key, body) }),
    ...(otherKey !== undefined && { 'elements-webhook-signature-other': signatureOf(otherKey, body) }),
  }
}
