import { once } from 'node:events'
import { createServer, type RequestListener, type Server } from 'node:http'
import { isIPv6 } from 'node:net'
import type { Log } from '../log.ts'
import { drainer } from './drain.ts'
import { type Limits, serverLimits } from './limits.ts'
import { type ListenAddress, ListenError } from './listen-error.ts'
import { checkTarget, refuseUnreadable } from './refuse-unreadable.ts'
import { createSecureServer, type TlsOptions } from './secure-server.ts'

/** What is to be served, and where; port 0 takes any free port. */
export interface ListenOptions extends ListenAddress {
  readonly app: RequestListener
  /** Absent: plain HTTP. */
  readonly tls?: TlsOptions | undefined
  /** Differences from the default limits. */
  readonly limits?: Partial<Limits>
  readonly log: Log
}

/** A server that accepts connections. */
export interface Listener {
  /** Such as `https://0.0.0.0:8443`, with the port that was taken. */
  readonly url: string
  readonly port: number
  /**
   * Stops accepting, lets the requests in flight finish, then resolves; once, however often it is called.
   * @param deadlineMs When the connections that are left are cut.
   */
  close(deadlineMs: number): Promise<void>
}

/**
 * Serves an app over HTTP or HTTPS, with bounds on what a client may take.
 * @throws {ListenError} If the address cannot be taken.
 * @throws {ServerCredentialsError} If certificate or key cannot be used.
 */
export async function listen(options: ListenOptions): Promise<Listener> {
  const limits = serverLimits(options.limits)
  const secure = options.tls && (await createSecureServer(options.tls, limits, options.log))
  const server = secure?.server ?? createServer(limits)
  refuseUnreadable(server)
  const drain = drainer(server)
  server.on('request', checkTarget(options.app))

  const port = await takeAddress(server, options)
  server.on('error', (error) => options.log.error('listener.failed', { error }))
  const stopWatching = secure?.watchFiles()
  let closed: Promise<void> | undefined
  return {
    url: `${secure ? 'https' : 'http'}://${isIPv6(options.host) ? `[${options.host}]` : options.host}:${port}`,
    port,
    close(deadlineMs) {
      stopWatching?.()
      closed ??= drain(deadlineMs)
      return closed
    },
  }
}

/** @returns The port, which is another than asked for if that was 0. */
async function takeAddress(server: Server, address: ListenAddress): Promise<number> {
  try {
    server.listen(address.port, address.host)
    await once(server, 'listening')
  } catch (error) {
    throw new ListenError(address, error instanceof Error ? error : new Error(String(error)))
  }
  const taken = server.address()
  return taken !== null && typeof taken === 'object' ? taken.port : address.port
}
