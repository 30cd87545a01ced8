import { Agent as HttpAgent } from 'node:http'
import { Agent as HttpsAgent } from 'node:https'
import type { LookupFunction } from 'node:net'
import got, { AbortError, type Request, RequestError } from 'got'
import { retryAfter } from '../concur/answer-status.ts'
import type { SendResult } from './send-result.ts'

/** What is posted. */
export interface Posting {
  /** Sent as it is: a signature may be over it. */
  readonly body: Uint8Array
  readonly headers: Readonly<Record<string, string>>
}

/** Makes one attempt; never rejects for what the other side does. */
export type Post = (url: string, posting: Posting, signal: AbortSignal) => Promise<SendResult>

/** What posting needs. */
export interface PosterOptions {
  /** Requests at once. */
  readonly concurrency: number
  /** Refuses addresses that must not be called: see safe-address.ts. */
  readonly lookup: LookupFunction | undefined
  /** Whether a host that needs no look-up, such as an IP address, must not be called. */
  readonly isForbiddenHost: (hostname: string) => boolean
  readonly now: () => Date
  readonly timeoutMs?: number
}

interface Head {
  readonly status: number
  readonly headers: NodeJS.Dict<string | string[]>
}

/** FACTS of polling, section 9. */
const TIMEOUT_MS = 10_000
/** So much of an answer is read, and for so long, that its connection can be used again; then it is closed. */
const MAX_ANSWER_BYTES = 65_536
const MAX_ANSWER_MS = 1000
const GONE = 410

/** Posts JSON over kept-alive connections. The status line decides: any 2xx is a success. Redirects are not followed. */
export function createPoster({
  concurrency,
  lookup,
  isForbiddenHost,
  now,
  timeoutMs = TIMEOUT_MS,
}: PosterOptions): { readonly post: Post; readonly close: () => void } {
  const options = { keepAlive: true, maxSockets: concurrency, ...(lookup !== undefined && { lookup }) }
  const agent = { http: new HttpAgent(options), https: new HttpsAgent({ ...options, minVersion: 'TLSv1.2' }) }

  return {
    async post(url, { body, headers }, signal) {
      if (isForbiddenHost(new URL(url).hostname)) {
        return { kind: 'failed', reason: 'the address leads into a private network' }
      }
      if (signal.aborted) return { kind: 'cut', hasLeft: false }
      const request = got.stream.post(url, {
        body,
        headers: { 'user-agent': 'concur-connector', 'content-type': 'application/json', ...headers },
        agent,
        signal,
        timeout: { request: timeoutMs },
        retry: { limit: 0 },
        followRedirect: false,
        throwHttpErrors: false,
        decompress: false,
      })
      try {
        return resultOf(await headOf(request), now())
      } catch (error) {
        if (error instanceof AbortError) return { kind: 'cut', hasLeft: true }
        if (!(error instanceof RequestError)) throw error
        // got's own message may quote the address.
        return { kind: 'failed', reason: `no answer (${error.code})` }
      }
    },
    close() {
      agent.http.destroy()
      agent.https.destroy()
    },
  }
}

/** Resolves with the status line and the headers; what follows them is let go. */
function headOf(request: Request): Promise<Head> {
  return new Promise((resolve, reject) => {
    // Stays, for a body may break off after its status was taken.
    request.on('error', reject)
    request.once('response', ({ statusCode, headers }: { statusCode: number; headers: Head['headers'] }) => {
      drain(request)
      resolve({ status: statusCode, headers })
    })
  })
}

function drain(answer: Request): void {
  let bytes = 0
  const timer = setTimeout(() => answer.destroy(), MAX_ANSWER_MS)
  answer.on('data', (chunk: Uint8Array) => {
    bytes += chunk.length
    if (bytes > MAX_ANSWER_BYTES) answer.destroy()
  })
  answer.once('close', () => clearTimeout(timer))
}

function resultOf({ status, headers }: Head, now: Date): SendResult {
  if (status >= 200 && status < 300) return { kind: 'delivered' }
  const notBefore = retryAfter({ status, headers, body: new Uint8Array() }, now)
  return {
    kind: 'failed',
    reason: `the answer was ${status}`,
    ...(notBefore !== undefined && { notBefore }),
    ...(status === GONE && { isGone: true }),
  }
}
