import type { IncomingMessage } from 'node:http'
import { TLSSocket } from 'node:tls'

/** What the listener may be called. */
export interface OwnAddressOptions {
  /** `CONSOLE_URL`: its host is ours. */
  readonly url: string | undefined
  /** `CONSOLE_HOST`: ours too, unless it stands for all addresses. */
  readonly host: string
}

/** Why a request is not answered. */
export interface AddressRefusal {
  readonly status: 403 | 421
  readonly message: string
}

const LOOPBACK = ['localhost', '127.0.0.1', '[::1]']
const ALL_ADDRESSES = new Set(['0.0.0.0', '::'])
const READS = new Set(['GET', 'HEAD'])

/**
 * Judges by the headers `Host` and `Origin` whether a request is meant for this listener and does not come from
 * a page of somebody else. Without that any page which a person opens could reach the listener on their machine,
 * by giving its own name the address 127.0.0.1 ("DNS rebinding").
 * @returns Nothing where all is well.
 */
export function judgeOwnAddress({
  url,
  host,
}: OwnAddressOptions): (req: IncomingMessage) => AddressRefusal | undefined {
  const known = url === undefined ? undefined : new URL(url)
  const names = ALL_ADDRESSES.has(host) ? LOOPBACK : [...LOOPBACK, host.includes(':') ? `[${host}]` : host]

  return (req) => {
    const port = req.socket.localPort ?? 0
    const scheme = req.socket instanceof TLSSocket ? 'https' : 'http'
    const hosts = [...names.map((name) => hostOf(scheme, name, port)), ...(known ? [known.host] : [])]
    const { host: called = '', origin } = req.headers
    if (!hosts.includes(called.toLowerCase())) return NOT_OURS
    if (origin === undefined || (origin === 'null' && READS.has(req.method ?? ''))) return undefined
    // A proxy may pass on a Host of its own: the origin is what the browser sees.
    const origins = [...hosts.map((own) => `${scheme}://${own}`), ...(known ? [known.origin] : [])]
    return origins.includes(origin.toLowerCase()) ? undefined : FOREIGN_PAGE
  }
}

/** As browsers write it: without the port that belongs to the scheme. */
function hostOf(scheme: string, name: string, port: number): string {
  return URL.parse(`${scheme}://${name}:${port}`)?.host ?? `${name}:${port}`
}

const NOT_OURS: AddressRefusal = {
  status: 421,
  message:
    'nothing is answered under this name: open the address of CONSOLE_URL, or set CONSOLE_URL to the one that people use',
}
const FOREIGN_PAGE: AddressRefusal = {
  status: 403,
  message:
    'the request comes from a page of another address: open the address of CONSOLE_URL, and do it there',
}
