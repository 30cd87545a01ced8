import { createHmac } from 'node:crypto'
import { serve, type VendorServer } from './serve.ts'
import type { VendorReply } from './vendor-exchange.ts'

/** One notification that arrived. */
export interface ReceivedNotification {
  readonly path: string
  readonly body: string
  /** Whether its signature is that of the key; `undefined` if it has none. */
  readonly isSigned?: boolean
  /** `Elements-Webhook-Id`. */
  readonly id: string
  /** What it was answered. */
  readonly status: number
}

/** What notifications are sent to. */
export interface CallbackReceiver extends VendorServer {
  /** In order of arrival, each attempt. */
  readonly received: readonly ReceivedNotification[]
  /** What the next ones are answered; `times` may be `Infinity`. */
  answerWith(reply: VendorReply | 'reset', times?: number): void
}

/**
 * Receives notifications and checks their signatures.
 * @param port 0 for any free one.
 */
export async function startCallbackReceiver(port: number, signatureKey: string): Promise<CallbackReceiver> {
  const received: ReceivedNotification[] = []
  let [other, timesLeft]: [VendorReply | 'reset', number] = ['reset', 0]

  const server = await serve(port, ({ path, headers, body }) => {
    timesLeft -= 1
    const reply = timesLeft >= 0 ? other : { status: 200, body: '' }
    const signature = headers['elements-webhook-signature']
    received.push({
      path,
      body,
      ...(typeof signature === 'string' && { isSigned: isSigned(signatureKey, body, signature) }),
      id: String(headers['elements-webhook-id'] ?? ''),
      status: reply === 'reset' ? 0 : reply.status,
    })
    return reply
  })
  return {
    ...server,
    received,
    answerWith(reply, times = 1) {
      ;[other, timesLeft] = [reply, times]
    },
  }
}

/**
 * Written from the page and not borrowed from who signs: a fault there would otherwise pass here.
 * @see Cloud Elements, "Event notification hash verification".
 */
function isSigned(key: string, body: string, signature: string): boolean {
  const digest = createHmac('sha256', key).update(body).digest('base64')
  return signature === `sha256=${digest}`
}
