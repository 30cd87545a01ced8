import { once } from 'node:events'
import { createServer, type RequestListener } from 'node:http'
import { buffer } from 'node:stream/consumers'
import { expect } from 'chai'
import { createFetchFile } from '../../../server/console/receipts/fetch-file.ts'

const PNG = Buffer.from([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a, 1, 2, 3])

async function fetched(origin: string, url: string, maxBytes?: number) {
  const file = await createFetchFile(origin, maxBytes)(url, AbortSignal.timeout(10_000))
  return file.ok ? { type: file.type, content: await buffer(file.content) } : file.problem
}

describe('the file of a receipt', () => {
  let close: (() => Promise<void>) | undefined
  const seen: string[] = []

  /** A host that answers so. */
  async function host(answer: RequestListener): Promise<string> {
    const server = createServer((req, res) => {
      seen.push(JSON.stringify(req.headers))
      answer(req, res)
    }).listen(0, '127.0.0.1')
    await once(server, 'listening')
    close = async () => {
      server.closeAllConnections()
      server.close()
      await once(server, 'close')
    }
    const address = server.address()
    return `http://127.0.0.1:${typeof address === 'object' ? (address?.port ?? 0) : 0}`
  }

  beforeEach(() => {
    seen.length = 0
  })
  afterEach(async () => {
    await close?.()
    close = undefined
  })

  it('has the type that its content says, and is asked for without a token', async () => {
    const origin = await host((_req, res) => {
      res.writeHead(200, { 'content-type': 'text/html' }).write(PNG.subarray(0, 3))
      res.end(PNG.subarray(3))
    })

    expect(await fetched(origin, `${origin}/a`)).to.deep.equal({ type: 'image/png', content: PNG })
    expect(seen.join()).not.to.match(/authorization|cookie/i)
  })

  it('comes by HTTPS from the public internet alone, unless Concur itself is set up to be elsewhere', async () => {
    const addresses = [
      'http://example.com/a',
      'https://127.0.0.1/a',
      'https://[::1]/a',
      'https://10.0.0.7/a',
      'https://169.254.169.254/latest/meta-data',
      'https://localhost/a',
      'file:///etc/passwd',
      'no address',
    ]
    const problems = await Promise.all(
      addresses.map((each) => fetched('https://us.api.concursolutions.com', each)),
    )

    expect(problems).to.deep.equal(addresses.map(() => 'forbidden address'))
  })

  it('is not shown where it is neither PDF nor JPEG nor PNG, too large, or another answer', async () => {
    const origin = await host((req, res) => {
      if (req.url === '/page') res.end('<html>')
      else if (req.url === '/empty') res.end()
      else if (req.url === '/large') res.writeHead(200, { 'content-length': '11' }).end(PNG)
      else if (req.url === '/moved') res.writeHead(302, { location: '/a' }).end()
      else res.writeHead(403).end('no')
    })

    expect(await fetched(origin, `${origin}/page`)).to.equal('unknown type')
    expect(await fetched(origin, `${origin}/empty`)).to.equal('unknown type')
    expect(await fetched(origin, `${origin}/large`, 10)).to.equal('too large')
    expect(await fetched(origin, `${origin}/moved`)).to.equal('no answer')
    expect(await fetched(origin, `${origin}/gone`)).to.equal('no answer')
  })

  it('breaks off where it is longer than was said, or its host breaks off', async () => {
    const origin = await host((req, res) => {
      res.write(PNG)
      if (req.url === '/long') res.end(Buffer.alloc(100))
      else setImmediate(() => res.destroy())
    })
    const failure = async (path: string) => {
      const file = await createFetchFile(origin, 50)(`${origin}${path}`, AbortSignal.timeout(10_000))
      if (!file.ok) return file.problem
      return buffer(file.content).then(
        () => 'whole',
        () => 'broken',
      )
    }

    expect(await failure('/long')).to.equal('broken')
    expect(await failure('/cut')).to.be.oneOf(['broken', 'no answer'])
  })
})
