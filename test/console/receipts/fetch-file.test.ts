import type { RequestListener } from 'node:http'
import type { LookupFunction } from 'node:net'
import { buffer } from 'node:stream/consumers'
import { expect } from 'chai'
import {
  createFetchFile,
  type FetchedFile,
  type FetchFileOptions,
} from '../../../server/console/receipts/fetch-file.ts'
import { ForbiddenAddressError } from '../../../server/delivery/safe-address.ts'
import { type RawServer, serve } from '../../concur/raw-server.ts'
import { eventually } from '../../listeners/eventually.ts'
import { useRealSockets } from '../../listeners/real-sockets.ts'

const PNG = Buffer.from('\x89PNG\r\n\x1a\nand so on', 'latin1')
/** Where Concur's services are, other than in the demo. */
const CONCUR = 'https://us2.api.concursolutions.com'

/** As if every name led into a private network. */
const lookup: LookupFunction = (hostname, _options, callback) => {
  callback(new ForbiddenAddressError(`${hostname} has no address of the public internet`), '')
}

/** As the demo does, where the file is at the address of Concur itself, unless another one is named. */
function download(
  url: string,
  { concur, ...options }: FetchFileOptions & { readonly concur?: string } = {},
  signal = new AbortController().signal,
): Promise<FetchedFile> {
  const origin = concur ?? URL.parse(url)?.origin ?? CONCUR
  return createFetchFile(origin, { lookup, ...options })(url, signal)
}

const contentOf = async (found: FetchedFile) => (found.ok ? buffer(found.content) : undefined)

