import { once } from 'node:events'
import type { IncomingMessage, RequestListener } from 'node:http'
import { createServer as createHttpServer } from 'node:http'
import { createServer as createHttpsServer } from 'node:https'
import { text } from 'node:stream/consumers'
import { TLSSocket } from 'node:tls'
import { createDevelopmentCa, issueServerCertificate } from '../../../certs/development-ca.ts'

/** An event that reached the webhook. */
export interface ReceivedEvent {
  readonly headers: IncomingMessage['headers']
  readonly body: string
  /** Name in the client certificate, and why it is not trusted, if so; absent without TLS. */
  readonly client?: { readonly name: unknown; readonly problem: unknown }
}

/** A web server in the place of the connector. */
export interface RecordingWebhook {
  readonly url: string
  /** The authority of its certificate; absent without TLS. */
  readonly ca?: string
  readonly received: readonly ReceivedEvent[]
  close(): Promise<void>
}

/** What a webhook is started with. */
export interface WebhookOptions {
  /** The authority, PEM, of client certificates; without it the webhook has no TLS. */
  readonly clientCa?: string
  /** What to answer the n-th request, from 0; a promise holds it up. */
  readonly statusFor?: (index: number, event: ReceivedEvent) => number | Promise<number>
}

/** Starts it on 127.0.0.1. */
export async function startRecordingWebhook(options: WebhookOptions = {}): Promise<RecordingWebhook> {
  const { clientCa, statusFor = () => 200 } = options
  const received: ReceivedEvent[] = []
  const listener: RequestListener = async (req, res) => {
    const client = clientOf(req)
    const event = { headers: req.headers, body: await text(req), ...(client && { client }) }
    received.push(event)
    res.writeHead(await statusFor(received.length - 1, event)).end()
  }
  const tls = clientCa === undefined ? undefined : await serverTls()
  const server = tls
    ? createHttpsServer({ ...tls, ca: clientCa, requestCert: true, rejectUnauthorized: false }, listener)
    : createHttpServer(listener)
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  const address = server.address()
  if (address === null || typeof address === 'string') throw new Error('no TCP address')
  return {
    url: `${tls ? 'https' : 'http'}://127.0.0.1:${address.port}/concur/v4.0/events`,
    ...(tls && { ca: tls.authority }),
    received,
    async close() {
      const closed = once(server, 'close')
      server.close()
      server.closeAllConnections()
      await closed
    },
  }
}

async function serverTls() {
  const now = new Date()
  const ca = await createDevelopmentCa(now)
  const { certificate, privateKey } = await issueServerCertificate(ca, ['127.0.0.1'], now)
  return { cert: certificate, key: privateKey, authority: ca.certificate }
}

function clientOf({ socket }: IncomingMessage): ReceivedEvent['client'] {
  if (!(socket instanceof TLSSocket)) return undefined
  return { name: socket.getPeerCertificate().subject?.CN, problem: socket.authorizationError }
}
