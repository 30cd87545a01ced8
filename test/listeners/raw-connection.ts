import { connect } from 'node:net'
import type { Duplex } from 'node:stream'

/** A client that sends the very bytes it is told to. */
export interface RawConnection {
  send(text: string): void
  /** All that has come, once it contains `text`; rejects if the server closes without. */
  until(text: string): Promise<string>
  /** All that came, once the server has closed the connection. */
  readonly closed: Promise<string>
  cut(): void
}

/** Opens a connection to a port of this machine. */
export function openRaw(port: number): RawConnection {
  return rawConnection(connect(port, '127.0.0.1'))
}

/** The same over a socket that is there already. */
export function rawConnection(socket: Duplex): RawConnection {
  let received = ''
  socket.on('data', (chunk: Buffer) => {
    received += chunk.toString('latin1')
  })
  // A reset is one of the ways in which servers close.
  socket.on('error', () => {})
  const closed = new Promise<string>((resolve) => socket.once('close', () => resolve(received)))
  return {
    closed,
    send: (text) => void socket.write(text, 'latin1'),
    cut: () => void socket.destroy(),
    until: (text) =>
      new Promise((resolve, reject) => {
        const look = () => {
          if (received.includes(text)) resolve(received)
        }
        socket.on('data', look)
        socket.once('close', () => reject(new Error(`closed before ${text} came: ${received}`)))
        look()
      }),
  }
}

/** Sends a whole request, which must ask for `Connection: close`, and gives the answer. */
export async function exchangeRaw(port: number, request: string): Promise<string> {
  const connection = openRaw(port)
  connection.send(request)
  return connection.closed
}
