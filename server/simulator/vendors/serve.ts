import { once } from 'node:events'
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import { text } from 'node:stream/consumers'
import type { VendorReply, VendorRequest } from './vendor-exchange.ts'

/** A server on 127.0.0.1. */
export interface VendorServer {
  readonly url: string
  /** Cuts what is in flight. */
  close(): Promise<void>
}

/**
 * Serves answers over HTTP.
 * @param answer `reset`: the connection breaks.
 */
export async function serve(
  port: number,
  answer: (request: VendorRequest) => VendorReply | 'reset' | Promise<VendorReply | 'reset'>,
): Promise<VendorServer> {
  const server = createServer((req, res) => {
    respond(req, res, answer).catch(() => req.socket.destroy())
  })
  server.keepAliveTimeout = 60_000
  server.listen(port, '127.0.0.1')
  await once(server, 'listening')
  const address = server.address()
  if (address === null || typeof address === 'string') throw new Error('the simulator has no TCP address')
  return {
    url: `http://127.0.0.1:${address.port}`,
    async close() {
      const closed = once(server, 'close')
      server.close()
      server.closeAllConnections()
      await closed
    },
  }
}

async function respond(
  req: IncomingMessage,
  res: ServerResponse,
  answer: Parameters<typeof serve>[1],
): Promise<void> {
  const { pathname, searchParams } = new URL(req.url ?? '/', 'http://simulator')
  const body = await text(req)
  const reply = await answer({
    method: req.method ?? '',
    path: pathname,
    query: searchParams,
    headers: req.headers,
    body,
  })
  if (reply === 'reset') req.socket.resetAndDestroy()
  else res.writeHead(reply.status, reply.headers).end(reply.body)
}
