import {
  type IncomingMessage,
  type RequestListener,
  type Server,
  type ServerResponse,
  STATUS_CODES,
} from 'node:http'
import type { Duplex } from 'node:stream'

/** For the answer to reach a client that is still sending, before the connection is cut. */
const LINGER_MS = 1000

/**
 * Gives every request that Node refuses before an app sees it a short text, where Node would send none: garbage,
 * headers too large, too slow, an `Expect` other than `100-continue`. A connection on which nothing was asked is closed
 * without a word.
 */
export function refuseUnreadable(server: Server): void {
  const latest = new WeakMap<Duplex, { readonly req: IncomingMessage; readonly res: ServerResponse }>()
  server.on('request', (req, res) => latest.set(req.socket, { req, res }))
  server.on('checkExpectation', (_req, res) => answerText(res, 417))
  server.on('connect', (_req, socket) => answerAndCut(socket, 404))
  server.on('clientError', (error, socket) => {
    const status = statusOf(error)
    const exchange = latest.get(socket)
    // An answer that began before all of its request had come, such as 413, must not be followed by another.
    const isAnswered = exchange !== undefined && exchange.res.headersSent && !exchange.req.complete
    // A browser opens connections before it needs them, and takes what comes on one for the answer to its next request.
    const isSilent = 'bytesRead' in socket && socket.bytesRead === 0
    if (status === undefined || isAnswered || isSilent) socket.destroy()
    else if (socket.writable) answerAndCut(socket, status)
  })
}

/**
 * Answers 400 to what Express would pass by every handler, with a page that names Express: a target that is no URL.
 * And to a request without one clear `Host`, as RFC 9112 asks, section 3.2, or whose body has no clear end.
 */
export function checkTarget(app: RequestListener): RequestListener {
  return (req, res) => {
    const url = req.url ?? ''
    const isTarget = url.startsWith('/') || URL.canParse(url)
    if (isTarget && hasOneHost(req) && hasClearEnd(req)) app(req, res)
    else answerText(res, 400)
  }
}

/** Of two, something in front may have gone by the other. */
function hasOneHost({ rawHeaders, httpVersion }: IncomingMessage): boolean {
  const hosts = rawHeaders.filter((name, index) => index % 2 === 0 && name.toLowerCase() === 'host').length
  return hosts === 1 || (hosts === 0 && httpVersion === '1.0')
}

/**
 * Whether all agree on where the body ends: something in front may read another coding, or chunks in HTTP/1.0, otherwise.
 * @see RFC 9112, sections 6.1 and 11.2
 */
function hasClearEnd({ headers, httpVersion }: IncomingMessage): boolean {
  const coding = headers['transfer-encoding']
  return coding === undefined || (httpVersion !== '1.0' && coding.toLowerCase() === 'chunked')
}

function answerText(res: ServerResponse, status: number): void {
  res.writeHead(status, { 'Content-Type': 'text/plain; charset=utf-8', Connection: 'close' })
  res.end(`${STATUS_CODES[status]}\n`)
}

/** Only trouble with HTTP itself can be answered in HTTP; a failed TLS handshake or a reset cannot. */
function statusOf(error: Error): number | undefined {
  const code = 'code' in error ? String(error.code) : ''
  // Not 408: what the Event Subscription Service gets that for, it never sends again.
  if (code === 'ERR_HTTP_REQUEST_TIMEOUT') return 503
  if (code === 'HPE_HEADER_OVERFLOW') return 431
  if (code === 'HPE_CHUNK_EXTENSIONS_OVERFLOW') return 413
  return code.startsWith('HPE_') ? 400 : undefined
}

function answerAndCut(socket: Duplex, status: number): void {
  const text = `${STATUS_CODES[status]}\n`
  socket.on('error', () => socket.destroy())
  socket.end(
    [
      `HTTP/1.1 ${status} ${STATUS_CODES[status]}`,
      'Content-Type: text/plain; charset=utf-8',
      `Content-Length: ${text.length}`,
      'Connection: close',
      '',
      text,
    ].join('\r\n'),
  )
  setTimeout(() => socket.destroy(), LINGER_MS).unref()
}
