import { once } from 'node:events'
import type { IncomingHttpHeaders } from 'node:http'
import { createServer } from 'node:http'
import { text } from 'node:stream/consumers'
import type { ConnectorAddress } from '../../../server/simulator/callouts/call-connector.ts'

/** A request that reached the connector. */
export interface ReceivedRequest {
  readonly method: string
  readonly path: string
  readonly headers: IncomingHttpHeaders
  readonly body: string
}

/** A web server in the place of the connector. */
export interface RecordingConnector {
  readonly address: ConnectorAddress
  readonly received: readonly ReceivedRequest[]
  close(): Promise<void>
}

/**
 * Starts it on 127.0.0.1.
 * @param statusFor What to answer the n-th request, from 0.
 */
export async function startRecordingConnector(
  statusFor: (index: number, request: ReceivedRequest) => number = () => 200,
): Promise<RecordingConnector> {
  const received: ReceivedRequest[] = []
  const server = createServer(async (req, res) => {
    const { method = '', url: path = '', headers } = req
    const request = { method, path, headers, body: await text(req) }
    received.push(request)
    res.writeHead(statusFor(received.length - 1, request)).end()
  })
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  const address = server.address()
  if (address === null || typeof address === 'string') throw new Error('no TCP address')
  return {
    address: {
      url: `http://127.0.0.1:${address.port}/concur/v1.0/notify`,
      username: 'concur-user',
      password: 'concur-password',
    },
    received,
    async close() {
      const closed = once(server, 'close')
      server.close()
      server.closeAllConnections()
      await closed
    },
  }
}
