import { createHmac } from 'node:crypto'

/**
 * The value of `Elements-Webhook-Signature` for a body.
 * @param body Exactly what is sent.
 * @see FACTS of polling, section 8; Cloud Elements, "Event notification hash verification".
 */
export function signatureOf(key: string, body: string | Uint8Array): string {
  return `sha256=${createHmac('sha256', key).update(body).digest('base64')}`
}
