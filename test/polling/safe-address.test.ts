import { once } from 'node:events'
import { createServer } from 'node:http'
import { expect } from 'chai'
import { NoAnswerError } from '../../server/concur/http.ts'
import { isForbiddenHost, isPublicAddress, lookUpPublic } from '../../server/delivery/safe-address.ts'
import { createGuardedHttp } from '../../server/polling/guarded-http.ts'

describe('where requests may go', () => {
  const FORBIDDEN = [
    '127.0.0.1',
    '10.1.2.3',
    '172.16.0.1',
    '192.168.1.1',
    '169.254.169.254',
    '100.64.0.1',
    '0.0.0.0',
    '255.255.255.255',
    '::1',
    '::',
    'fe80::1',
    'fd00::1',
    '::ffff:10.0.0.1',
    '64:ff9b::a00:1',
    '2002:a00:1::',
    '::127.0.0.1',
    '::ffff:0:127.0.0.1',
    '64:ff9b:1::7f00:1',
    'fec0::1',
    'fd00:ec2::254',
    '100::1',
    '2001::1',
    '2001:2::1',
    '2001:20::1',
    '2001:db8::1',
    '2620:4f:8000::1',
    '3fff::1',
    '5f00::1',
    '4000::1',
    'ff02::1',
    '100.100.100.200',
    '168.63.129.16',
    '192.0.0.192',
    '192.0.2.1',
    '192.88.99.1',
    '198.18.0.1',
    '198.19.255.255',
    '203.0.113.1',
    '224.0.0.1',
    '240.0.0.1',
  ]
  for (const address of FORBIDDEN) {
    it(`is not ${address}`, () => {
      expect(isPublicAddress(address)).to.equal(false)
      expect(
        isForbiddenHost(new URL(`http://${address.includes(':') ? `[${address}]` : address}/`).hostname),
      ).to.equal(true)
    })
  }

  it('is a public address, and a name that is looked up later', () => {
    for (const host of ['93.184.215.14', '[2606:4700::1111]', '[2a00:1450:4001::1]', 'example.com'])
      expect(isForbiddenHost(host)).to.equal(false)
    for (const host of ['localhost', 'LOCALHOST.', 'a.localhost'])
      expect(isForbiddenHost(host)).to.equal(true)
    // What a URL makes of other ways to write 127.0.0.1.
    for (const url of ['http://2130706433/', 'http://0x7f.1/'])
      expect(isForbiddenHost(new URL(url).hostname)).to.equal(true)
  })

  it('is not what a name turns out to be when connecting', async () => {
    const error = await new Promise((resolve) => {
      lookUpPublic('localhost', { all: true }, resolve)
    })

    expect(error).to.include({
      code: 'FORBIDDEN_ADDRESS',
      message: 'localhost has no address of the public internet',
    })
  })

  it('is anywhere if it is allowed to be', async () => {
    const server = createServer((_req, res) => res.end('here')).listen(0, '127.0.0.1')
    await once(server, 'listening')
    const address = server.address()
    const port = typeof address === 'object' ? address?.port : undefined
    const request = { method: 'GET', url: `http://127.0.0.1:${port}/`, headers: {} } as const
    const [guarded, open] = [false, true].map((allowPrivate) =>
      createGuardedHttp({ concurrency: 1, allowPrivate }),
    )
    const byName = createGuardedHttp({
      concurrency: 1,
      allowPrivate: false,
      allowedOrigins: [`http://127.0.0.1:${port}`],
    })

    try {
      const error: unknown = await guarded?.send(request).catch((reason: unknown) => reason)
      const answer = await open?.send(request)

      expect(error).to.be.instanceOf(NoAnswerError)
      expect(error).to.include({ mayHaveArrived: false })
      expect(answer).to.include({ status: 200 })
      expect(await byName.send(request)).to.include({ status: 200 })
      // What is allowed by name is allowed for itself.
      for (const url of [`http://localhost:${port}/`, 'http://127.0.0.1:1/', 'http://169.254.169.254/']) {
        const refused: unknown = await byName.send({ ...request, url }).catch((reason: unknown) => reason)
        expect(refused, url).to.be.instanceOf(NoAnswerError).and.include({ mayHaveArrived: false })
      }
    } finally {
      guarded?.close()
      open?.close()
      byName.close()
      server.close()
    }
  })
})
