import { Agent as HttpAgent, type IncomingHttpHeaders } from 'node:http'
import { Agent as HttpsAgent } from 'node:https'
import type { LookupFunction } from 'node:net'
import got, { AbortError, RequestError, TimeoutError } from 'got'
import pLimit from 'p-limit'
import { lastingRemover, withoutQuotedSecrets } from './quoted-secrets.ts'
import { unpack } from './unpack.ts'

const MAX_ANSWER_BYTES = 20 * 1024 * 1024
/** Concur should answer within 60 s (HTTP Status Codes, "timeouts"). */
const TIMEOUTS = {
  lookup: 5000,
  connect: 10_000,
  secureConnect: 10_000,
  send: 30_000,
  response: 60_000,
  /** All of it, however steadily it trickles. */
  request: 150_000,
}

/** One request; the URL is sent as it stands, byte for byte. */
export interface HttpRequest {
  readonly method: 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE'
  readonly url: string
  readonly headers: Readonly<Record<string, string>>
  /** Sent with its length: Concur refuses chunked bodies. */
  readonly body?: string
  readonly signal?: AbortSignal | undefined
}

/** What came back, without secrets of ours that it quotes: see {@link withoutQuotedSecrets}. */
export interface HttpAnswer {
  readonly status: number
  /** Names in lower case. */
  readonly headers: IncomingHttpHeaders
  /** Unpacked. */
  readonly body: Uint8Array
}

/** There was no whole answer. */
export class NoAnswerError extends Error {
  override readonly name = 'NoAnswerError'
  readonly reason: 'unreachable' | 'timeout' | 'too large' | 'not unpacked' | 'aborted'
  /** Whether the request may have reached the other side. */
  readonly mayHaveArrived: boolean

  /** No cause: got's errors hold the request with its headers and body, and so tokens and secrets. */
  constructor(message: string, reason: NoAnswerError['reason'], mayHaveArrived: boolean) {
    super(message)
    this.reason = reason
    this.mayHaveArrived = mayHaveArrived
  }
}

/** Sends requests over kept-alive connections, a bounded number at once. */
export interface HttpClient {
  /** @throws {NoAnswerError} If no whole answer came, for whatever reason; any status is an answer. */
  send(request: HttpRequest): Promise<HttpAnswer>
  close(): void
}

/**
 * @param concurrency Requests at once.
 * @param timeouts In ms, instead of the usual ones.
 * @param lookup Finds the addresses of a host, instead of the system.
 */
export function createHttpClient(
  concurrency: number,
  timeouts: Partial<typeof TIMEOUTS> = {},
  lookup?: LookupFunction,
): HttpClient {
  const options = { keepAlive: true, maxSockets: concurrency, ...(lookup !== undefined && { lookup }) }
  const agent = { http: new HttpAgent(options), https: new HttpsAgent({ ...options, minVersion: 'TLSv1.2' }) }
  const client = got.extend({
    agent,
    timeout: { ...TIMEOUTS, ...timeouts },
    retry: { limit: 0 },
    followRedirect: false,
    throwHttpErrors: false,
    // It knows no bound: a few bytes could unfold into more than the memory holds.
    decompress: false,
    responseType: 'buffer',
  })
  const limit = pLimit(concurrency)
  const removerOf = lastingRemover()

  return {
    send: (request) => limit(async () => withoutQuotedSecrets(request, await exchange(request), removerOf)),
    close: () => {
      agent.http.destroy()
      agent.https.destroy()
    },
  }

  async function exchange({ method, url, headers, body, signal }: HttpRequest): Promise<HttpAnswer> {
    const called = `${method} ${new URL(url).pathname}`
    const tooLarge = new AbortController()
    const signals = signal === undefined ? tooLarge.signal : AbortSignal.any([signal, tooLarge.signal])
    try {
      const pending = client(url, {
        method,
        headers: { 'user-agent': 'concur-connector', ...headers, 'accept-encoding': 'identity' },
        ...(body !== undefined && { body }),
        signal: signals,
      })
      void pending.on('downloadProgress', ({ transferred }) => {
        if (transferred > MAX_ANSWER_BYTES) tooLarge.abort()
      })
      const { statusCode: status, headers: given, body: received } = await pending
      const unpacked = await unpack(received, given['content-encoding'], MAX_ANSWER_BYTES)
      if (unpacked.ok) return { status, headers: given, body: unpacked.body }
      // What a refusal says is less than that it is one.
      if (status >= 300) return { status, headers: given, body: Buffer.alloc(0) }
      throw new NoAnswerError(`${called} ${unpacked.problem}`, unpacked.reason, true)
    } catch (error) {
      throw noAnswer(error, called, tooLarge.signal.aborted)
    }
  }
}

/** Nothing was sent if there was no connection. */
const BEFORE_SENDING = new Set([
  'ECONNREFUSED',
  'ENOTFOUND',
  'EAI_AGAIN',
  'ENETUNREACH',
  'EHOSTUNREACH',
  'EADDRNOTAVAIL',
  'FORBIDDEN_ADDRESS',
])

function noAnswer(error: unknown, request: string, isTooLarge: boolean): NoAnswerError {
  if (isTooLarge) {
    return new NoAnswerError(`${request} answered more than ${MAX_ANSWER_BYTES} bytes`, 'too large', true)
  }
  if (error instanceof NoAnswerError) return error
  if (error instanceof AbortError) return new NoAnswerError(`${request} was stopped`, 'aborted', true)
  if (error instanceof TimeoutError) {
    const sent = !['lookup', 'connect', 'secureConnect'].includes(error.event)
    return new NoAnswerError(`${request} timed out (${error.event})`, 'timeout', sent)
  }
  if (error instanceof RequestError) {
    const sent = !BEFORE_SENDING.has(error.code) && !/certificate|^ERR_TLS|SELF_SIGNED/i.test(error.code)
    return new NoAnswerError(`${request} got no answer: ${error.message}`, 'unreachable', sent)
  }
  throw error
}
