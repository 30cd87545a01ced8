import { createHttpClient, type HttpClient, NoAnswerError } from '../concur/http.ts'
import { isForbiddenHost, lookUpPublic } from '../delivery/safe-address.ts'

/** Where requests may go, and how many at once. */
export interface GuardedHttpOptions {
  readonly concurrency: number
  /** Whether any address will do. */
  readonly allowPrivate: boolean
  /** In ms, for all of a request. */
  readonly timeoutMs?: number
}

/** Sends requests to addresses of the public internet only, unless others are allowed. */
export function createGuardedHttp({ concurrency, allowPrivate, timeoutMs }: GuardedHttpOptions): HttpClient {
  const timeouts = timeoutMs === undefined ? {} : { request: timeoutMs, response: timeoutMs }
  if (allowPrivate) return createHttpClient(concurrency, timeouts)
  const client = createHttpClient(concurrency, timeouts, lookUpPublic)
  return {
    ...client,
    async send(request) {
      const { hostname } = new URL(request.url)
      if (isForbiddenHost(hostname)) {
        throw new NoAnswerError(`${hostname} is not an address of the public internet`, 'unreachable', false)
      }
      return client.send(request)
    },
  }
}
