import type { RequestListener } from 'node:http'
import { expect } from 'chai'
import type { Limits } from '../../server/listeners/limits.ts'
import { type Listener, listen } from '../../server/listeners/listen.ts'
import { ListenError } from '../../server/listeners/listen-error.ts'
import { skipBecause } from '../support/skip.ts'
import { exchangeRaw, openRaw } from './raw-connection.ts'
import { useRealSockets } from './real-sockets.ts'
import { recordedLog } from './recorded-log.ts'

const SETTINGS = { host: 'HOST', port: 'PORT' }
const GET = 'GET / HTTP/1.1\r\nHost: connector\r\n\r\n'
const NO_HURRY = 60_000

/** Answers once the body has come, with its length. */
const measure: RequestListener = (req, res) => {
  let length = 0
  req.on('data', (chunk: Buffer) => {
    length += chunk.length
  })
  req.on('end', () => res.end(`${length} bytes`))
}

/** Answers when `finish` is called; `started` resolves when a request is in flight. */
function slowApp(): { app: RequestListener; started: Promise<void>; finish: () => void } {
  const started = Promise.withResolvers<void>()
  const finished = Promise.withResolvers<void>()
  const app: RequestListener = (_req, res) => {
    started.resolve()
    void finished.promise.then(() => res.end('done'))
  }
  return { app, started: started.promise, finish: finished.resolve }
}

async function failureToListen(host: string, port: number): Promise<unknown> {
  const options = { app: measure, host, port, settings: SETTINGS, log: recordedLog() }
  return listen(options).then(
    () => expect.fail('it listens'),
    (error: unknown) => error,
  )
}

