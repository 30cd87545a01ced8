import { createServer, type IncomingMessage, type RequestListener } from 'node:http'
import type { Socket } from 'node:net'

/** A request as it came over the wire. */
export interface Received {
  /** The request line's own path, byte for byte. */
  readonly path: string
  readonly headers: IncomingMessage['headers']
  readonly body: string
}

/** A server of this machine that answers as a test wants. */
export interface RawServer {
  readonly origin: string
  /** What came, in order, with its body. */
  readonly received: readonly Received[]
  /** Connections that are open. */
  readonly sockets: ReadonlySet<Socket>
  close(): Promise<void>
}

/** Serves on a free port; the handler is called when the whole request is there. */
export async function serve(answer: RequestListener): Promise<RawServer> {
  const received: Received[] = []
  const sockets = new Set<Socket>()
  const server = createServer((req, res) => {
    const chunks: Buffer[] = []
    req.on('data', (chunk: Buffer) => chunks.push(chunk))
    req.on('end', () => {
      received.push({ path: req.url ?? '', headers: req.headers, body: Buffer.concat(chunks).toString() })
      answer(req, res)
    })
    // A client that goes away is what some tests are about.
    res.on('error', () => {})
  })
  server.on('connection', (socket) => {
    sockets.add(socket)
    socket.on('close', () => sockets.delete(socket))
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const address = server.address()
  const port = typeof address === 'object' && address !== null ? address.port : 0
  return {
    origin: `http://127.0.0.1:${port}`,
    received,
    sockets,
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve())
        server.closeAllConnections()
      }),
  }
}
