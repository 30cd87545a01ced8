import { randomUUID } from 'node:crypto'
import { once } from 'node:events'
import type { IncomingMessage, ServerResponse } from 'node:http'
import { createServer } from 'node:http'
import { text } from 'node:stream/consumers'
import { setTimeout as delay } from 'node:timers/promises'
import type { Reply, RouteName, SeenRequest } from './exchange.ts'
import type { Fault } from './faults.ts'

/** What the server is told about Concur's calls; it decides nothing itself. */
export interface HttpServerDeps {
  /** Which call a method and a raw path mean. */
  readonly routeOf: (method: string, path: string) => RouteName | undefined
  /** Told of every request, once it is complete. @returns What shall go wrong with it. */
  readonly onRequest: (request: SeenRequest) => Fault | undefined
  /** Does what the request asks for, then answers. */
  readonly answer: (request: SeenRequest) => Reply
}

/** A server on 127.0.0.1. */
export interface HttpServer {
  readonly url: string
  /** Cuts what is in flight. */
  close(): Promise<void>
}

/**
 * HTTP with faults on purpose. Paths are handed on byte for byte. Every reply carries `concur-correlationid`.
 * @param port 0 for any free one.
 */
export async function startHttpServer(port: number, deps: HttpServerDeps): Promise<HttpServer> {
  const closing = new AbortController()
  const server = createServer((req, res) => {
    serve(req, res, deps, closing.signal).catch((error: unknown) => {
      // The caller went away or we are closing; anything else is a mistake in the simulator or in a draft.
      if (closing.signal.aborted || req.socket.destroyed) req.socket.destroy()
      else res.writeHead(500).end(String(error))
    })
  })
  // A client that keeps connections must not find one closed just as it sends.
  server.keepAliveTimeout = 60_000
  server.listen(port, '127.0.0.1')
  await once(server, 'listening')
  const address = server.address()
  if (address === null || typeof address === 'string') throw new Error('the simulator has no TCP address')

  return {
    url: `http://127.0.0.1:${address.port}`,
    async close() {
      closing.abort()
      const closed = once(server, 'close')
      server.close()
      server.closeAllConnections()
      await closed
    },
  }
}

async function serve(
  req: IncomingMessage,
  res: ServerResponse,
  { routeOf, onRequest, answer }: HttpServerDeps,
  closing: AbortSignal,
): Promise<void> {
  const { method = '', url: path = '' } = req
  const route = routeOf(method, path)
  const request: SeenRequest = {
    ...(route && { route }),
    method,
    path,
    headers: req.headers,
    body: await text(req),
  }
  const fault = onRequest(request)
  if (fault && 'delayMs' in fault) await delay(fault.delayMs, undefined, { signal: closing })

  const reply = faultyReply(fault, () => answer(request))
  if (reply === 'reset') {
    req.socket.resetAndDestroy()
    return
  }
  const correlationId = request.headers['concur-correlationid'] ?? randomUUID()
  res.writeHead(reply.status, {
    'concur-correlationid': correlationId,
    'content-length': reply.bytes?.length ?? Buffer.byteLength(reply.body),
    ...reply.headers,
  })
  res.end(reply.bytes ?? reply.body)
}

function faultyReply(fault: Fault | undefined, answer: () => Reply): Reply | 'reset' {
  if (!fault || 'delayMs' in fault) return answer()
  if ('reset' in fault) {
    if (fault.reset === 'after') answer()
    return 'reset'
  }
  if ('status' in fault) {
    if (fault.after === true) answer()
    return { status: fault.status, headers: fault.headers ?? {}, body: fault.body ?? '' }
  }
  return { status: 200, headers: { 'content-type': fault.contentType ?? 'text/html' }, body: fault.body }
}
