import { once } from 'node:events'
import { connect, createServer, type Server, type Socket } from 'node:net'

/** A line between the connector and Concur or its database, with an address of its own, that can be cut. */
export interface CuttableLine {
  readonly url: string
  /** Cuts every connection; new ones are refused. */
  cut(): Promise<void>
  restore(): Promise<void>
  /** From now on answers are lost: what is asked still arrives. */
  loseAnswers(): void
  /** The end of {@link loseAnswers}, for new connections. */
  bringAnswers(): void
  close(): Promise<void>
}

/** @param target A URL of this machine, with its port. */
export async function openLine(target: string): Promise<CuttableLine> {
  const targetPort = Number(new URL(target).port)
  const sockets = new Set<Socket>()
  const backwards = new Set<() => void>()
  let areAnswersLost = false
  let server = await listen(0)
  const { port } = portOf(server)

  async function listen(onPort: number): Promise<Server> {
    const listening = createServer((near) => {
      const far = connect(targetPort, '127.0.0.1')
      for (const socket of [near, far]) {
        sockets.add(socket)
        socket.on('error', () => undefined)
        socket.once('close', () => {
          sockets.delete(socket)
          near.destroy()
          far.destroy()
        })
      }
      near.pipe(far)
      if (areAnswersLost) return
      far.pipe(near)
      backwards.add(() => far.unpipe(near))
    })
    listening.listen(onPort, '127.0.0.1')
    await once(listening, 'listening')
    return listening
  }

  async function cut(): Promise<void> {
    if (!server.listening) return
    const closed = once(server, 'close')
    server.close()
    for (const socket of sockets) socket.destroy()
    await closed
  }

  return {
    url: `http://127.0.0.1:${port}`,
    cut,
    async restore() {
      server = await listen(port)
    },
    loseAnswers() {
      areAnswersLost = true
      for (const stop of backwards) stop()
      backwards.clear()
    },
    bringAnswers() {
      areAnswersLost = false
    },
    close: cut,
  }
}

function portOf(server: Server): { readonly port: number } {
  const address = server.address()
  if (address === null || typeof address === 'string') throw new Error('no TCP address')
  return address
}
