import { createServer, type RequestListener, type ServerResponse } from 'node:http'
import { connect } from 'node:net'
import { brotliCompressSync, deflateRawSync, deflateSync, gzipSync, zstdCompressSync } from 'node:zlib'
import { expect } from 'chai'
import {
  createHttpClient,
  type HttpClient,
  type HttpRequest,
  NoAnswerError,
} from '../../server/concur/http.ts'
import { eventually } from '../listeners/eventually.ts'
import { useRealSockets } from '../listeners/real-sockets.ts'
import { type RawServer, serve } from './raw-server.ts'

const MB = 1024 * 1024

describe('the HTTP client', () => {
  useRealSockets()
  let client: HttpClient
  let server: RawServer | undefined

  beforeEach(() => {
    client = createHttpClient(8)
  })
  afterEach(async () => {
    client.close()
    await server?.close()
    server = undefined
  })

  /** Starts the server; the path is added to its address. */
  async function answering(handler: RequestListener): Promise<(path?: string) => string> {
    const started = await serve(handler)
    server = started
    return (path = '/') => started.origin + path
  }

  const get = (url: string, more: Partial<HttpRequest> = {}) =>
    client.send({ method: 'GET', url, headers: {}, ...more })

  for (const path of [
    '/api/n3%Rek29$wsIY12Di3LS9$gjei%KL23',
    "/api/n-_.~!*'()+,;=:@$",
    '/api/%2F%20%%zz',
    '/API/Case',
    '/list?status=FAILED',
  ]) {
    it(`sends ${path} byte for byte`, async () => {
      const url = await answering((_, res) => res.end('ok'))
      await get(url(path))

      expect(server?.received.map((request) => request.path)).to.deep.equal([path])
    })
  }

  it('sends a body with its length in bytes', async () => {
    const url = await answering((_, res) => res.end('ok'))
    await client.send({
      method: 'POST',
      url: url(),
      headers: { 'content-type': 'application/xml' },
      body: '<a>Zoë</a>',
    })

    expect(server?.received[0]?.body).to.equal('<a>Zoë</a>')
    expect(server?.received[0]?.headers).to.include({
      'content-length': '11',
      'content-type': 'application/xml',
    })
    expect(server?.received[0]?.headers).not.to.have.any.keys('transfer-encoding')
  })

  it('gives the answer as it came', async () => {
    const url = await answering((_, res) => res.writeHead(418, { 'X-Odd': 'yes' }).end(Buffer.from([0, 255])))
    const answer = await get(url())

    expect(answer.status).to.equal(418)
    expect(answer.headers['x-odd']).to.equal('yes')
    expect([...answer.body]).to.deep.equal([0, 255])
  })

  for (const status of [301, 302, 307, 308]) {
    it(`does not follow a ${status}`, async () => {
      const url = await answering((_, res) => res.writeHead(status, { location: '/elsewhere' }).end())

      expect((await get(url('/here'))).status).to.equal(status)
      expect(server?.received.map(({ path }) => path)).to.deep.equal(['/here'])
    })
  }

  for (const status of [429, 500, 503]) {
    it(`asks once only when the answer is ${status}`, async () => {
      const url = await answering((_, res) => res.writeHead(status, { 'retry-after': '0' }).end())
      await get(url())

      expect(server?.received).to.have.length(1)
    })
  }

  it('uses a connection again', async () => {
    const url = await answering((_, res) => res.end('ok'))
    await get(url())
    await get(url())

    expect(server?.sockets.size).to.equal(1)
  })

  describe('without an answer', () => {
    it('says that nothing was sent when the connection is refused', async () => {
      const port = await unusedPort()
      const error = await failure(get(`http://127.0.0.1:${port}/secret-free?not=said`))

      expect(error).to.include({ reason: 'unreachable', mayHaveArrived: false })
      expect(error.message).to.include('GET /secret-free got no answer').and.not.include('not=said')
    })

    it('says that it may have arrived when the connection is reset before the answer', async () => {
      const url = await answering((req) => req.socket.resetAndDestroy())

      expect(await failure(get(url()))).to.include({ reason: 'unreachable', mayHaveArrived: true })
    })

    it('says so too when the connection ends in the middle of the answer', async () => {
      const url = await answering((req, res) => {
        res.writeHead(200, { 'content-length': '100' })
        res.write('half', () => req.socket.destroy())
      })

      expect(await failure(get(url()))).to.include({ reason: 'unreachable', mayHaveArrived: true })
    })

    it('says so too when an answer in chunks ends early', async () => {
      const url = await answering((req, res) => res.write('half', () => req.socket.destroy()))

      expect(await failure(get(url()))).to.include({ reason: 'unreachable', mayHaveArrived: true })
    })

    it('says so too when the answer is not HTTP', async () => {
      const url = await answering((req) => req.socket.end('SSH-2.0-nothing\r\n\r\n'))

      expect(await failure(get(url()))).to.include({ reason: 'unreachable', mayHaveArrived: true })
    })

    it('gives up when the answer is slow, and says that the request may have arrived', async () => {
      client = createHttpClient(8, { response: 100 })
      const url = await answering(() => {})

      expect(await failure(get(url()))).to.include({ reason: 'timeout', mayHaveArrived: true })
    })

    it('gives up when the answer trickles and has no end', async () => {
      client = createHttpClient(8, { request: 200 })
      const url = await answering((_, res) => {
        const trickle = setInterval(() => res.write('x'), 10)
        res.on('close', () => clearInterval(trickle))
      })

      expect(await failure(get(url()))).to.include({ reason: 'timeout', mayHaveArrived: true })
    })

    it('is stopped by the signal', async () => {
      const url = await answering(() => {})
      const stop = new AbortController()
      const failed = failure(get(url(), { signal: stop.signal }))
      await eventually(() => server?.received.length === 1)
      stop.abort()

      expect(await failed).to.include({ reason: 'aborted', mayHaveArrived: true })
      await eventually(() => server?.sockets.size === 0)
    })

    it('sends nothing when the signal has come before', async () => {
      const url = await answering((_, res) => res.end('ok'))

      expect(await failure(get(url(), { signal: AbortSignal.abort() }))).to.include({ reason: 'aborted' })
      expect(server?.received).to.deep.equal([])
    })
  })

  describe('with a large answer', () => {
    it('takes 20 MB', async () => {
      const url = await answering((_, res) => res.end(Buffer.alloc(20 * MB, 0x78)))

      expect((await get(url())).body).to.have.length(20 * MB)
    })

    for (const [name, headers] of [
      ['of a known length', { 'content-length': String(200 * MB) }],
      ['in chunks', {}],
    ] as const) {
      it(`cuts one ${name} soon after 20 MB`, async () => {
        let written = 0
        const url = await answering((_, res) => {
          res.writeHead(200, headers)
          const write = () => {
            while (written < 200 * MB && !res.destroyed) {
              written += MB
              if (!res.write(Buffer.alloc(MB, 0x78))) break
            }
          }
          res.on('drain', write)
          write()
        })

        expect(await failure(get(url()))).to.include({ reason: 'too large', mayHaveArrived: true })
        expect(written).to.be.below(60 * MB)
      })
    }
  })

  describe('asks for an answer that is not packed', () => {
    it('whatever else a call asks for', async () => {
      const url = await answering((_, res) => res.end('ok'))
      await get(url(), { headers: { 'accept-encoding': 'gzip' } })

      expect(server?.received[0]?.headers['accept-encoding']).to.equal('identity')
    })

    const text = '<ReportDetails>Zoë</ReportDetails>'
    const packed: readonly (readonly [string, Uint8Array])[] = [
      ['gzip', gzipSync(text)],
      ['GZIP', gzipSync(text)],
      ['x-gzip', gzipSync(text)],
      ['deflate', deflateSync(text)],
      ['deflate', deflateRawSync(text)],
      ['br', brotliCompressSync(text)],
      ['zstd', zstdCompressSync(text)],
      ['identity', Buffer.from(text)],
      ['', Buffer.from(text)],
    ]
    for (const [coding, body] of packed) {
      it(`and unpacks ${coding === '' ? 'nothing' : coding} that comes all the same`, async () => {
        const url = await answering((_, res) =>
          res.writeHead(200, coding === '' ? {} : { 'content-encoding': coding }).end(body),
        )

        expect(Buffer.from((await get(url())).body).toString()).to.equal(text)
      })
    }

    it('and takes an empty body for one, however it is said to be packed', async () => {
      const url = await answering((_, res) => res.writeHead(204, { 'content-encoding': 'gzip' }).end())

      expect(await get(url())).to.deep.include({ status: 204, body: Buffer.alloc(0) })
    })

    const MANY = Buffer.alloc(21 * MB, 0x78)
    for (const [coding, body] of [
      ['gzip', gzipSync(MANY)],
      ['deflate', deflateSync(MANY)],
      ['br', brotliCompressSync(MANY)],
      ['zstd', zstdCompressSync(MANY)],
    ] as const) {
      it(`and unfolds no more than 20 MB of ${coding}`, async () => {
        const url = await answering((_, res) => res.writeHead(200, { 'content-encoding': coding }).end(body))

        expect(await failure(get(url()))).to.include({ reason: 'too large', mayHaveArrived: true })
      })
    }

    const broken: readonly (readonly [string, string, Uint8Array])[] = [
      ['half a gzip', 'gzip', gzipSync(text).subarray(0, 30)],
      ['half a brotli', 'br', brotliCompressSync(text).subarray(0, 20)],
      ['half a zstd', 'zstd', zstdCompressSync(text).subarray(0, 20)],
      ['a text that says it is gzip', 'gzip', Buffer.from(text)],
      ['what nobody can unpack', 'compress', Buffer.from(text)],
    ]
    for (const [name, coding, body] of broken) {
      it(`and takes ${name} for no answer`, async () => {
        const url = await answering((_, res) => res.writeHead(200, { 'content-encoding': coding }).end(body))

        expect(await failure(get(url()))).to.include({ reason: 'not unpacked', mayHaveArrived: true })
      })
    }

    it('and gives the status of a refusal whose words cannot be unpacked', async () => {
      const url = await answering((_, res) =>
        res.writeHead(404, { 'content-encoding': 'gzip' }).end('no gzip at all'),
      )

      expect(await get(url())).to.deep.include({ status: 404, body: Buffer.alloc(0) })
    })
  })

  it('has so many requests under way as it was told, and sends all of them', async () => {
    client = createHttpClient(3)
    const waiting: ServerResponse[] = []
    let most = 0
    const url = await answering((_, res) => {
      waiting.push(res)
      most = Math.max(most, waiting.length)
      // A moment in which a fourth would come, if there were one.
      if (waiting.length === 3) setTimeout(() => waiting.splice(0).forEach((each) => each.end('ok')), 10)
    })
    await Promise.all(Array.from({ length: 12 }, () => get(url())))

    expect(most).to.equal(3)
    expect(server?.received).to.have.length(12)
  })

  it('goes on after failures', async () => {
    client = createHttpClient(1)
    let count = 0
    const url = await answering((req, res) => {
      count += 1
      if (count < 3) req.socket.destroy()
      else res.end('ok')
    })
    await Promise.allSettled([get(url()), get(url())])

    expect((await get(url())).status).to.equal(200)
  })
})

/** A port that nobody listens on. */
async function unusedPort(): Promise<number> {
  const probe = createServer()
  await new Promise<void>((resolve) => probe.listen(0, '127.0.0.1', resolve))
  const address = probe.address()
  const port = typeof address === 'object' && address !== null ? address.port : 0
  await new Promise((resolve) => probe.close(resolve))
  await new Promise((resolve) => connect(port, '127.0.0.1').on('error', resolve))
  return port
}

async function failure(send: Promise<unknown>): Promise<NoAnswerError> {
  try {
    await send
  } catch (error) {
    if (error instanceof NoAnswerError) return error
    throw error
  }
  throw new Error('there was an answer')
}
