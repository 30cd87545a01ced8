import { Agent as HttpAgent } from 'node:http'
import { Agent as HttpsAgent } from 'node:https'
import type { LookupFunction } from 'node:net'
import got, { AbortError, RequestError } from 'got'
import { retryAfter } from '../concur/answer-status.ts'

/** What came of sending. */
export type SendResult =
  | { readonly kind: 'delivered' }
  | {
      readonly kind: 'failed'
      /** For people; holds no part of the address. */
      readonly reason: string
      /** The receiver asks for so much patience. */
      readonly notBefore?: Date
      /** The receiver says that nobody will ever listen there again. */
      readonly isGone?: true
    }
  /** Stopped before there was an answer; it may have arrived. */
  | { readonly kind: 'cut' }

/** A callback ready to be sent. */
export interface ReadyCallback {
  readonly eventId: string
  /** Sent as they are: the signature is over them. */
  readonly body: Uint8Array
  readonly signature?: string
}

/** Makes one attempt; never rejects for what the other side does. */
export type SendCallback = (url: string, callback: ReadyCallback, signal: AbortSignal) => Promise<SendResult>

/** What sending needs. */
export interface CallbackSenderOptions {
  /** Requests at once. */
  readonly concurrency: number
  /** Refuses addresses that must not be called: see safe-address.ts. */
  readonly lookup: LookupFunction | undefined
  /** Whether a host that needs no look-up, such as an IP address, must not be called. */
  readonly isForbiddenHost: (hostname: string) => boolean
  readonly now: () => Date
  readonly timeoutMs?: number
}

/** FACTS of polling, section 9. */
const TIMEOUT_MS = 10_000
const MAX_ANSWER_BYTES = 65_536
const GONE = 410

/** Sends over kept-alive connections. Any 2xx is a success; redirects are not followed, the answer is not read. */
export function createCallbackSender({
  concurrency,
  lookup,
  isForbiddenHost,
  now,
  timeoutMs = TIMEOUT_MS,
}: CallbackSenderOptions): { readonly send: SendCallback; close(): void } {
  const options = { keepAlive: true, maxSockets: concurrency, ...(lookup !== undefined && { lookup }) }
  const agent = { http: new HttpAgent(options), https: new HttpsAgent({ ...options, minVersion: 'TLSv1.2' }) }

  return {
    send,
    close() {
      agent.http.destroy()
      agent.https.destroy()
    },
  }

  async function send(
    url: string,
    { eventId, body, signature }: ReadyCallback,
    signal: AbortSignal,
  ): Promise<SendResult> {
    if (isForbiddenHost(new URL(url).hostname)) {
      return { kind: 'failed', reason: 'the callback URL leads into a private network' }
    }
    const enough = new AbortController()
    let answer: { readonly status: number; readonly headers: NodeJS.Dict<string | string[]> } | undefined
    try {
      const pending = got.post(url, {
        body,
        headers: {
          'user-agent': 'concur-connector',
          'content-type': 'application/json',
          'elements-webhook-id': eventId,
          ...(signature !== undefined && { 'elements-webhook-signature': signature }),
        },
        agent,
        signal: AbortSignal.any([signal, enough.signal]),
        timeout: { request: timeoutMs },
        retry: { limit: 0 },
        followRedirect: false,
        throwHttpErrors: false,
        decompress: false,
        responseType: 'buffer',
      })
      void pending.on('response', ({ statusCode, headers }) => {
        answer = { status: statusCode, headers }
      })
      void pending.on('downloadProgress', ({ transferred }) => {
        if (transferred > MAX_ANSWER_BYTES) enough.abort()
      })
      await pending
    } catch (error) {
      if (answer === undefined && error instanceof AbortError) return { kind: 'cut' }
      if (!(error instanceof RequestError)) throw error
      // got's own message may quote the address.
      if (answer === undefined) return { kind: 'failed', reason: `no answer (${error.code})` }
    }
    return answer === undefined ? { kind: 'cut' } : resultOf(answer)
  }

  function resultOf({
    status,
    headers,
  }: {
    readonly status: number
    readonly headers: NodeJS.Dict<string | string[]>
  }): SendResult {
    if (status >= 200 && status < 300) return { kind: 'delivered' }
    const notBefore = retryAfter({ status, headers, body: new Uint8Array() }, now())
    return {
      kind: 'failed',
      reason: `the answer was ${status}`,
      ...(notBefore !== undefined && { notBefore }),
      ...(status === GONE && { isGone: true }),
    }
  }
}
