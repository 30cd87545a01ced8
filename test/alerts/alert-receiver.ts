import { text } from 'node:stream/consumers'
import { type Listener, listen } from '../../server/listeners/listen.ts'
import { recordedLog } from '../listeners/recorded-log.ts'

/** A server that takes alerts, and what it took. */
export interface AlertReceiver {
  /** With something in it that nobody may see. */
  readonly url: string
  /** The bodies that came, answered with success or not. */
  readonly bodies: unknown[]
  /** What is answered; 200 at first. */
  status: number
  close(): Promise<void>
}

/** On a port of this machine. */
export async function startAlertReceiver(): Promise<AlertReceiver> {
  const bodies: unknown[] = []
  const listener: Listener = await listen({
    app: async (req, res) => {
      bodies.push(JSON.parse(await text(req)))
      res.writeHead(receiver.status, receiver.status === 302 ? { location: '/elsewhere' } : {}).end()
    },
    host: '127.0.0.1',
    port: 0,
    settings: { host: 'HOST', port: 'PORT' },
    log: recordedLog(),
  })
  const receiver: AlertReceiver = {
    url: `${listener.url}/hook?sig=s3cret`,
    bodies,
    status: 200,
    close: () => listener.close(0),
  }
  return receiver
}
