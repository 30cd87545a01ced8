import { createHttpClient, type HttpClient, NoAnswerError } from '../concur/http.ts'
import { isForbiddenHost, lookUpPublic } from '../delivery/safe-address.ts'

/** Where requests may go, and how many at once. */
export interface GuardedHttpOptions {
  readonly concurrency: number
  /** Whether any address will do. */
  readonly allowPrivate: boolean
  /** Those that somebody has allowed by name may well be in a private network; this says nothing of others. */
  readonly allowedOrigins?: readonly string[]
  /** In ms, for all of a request. */
  readonly timeoutMs?: number
}

/** Sends requests to addresses of the public internet only, unless others are allowed. */
export function createGuardedHttp({
  concurrency,
  allowPrivate,
  allowedOrigins = [],
  timeoutMs,
}: GuardedHttpOptions): HttpClient {
  const timeouts = timeoutMs === undefined ? {} : { request: timeoutMs, response: timeoutMs }
  const open = createHttpClient(concurrency, timeouts)
  if (allowPrivate) return open
  const guarded = createHttpClient(concurrency, timeouts, lookUpPublic)
  return {
    ...guarded,
    async send(request) {
      const { hostname, origin } = new URL(request.url)
      if (allowedOrigins.includes(origin)) return open.send(request)
      if (isForbiddenHost(hostname)) {
        throw new NoAnswerError(`${hostname} is not an address of the public internet`, 'unreachable', false)
      }
      return guarded.send(request)
    },
    close() {
      open.close()
      guarded.close()
    },
  }
}
