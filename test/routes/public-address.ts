import { refusal } from '../../certs/refusal.ts'
import { createPublicApp } from '../../routes/public-app.ts'
import type { PublicAppDeps } from '../../routes/public-express.ts'
import type { ReceiveResult } from '../../server/doors/receive-delivery.ts'
import { listen } from '../../server/listeners/listen.ts'
import { recordedLog } from '../listeners/recorded-log.ts'

export const NOTIFY = '/concur/v1.0/notify'
export const EVENTS = '/concur/v4.0/events'
export const TEST_CONNECTION = '/system/v1.0/testconnection'
export const RIGHT_LOGIN = basic('connector-user', 'new-password')
export const PREVIOUS_LOGIN = basic('connector-user', 'old-password')

/** The right login as it takes the straight road, and in a spelling that takes the one through Express. */
export const ROADS = {
  straight: RIGHT_LOGIN,
  'through Express': RIGHT_LOGIN.replace('Basic', 'basic'),
} as const

/** The value of the header `Authorization`. */
export function basic(username: string, password: string): string {
  return `Basic ${Buffer.from(`${username}:${password}`).toString('base64')}`
}

/** A `POST` of a notification with the right login, byte for byte. */
export function rawPost(headers: readonly string[], body = '', login: string = RIGHT_LOGIN): string {
  const start = [`POST ${NOTIFY} HTTP/1.1`, 'Host: connector', `Authorization: ${login}`]
  return [...start, ...headers, '', body].join('\r\n')
}

/** The public app on a port of this machine, with what it received and logged. */
export type PublicAddress = Awaited<ReturnType<typeof servePublicApp>>

/**
 * Serves the public app; unless `changes` say otherwise it stores all it is given.
 * @param rightLogin What calls log in with unless they say otherwise: see {@link ROADS}.
 */
export async function servePublicApp(changes: Partial<PublicAppDeps> = {}, rightLogin: string = RIGHT_LOGIN) {
  const log = recordedLog()
  const received: { body: string; contentType: string | undefined }[] = []
  const app = createPublicApp({
    notifyPath: NOTIFY,
    credentials: { username: 'connector-user', passwords: ['new-password', 'old-password'] },
    trustedProxies: 0,
    async receive(body, contentType): Promise<ReceiveResult> {
      received.push({ body: body.toString(), contentType })
      return { kind: 'stored', arrival: received.length, correlationId: 'c1' }
    },
    events: {
      path: EVENTS,
      authenticate: () => refusal('no certificate', 'nobody is Concur here'),
      receive: () => Promise.reject(new Error('not to be asked')),
    },
    log,
    ...changes,
  })
  const settings = { host: 'HOST', port: 'PORT' }
  const listener = await listen({ app, host: '127.0.0.1', port: 0, settings, log })

  function call(path: string, init: RequestInit = {}, login: string | null = rightLogin): Promise<Response> {
    const headers = new Headers(init.headers)
    if (login !== null) headers.set('Authorization', login)
    return fetch(`${listener.url}${path}`, { ...init, headers })
  }

  return {
    port: listener.port,
    close: () => listener.close(0),
    log,
    received,
    call,
    post: (body: string | Buffer<ArrayBuffer>, login: string | null = rightLogin) =>
      call(NOTIFY, { method: 'POST', body }, login),
  }
}