describe('a listener', () => {
  useRealSockets()
  const open: Listener[] = []

  async function serve(app: RequestListener, limits: Partial<Limits> = {}): Promise<Listener> {
    const log = recordedLog()
    const listener = await listen({ app, host: '127.0.0.1', port: 0, settings: SETTINGS, limits, log })
    open.push(listener)
    return listener
  }

  afterEach(async () => {
    for (const listener of open.splice(0)) await listener.close(0)
  })

  it('names the address that it took', async () => {
    const { url, port } = await serve(measure)

    expect(url).to.equal(`http://127.0.0.1:${port}`)
    expect(port).to.be.greaterThan(0)
  })

  it('answers two requests on one connection', async () => {
    const { port } = await serve(measure)
    const client = openRaw(port)
    client.send(GET)
    await client.until('0 bytes')
    client.send('POST / HTTP/1.1\r\nHost: connector\r\nContent-Length: 3\r\nConnection: close\r\n\r\nabc')

    expect(await client.closed).to.match(/0 bytes.*3 bytes/s)
  })

  describe('what cannot be read', () => {
    const UNREADABLE: Record<string, [request: string, answer: string]> = {
      'is answered 400 when it is not HTTP': ['\x16\x03\x01 hello\r\n\r\n', '400 Bad Request'],
      'is answered 400 when a header is no header': [
        'GET / HTTP/1.1\r\nHost: connector\r\nX-Bad\x00: 1\r\n\r\n',
        '400 Bad Request',
      ],
      'is answered 400 when it has a length twice': [
        'POST / HTTP/1.1\r\nHost: connector\r\nContent-Length: 1\r\nTransfer-Encoding: chunked\r\n\r\n',
        '400 Bad Request',
      ],
      'is answered 400 when a chunk is none': [
        'POST / HTTP/1.1\r\nHost: connector\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\n',
        '400 Bad Request',
      ],
      'is answered 400 when it has two Hosts': [
        'GET / HTTP/1.1\r\nHost: connector\r\nhost: other\r\n\r\n',
        '400 Bad Request',
      ],
      'is answered 400 when it has chunks in HTTP/1.0': [
        'POST / HTTP/1.0\r\nHost: connector\r\nConnection: keep-alive\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n',
        '400 Bad Request',
      ],
      'is answered 400 when its coding is not just chunked': [
        'POST / HTTP/1.1\r\nHost: connector\r\nTransfer-Encoding: identity, chunked\r\n\r\n0\r\n\r\n',
        '400 Bad Request',
      ],
      'is answered 400 when it names its coding twice': [
        'POST / HTTP/1.1\r\nHost: connector\r\nTransfer-Encoding: chunked\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n',
        '400 Bad Request',
      ],
      'is answered 400 without Host': ['GET / HTTP/1.1\r\n\r\n', '400 Bad Request'],
      'is answered 400 when its target is no URL': [
        'GET http://[ HTTP/1.1\r\nHost: connector\r\n\r\n',
        '400 Bad Request',
      ],
      'is answered 404 when it asks for a tunnel': [
        'CONNECT example.com:443 HTTP/1.1\r\nHost: connector\r\n\r\n',
        '404 Not Found',
      ],
      'is answered 417 when it expects what is unknown': [
        'GET / HTTP/1.1\r\nHost: connector\r\nExpect: wonders\r\n\r\n',
        '417 Expectation Failed',
      ],
      'is answered 431 when its headers are too large': [
        `GET / HTTP/1.1\r\nHost: connector\r\nX-Large: ${'x'.repeat(20_000)}\r\n\r\n`,
        '431 Request Header Fields Too Large',
      ],
    }
    for (const [title, [request, status]] of Object.entries(UNREADABLE)) {
      it(`${title}, with a text, and the connection ends`, async () => {
        const { port } = await serve(measure)
        const answer = await exchangeRaw(port, request)

        const [head = '', text] = answer.split('\r\n\r\n')
        expect(head).to.match(new RegExp(`^HTTP/1.1 ${status}\r\n`))
        expect(head).to.include('Content-Type: text/plain; charset=utf-8')
        expect(head).to.include('Connection: close')
        expect(text).to.include(status.slice(4))
      })
    }

    it('stays unanswered when an answer went before it', async () => {
      const { port } = await serve((_req, res) => res.end('early'))
      const client = openRaw(port)
      client.send('POST / HTTP/1.1\r\nHost: connector\r\nTransfer-Encoding: chunked\r\n\r\n')
      await client.until('early')
      client.send('zz\r\n')

      expect((await client.closed).match(/HTTP\/1\.1/g)).to.have.length(1)
    })
  })

  describe('what is too slow', () => {
    const SHORT = { headersMs: 60, requestMs: 120, checkEveryMs: 20 }

    it('is cut while its headers are missing', async () => {
      const { port } = await serve(measure, SHORT)

      expect(await exchangeRaw(port, 'GET / HTTP/1.1\r\nHost: conn')).to.match(
        /^HTTP\/1\.1 503 Service Unavailable\r\n/,
      )
    })

    it('is cut while its body is missing', async () => {
      const { port } = await serve(measure, SHORT)
      const request = 'POST / HTTP/1.1\r\nHost: connector\r\nContent-Length: 10\r\n\r\nabc'

      expect(await exchangeRaw(port, request)).to.match(/^HTTP\/1\.1 503 Service Unavailable\r\n/)
    })

    it('is cut without a word when it never sends a byte', async () => {
      const { port } = await serve(measure, SHORT)

      expect(await openRaw(port).closed).to.equal('')
    })

    it('is cut without a second answer when the rest of a refused body does not end', async () => {
      const { port } = await serve((_req, res) => {
        res.statusCode = 413
        res.end('too large')
      }, SHORT)
      const answer = await exchangeRaw(
        port,
        'POST / HTTP/1.1\r\nHost: connector\r\nContent-Length: 10\r\n\r\nabc',
      )

      expect(answer).to.match(/^HTTP\/1\.1 413 .*too large$/s)
    })
  })

  describe('that is closed', () => {
    it('finishes the request in flight, announces the end, and takes no other', async () => {
      const { app, started, finish } = slowApp()
      const listener = await serve(app)
      const client = openRaw(listener.port)
      client.send(GET)
      await started
      const closed = listener.close(NO_HURRY)
      const late = await openRaw(listener.port).closed
      finish()

      expect(late).to.equal('')
      expect(await client.closed).to.match(/^HTTP\/1\.1 200 OK.*\r\nConnection: close\r\n.*done$/s)
      await closed
    })

    it('lets go of connections that wait for their next request', async () => {
      const listener = await serve(measure)
      const client = openRaw(listener.port)
      client.send(GET)
      await client.until('0 bytes')
      await listener.close(NO_HURRY)

      expect(await client.closed).to.include('200 OK')
    })

    it('lets go of connections that never sent a request', async () => {
      const listener = await serve(measure)
      const clients = [openRaw(listener.port), openRaw(listener.port)]
      clients[1]?.send('GET / HT')
      await exchangeRaw(listener.port, 'GET / HTTP/1.0\r\n\r\n')
      await listener.close(NO_HURRY)

      expect(await Promise.all(clients.map(({ closed }) => closed))).to.deep.equal(['', ''])
    })

    it('cuts what is not finished at the deadline', async () => {
      const { app, started } = slowApp()
      const listener = await serve(app)
      const client = openRaw(listener.port)
      client.send(GET)
      await started
      await listener.close(50)

      expect(await client.closed).to.equal('')
    })

    it('closes once, however often it is told', async () => {
      const listener = await serve(measure)

      expect(listener.close(NO_HURRY)).to.equal(listener.close(NO_HURRY))
    })
  })

  describe('that cannot have its address', () => {
    it('says that the port is in use', async () => {
      const { port } = await serve(measure)
      const error = await failureToListen('127.0.0.1', port)

      expect(error).to.be.instanceOf(ListenError)
      expect(error).to.have.property(
        'message',
        `cannot listen on 127.0.0.1:${port}: another program uses the port; stop it, or set PORT to a free one`,
      )
    })

    it('says that the address is not of this machine', async () => {
      expect(await failureToListen('192.0.2.1', 8443)).to.have.property(
        'message',
        'cannot listen on 192.0.2.1:8443: this machine has no address 192.0.2.1; ' +
          'set HOST to one of its own, or to 0.0.0.0 for all',
      )
    })

    it('says that the account may not use the port', () => {
      const cause = Object.assign(new Error('listen EACCES'), { code: 'EACCES' })

      expect(new ListenError({ host: '0.0.0.0', port: 443, settings: SETTINGS }, cause)).to.include({
        message:
          'cannot listen on 0.0.0.0:443: this account may not use port 443; ' +
          'set PORT to one above 1023, or allow it',
        code: 'LISTEN',
        retryable: false,
      })
    })
  })

  it('writes an IPv6 address into its URL as URLs want it', async function () {
    const app = measure
    const listener = await listen({
      app,
      host: '::1',
      port: 0,
      settings: SETTINGS,
      log: recordedLog(),
    }).catch(() => skipBecause('there is no IPv6 here', this))
    open.push(listener)

    expect(listener.url).to.equal(`http://[::1]:${listener.port}`)
  })
})
