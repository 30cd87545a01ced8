import { constants, sign } from 'node:crypto'
import { Agent } from 'node:https'
import got from 'got'
import type { Event } from './event.ts'
import type { EventIdentity } from './event-identity.ts'

/** Sends events to webhooks. */
export interface EventSender {
  /** One attempt. @returns The status of the answer; `undefined` if there was none. */
  send(event: Event, endpoint: string): Promise<number | undefined>
  close(): void
}

/** What a sender works with. */
export interface EventSenderDeps {
  readonly identity: () => Promise<EventIdentity>
  /** Authorities, PEM, that may have signed the certificate of a webhook beside those that Node knows. */
  readonly ca: () => readonly string[]
  /** Gives up early. */
  readonly signal: AbortSignal
}

const TIMEOUT_MS = 60_000

/**
 * As Concur does: signed over the bytes of the body, and over TLS with a client certificate; an `http` endpoint, which
 * Concur would not take, gets the signature alone.
 * @see SAP Concur, Event Subscription Service v4, "Webhook".
 */
export function createEventSender({ identity, ca, signal }: EventSenderDeps): EventSender {
  const agent = new Agent({ keepAlive: true })
  return {
    async send({ body, correlationId }, endpoint) {
      const { certificate, privateKey } = await identity()
      const authorities = ca()
      try {
        const { statusCode } = await got.post(endpoint, {
          body,
          headers: {
            'content-type': 'application/json',
            'concur-signature': signatureOf(body, privateKey),
            'concur-correlationid': correlationId,
          },
          https: {
            certificate,
            key: privateKey,
            ...(authorities.length > 0 && { certificateAuthority: [...authorities] }),
          },
          agent: { https: agent },
          followRedirect: false,
          throwHttpErrors: false,
          retry: { limit: 0 },
          timeout: { request: TIMEOUT_MS },
          signal,
        })
        return statusCode
      } catch {
        return undefined
      }
    },
    close() {
      agent.destroy()
    },
  }
}

/** RSA-PSS with the longest salt, as Concur's own sample expects. */
function signatureOf(body: string, privateKey: string): string {
  const key = {
    key: privateKey,
    padding: constants.RSA_PKCS1_PSS_PADDING,
    saltLength: constants.RSA_PSS_SALTLEN_MAX_SIGN,
  }
  return sign('sha256', Buffer.from(body), key).toString('base64')
}
