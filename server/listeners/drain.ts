import type { Server, ServerResponse } from 'node:http'
import type { Socket } from 'node:net'

const SWEEP_MS = 50
/** For a request whose first bytes are on their way when draining begins. */
const GRACE_MS = 500

/**
 * Watches a server's connections from now on, so that it can be closed without losing a request in flight. Node's
 * own `close` waits for clients that never send a byte, or never finish a TLS handshake.
 * @returns Closes the server: connections without a request go at once, or within half a second if they never had one;
 * answers carry `Connection: close`; all that is left after `deadlineMs` is cut. Resolves when nothing is open.
 */
export function drainer(server: Server): (deadlineMs: number) => Promise<void> {
  // Beneath TLS, so that unfinished handshakes are counted too.
  const sockets = new Set<Socket>()
  const answering = new Set<ServerResponse>()
  let isDraining = false

  server.on('connection', (socket: Socket) => {
    sockets.add(socket)
    socket.once('close', () => sockets.delete(socket))
  })
  server.on('request', (_req, res) => {
    answering.add(res)
    res.once('close', () => answering.delete(res))
    if (isDraining) announceClose(res)
  })

  function cutAllWithoutRequest(): void {
    const busy = new Set([...answering].map(({ socket }) => socket && clientOf(socket)))
    for (const socket of sockets) if (!busy.has(clientOf(socket))) socket.destroy()
  }

  return async (deadlineMs) => {
    isDraining = true
    answering.forEach(announceClose)
    const sweep = setInterval(() => server.closeIdleConnections(), SWEEP_MS)
    const grace = setTimeout(cutAllWithoutRequest, Math.min(GRACE_MS, deadlineMs))
    const deadline = setTimeout(() => sockets.forEach((socket) => socket.destroy()), deadlineMs)
    await new Promise<void>((resolve) => server.close(() => resolve()))
    clearInterval(sweep)
    clearTimeout(grace)
    clearTimeout(deadline)
  }
}

function announceClose(res: ServerResponse): void {
  if (!res.headersSent) res.setHeader('Connection', 'close')
}

/** The same for a TLS socket and the one beneath it. */
function clientOf({ remoteAddress, remotePort }: Socket): string {
  return `${remoteAddress} ${remotePort}`
}
