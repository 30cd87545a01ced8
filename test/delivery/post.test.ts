import { once } from 'node:events'
import { createServer, type Server, type Socket } from 'node:net'
import { expect } from 'chai'
import { createPoster, type Post } from '../../server/delivery/post.ts'
import type { SendResult } from '../../server/delivery/send-result.ts'
import { until } from '../connector/until.ts'
import { useRealSockets } from '../listeners/real-sockets.ts'
import { at } from '../store/notifications.ts'

const POSTING = { body: new TextEncoder().encode('{"id":1}'), headers: { 'elements-webhook-id': 'e1' } }

const closed = (socket: Socket) => new Promise((resolve) => void socket.once('close', resolve))

describe('posting', () => {
  useRealSockets()
  let server: Server
  let poster: { readonly post: Post; readonly close: () => void }
  let connections = 0
  let received = ''
  let answer: (socket: Socket) => void
  beforeEach(async () => {
    connections = 0
    received = ''
    server = createServer((socket) => {
      connections += 1
      socket.on('error', () => undefined)
      socket.on('data', (chunk) => {
        received += String(chunk)
        if (String(chunk).endsWith('{"id":1}')) answer(socket)
      })
    }).listen(0, '127.0.0.1')
    await once(server, 'listening')
    poster = createPoster({
      concurrency: 4,
      lookup: undefined,
      isForbiddenHost: () => false,
      now: () => at(0),
    })
  })
  afterEach(() => {
    poster.close()
    server.close()
  })

  function post(signal = new AbortController().signal): Promise<SendResult> {
    const address = server.address()
    const port = typeof address === 'object' && address !== null ? address.port : 0
    return poster.post(`http://127.0.0.1:${port}/hook?key=s3cret`, POSTING, signal)
  }

  it('is delivered by the status line, before any body came', async () => {
    const sockets: Socket[] = []
    answer = (socket) => {
      sockets.push(socket)
      socket.write('HTTP/1.1 200 OK\r\ncontent-length: 100\r\n\r\n')
    }

    expect(await post()).to.deep.equal({ kind: 'delivered' })

    // Nor is it kept open for a body that does not come.
    await Promise.all(sockets.map(closed))
    expect(received.match(/^POST /gm)).to.have.lengthOf(1)
  })

  it('is delivered where the body breaks off', async () => {
    answer = (socket) => socket.end('HTTP/1.1 204 No Content\r\ncontent-length: 100\r\n\r\nabc')

    expect(await post()).to.deep.equal({ kind: 'delivered' })
  })

  it('lets a large body go, however large it says it is', async () => {
    const sockets: Socket[] = []
    answer = (socket) => {
      sockets.push(socket)
      socket.write('HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\n')
      const chunk = `8000\r\n${'x'.repeat(0x8000)}\r\n`
      const timer = setInterval(() => socket.write(chunk), 1)
      socket.once('close', () => clearInterval(timer))
    }

    expect(await post()).to.deep.equal({ kind: 'delivered' })
    await Promise.all(sockets.map(closed))
  })

  it('uses a connection again whose answer was short', async () => {
    answer = (socket) => socket.write('HTTP/1.1 200 OK\r\ncontent-length: 2\r\n\r\nok')

    await post()
    // The body is read after the answer counts.
    await until('the same connection', async () => {
      await post()
      return received.split('POST ').length - 1 > connections
    })
  })

  for (const [status, head, expected] of [
    [500, '', { kind: 'failed', reason: 'the answer was 500' }],
    [302, 'location: /elsewhere\r\n', { kind: 'failed', reason: 'the answer was 302' }],
    [410, '', { kind: 'failed', reason: 'the answer was 410', isGone: true }],
    [503, 'retry-after: 60\r\n', { kind: 'failed', reason: 'the answer was 503', notBefore: at(60) }],
  ] as const) {
    it(`fails with ${status}`, async () => {
      answer = (socket) => socket.end(`HTTP/1.1 ${status} No\r\n${head}content-length: 0\r\n\r\n`)

      expect(await post()).to.deep.equal(expected)
      expect(received.match(/^POST /gm)).to.have.lengthOf(1)
    })
  }

  it('is cut after it left, and says so', async () => {
    const stopping = new AbortController()
    answer = () => stopping.abort()

    expect(await post(stopping.signal)).to.deep.equal({ kind: 'cut', hasLeft: true })
  })

  it('sends nothing where it is cut before', async () => {
    expect(await post(AbortSignal.abort())).to.deep.equal({ kind: 'cut', hasLeft: false })
    expect(connections).to.equal(0)
  })

  it('says that nobody answers, without the address, which may be a secret', async () => {
    answer = (socket) => socket.destroy()

    const result = await post()

    expect(result).to.include({ kind: 'failed' })
    expect(JSON.stringify(result)).to.not.include('s3cret')
  })
})