describe('the file of a receipt', () => {
  useRealSockets()
  let server: RawServer | undefined

  afterEach(async () => {
    await server?.close()
    server = undefined
  })

  async function answering(handler: RequestListener): Promise<string> {
    server = await serve(handler)
    return `${server.origin}/image?key=s3cret`
  }

  it('tells what it is by its content, whatever the server calls it', async () => {
    const url = await answering((_req, res) => res.setHeader('content-type', 'text/html').end(PNG))

    const found = await download(url)

    expect(found).to.include({ ok: true, type: 'image/png' })
    expect(await contentOf(found)).to.deep.equal(PNG)
  })

  it('sends no token and no cookie', async () => {
    const found = await download(await answering((_req, res) => res.end(PNG)))
    await contentOf(found)

    expect(Object.keys(server?.received[0]?.headers ?? {})).to.have.members([
      'host',
      'user-agent',
      'accept-encoding',
      'connection',
    ])
    expect(server?.received[0]?.path).to.equal('/image?key=s3cret')
  })

  it('sees what it is also where it comes byte by byte', async () => {
    const url = await answering((_req, res) => {
      res.write(PNG.subarray(0, 1), () => res.write(PNG.subarray(1, 3), () => res.end(PNG.subarray(3))))
    })

    expect(await contentOf(await download(url))).to.deep.equal(PNG)
  })

  for (const [words, body] of [
    ['a page', '<!doctype html><script>alert(1)</script>'],
    ['a picture that can run scripts', '<svg xmlns="http://www.w3.org/2000/svg"/>'],
    ['nothing', ''],
  ] as const)
    it(`does not hand out ${words}`, async () => {
      const url = await answering((_req, res) => res.setHeader('content-type', 'image/png').end(body))

      expect(await download(url)).to.deep.equal({ ok: false, problem: 'unknown type' })
    })

  it('refuses what is said to be too large before it comes', async () => {
    const url = await answering((_req, res) => {
      res.writeHead(200, { 'content-length': 101 }).write(PNG)
    })

    expect(await download(url, { maxBytes: 100 })).to.deep.equal({ ok: false, problem: 'too large' })
    await eventually(() => server?.sockets.size === 0)
  })

  it('breaks off what turns out to be too large, without a length', async () => {
    const begun = Promise.withResolvers<void>()
    const url = await answering((_req, res) => {
      res.write(PNG)
      void begun.promise.then(() => res.end(Buffer.alloc(100)))
    })

    const found = await download(url, { maxBytes: 100 })
    begun.resolve()

    expect(found).to.include({ ok: true, type: 'image/png' })
    expect(await failureOf(contentOf(found))).to.include('more than 100 bytes')
    await eventually(() => server?.sockets.size === 0)
  })

  it('refuses what is too large from its first bytes on', async () => {
    const url = await answering((_req, res) => {
      res.write(Buffer.concat([PNG, Buffer.alloc(100)]))
    })

    expect(await download(url, { maxBytes: 100 })).to.deep.equal({ ok: false, problem: 'too large' })
  })

  it('takes what has just the size that is allowed', async () => {
    const url = await answering((_req, res) => {
      res.write(PNG)
      res.end(Buffer.alloc(100 - PNG.length))
    })

    expect((await contentOf(await download(url, { maxBytes: 100 })))?.length).to.equal(100)
  })

  it('breaks off what does not come to its end in time', async () => {
    const url = await answering((_req, res) => {
      res.write(PNG)
    })

    expect(await failureOf(contentOf(await download(url, { timeoutMs: 50 })))).to.include('Timeout')
  })

  it('says that the server is away where no answer comes in time', async () => {
    const url = await answering(() => {})

    expect(await download(url, { timeoutMs: 50 })).to.deep.equal({ ok: false, problem: 'no answer' })
  })

  it('ends with whoever asked', async () => {
    const gone = new AbortController()
    const url = await answering((_req, res) => {
      res.write(PNG)
    })

    const found = await download(url, {}, gone.signal)
    gone.abort()

    expect(await failureOf(contentOf(found))).to.include('aborted')
    await eventually(() => server?.sockets.size === 0)
  })

  it('lets the server go where nobody reads the content', async () => {
    const found = await download(await answering((_req, res) => res.write(PNG)))

    if (found.ok) found.content.destroy()

    await eventually(() => server?.sockets.size === 0)
  })

  for (const status of [204, 403, 404, 429, 503])
    it(`does not take ${status} for a file`, async () => {
      const url = await answering((_req, res) => res.writeHead(status).end())

      expect(await download(url)).to.deep.equal({ ok: false, problem: 'no answer' })
    })

  describe('where it may go', () => {
    const OUTSIDE = { concur: CONCUR }

    for (const url of [
      'http://images.example/a',
      'https://127.0.0.1/a',
      'https://localhost/a',
      'https://10.1.2.3/a',
      'https://169.254.169.254/latest/meta-data',
      'https://[::1]/a',
      'https://[::ffff:10.0.0.1]/a',
      'https://2130706433/a',
      'https://user:password@images.example/a',
      'https://name-of-a-private-address.example/a',
      'file:///etc/passwd',
      'data:image/png;base64,AAAA',
      '/relative',
      '',
    ])
      it(`does not call ${url || 'an empty address'}`, async () => {
        expect(await download(url, OUTSIDE)).to.deep.equal({ ok: false, problem: 'forbidden address' })
      })

    it('does not call http on this machine unless Concur itself is there', async () => {
      const url = await answering((_req, res) => res.end(PNG))

      expect(await download(url, OUTSIDE)).to.deep.equal({ ok: false, problem: 'forbidden address' })
      expect(await download(url, { concur: 'http://127.0.0.1:9' })).to.include({
        problem: 'forbidden address',
      })
      expect(server?.received.length).to.equal(0)
    })

    it('goes on where an address leads to another one', async () => {
      const url = await answering((req, res) => {
        if (req.url === '/there') res.end(PNG)
        else res.writeHead(302, { location: '/there' }).end()
      })

      expect(await contentOf(await download(url))).to.deep.equal(PNG)
    })

    for (const location of [
      'https://10.1.2.3/a',
      'http://192.168.1.1/a',
      'https://private.example/a',
      'file:///a',
    ])
      it(`does not go on to ${location}`, async () => {
        const url = await answering((_req, res) => res.writeHead(302, { location }).end())

        expect(await download(url)).to.deep.equal({ ok: false, problem: 'forbidden address' })
      })

    it('does not go in circles', async () => {
      const url = await answering((_req, res) => res.writeHead(302, { location: '/again' }).end())

      expect(await download(url)).to.deep.equal({ ok: false, problem: 'no answer' })
      expect(server?.received.length).to.equal(4)
    })
  })
})

async function failureOf(promise: Promise<unknown>): Promise<string> {
  try {
    await promise
  } catch (error) {
    return String(error)
  }
  throw new Error('it did not fail')
}
