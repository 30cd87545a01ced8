import type { ServerOptions } from 'node:http'

/** How long a client may take, in milliseconds. */
export interface Limits {
  /** From the connection, or from the first byte of a later request, to the end of the headers. */
  readonly headersMs: number
  /** The same to the end of the body; not less than `headersMs`. */
  readonly requestMs: number
  /** How often those two are looked at. */
  readonly checkEveryMs: number
  /** From an answer to the next request; longer than the 60 s of common load balancers, so that they close first. */
  readonly keepAliveMs: number
  readonly handshakeMs: number
}

const DEFAULTS: Limits = {
  headersMs: 10_000,
  requestMs: 10_000,
  checkEveryMs: 1000,
  keepAliveMs: 65_000,
  handshakeMs: 10_000,
}

/** The options of Node's servers for these limits; what is not given is as long as for Concur. */
export function serverLimits(limits: Partial<Limits> = {}): ServerOptions & { handshakeTimeout: number } {
  const { headersMs, requestMs, checkEveryMs, keepAliveMs, handshakeMs } = { ...DEFAULTS, ...limits }
  return {
    headersTimeout: headersMs,
    requestTimeout: requestMs,
    connectionsCheckingInterval: checkEveryMs,
    keepAliveTimeout: keepAliveMs,
    handshakeTimeout: handshakeMs,
    // Node would answer 400 without a text; checkTarget does it with one.
    requireHostHeader: false,
  }
}
