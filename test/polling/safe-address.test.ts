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

  // RFC 6890 with its updates and the registries of IANA that it founded: each range with its first and its last address.
  const SPECIAL_PURPOSE: Readonly<Record<string, readonly [first: string, last: string]>> = {
    '0.0.0.0/8 (this network)': ['0.0.0.0', '0.255.255.255'],
    '10.0.0.0/8 (private use)': ['10.0.0.0', '10.255.255.255'],
    '100.64.0.0/10 (shared address space)': ['100.64.0.0', '100.127.255.255'],
    '127.0.0.0/8 (loopback)': ['127.0.0.0', '127.255.255.255'],
    '169.254.0.0/16 (link-local)': ['169.254.0.0', '169.254.255.255'],
    '172.16.0.0/12 (private use)': ['172.16.0.0', '172.31.255.255'],
    '192.0.0.0/24 (IETF protocol assignments)': ['192.0.0.0', '192.0.0.255'],
    '192.0.0.0/29 (IPv4 service continuity)': ['192.0.0.0', '192.0.0.7'],
    '192.0.0.8/32 (dummy address)': ['192.0.0.8', '192.0.0.8'],
    '192.0.0.9/32 (port control protocol anycast)': ['192.0.0.9', '192.0.0.9'],
    '192.0.0.10/32 (TURN anycast)': ['192.0.0.10', '192.0.0.10'],
    '192.0.0.170/31 (NAT64 and DNS64 discovery)': ['192.0.0.170', '192.0.0.171'],
    '192.0.2.0/24 (TEST-NET-1)': ['192.0.2.0', '192.0.2.255'],
    '192.31.196.0/24 (AS112-v4)': ['192.31.196.0', '192.31.196.255'],
    '192.52.193.0/24 (AMT)': ['192.52.193.0', '192.52.193.255'],
    '192.88.99.0/24 (6to4 relay anycast, deprecated)': ['192.88.99.0', '192.88.99.255'],
    '192.168.0.0/16 (private use)': ['192.168.0.0', '192.168.255.255'],
    '192.175.48.0/24 (direct delegation AS112)': ['192.175.48.0', '192.175.48.255'],
    '198.18.0.0/15 (benchmarking)': ['198.18.0.0', '198.19.255.255'],
    '198.51.100.0/24 (TEST-NET-2)': ['198.51.100.0', '198.51.100.255'],
    '203.0.113.0/24 (TEST-NET-3)': ['203.0.113.0', '203.0.113.255'],
    '240.0.0.0/4 (reserved)': ['240.0.0.0', '255.255.255.254'],
    '255.255.255.255/32 (limited broadcast)': ['255.255.255.255', '255.255.255.255'],
    '::1/128 (loopback)': ['::1', '::1'],
    '::/128 (unspecified)': ['::', '::'],
    '::ffff:0:0/96 (IPv4-mapped)': ['::ffff:0:0', '::ffff:ffff:ffff'],
    '64:ff9b::/96 (IPv4-IPv6 translation)': ['64:ff9b::', '64:ff9b::ffff:ffff'],
    '64:ff9b:1::/48 (IPv4-IPv6 translation)': ['64:ff9b:1::', '64:ff9b:1:ffff:ffff:ffff:ffff:ffff'],
    '100::/64 (discard only)': ['100::', '100::ffff:ffff:ffff:ffff'],
    '100:0:0:1::/64 (dummy prefix)': ['100:0:0:1::', '100::1:ffff:ffff:ffff:ffff'],
    '2001::/23 (IETF protocol assignments)': ['2001::', '2001:1ff:ffff:ffff:ffff:ffff:ffff:ffff'],
    '2001::/32 (TEREDO)': ['2001::', '2001:0:ffff:ffff:ffff:ffff:ffff:ffff'],
    '2001:1::1/128 to 2001:1::3/128 (anycast)': ['2001:1::1', '2001:1::3'],
    '2001:2::/48 (benchmarking)': ['2001:2::', '2001:2:0:ffff:ffff:ffff:ffff:ffff'],
    '2001:3::/32 (AMT)': ['2001:3::', '2001:3:ffff:ffff:ffff:ffff:ffff:ffff'],
    '2001:4:112::/48 (AS112-v6)': ['2001:4:112::', '2001:4:112:ffff:ffff:ffff:ffff:ffff'],
    '2001:10::/28 (ORCHID, deprecated)': ['2001:10::', '2001:1f:ffff:ffff:ffff:ffff:ffff:ffff'],
    '2001:20::/28 (ORCHIDv2)': ['2001:20::', '2001:2f:ffff:ffff:ffff:ffff:ffff:ffff'],
    '2001:30::/28 (drone remote identification)': ['2001:30::', '2001:3f:ffff:ffff:ffff:ffff:ffff:ffff'],
    '2001:db8::/32 (documentation)': ['2001:db8::', '2001:db8:ffff:ffff:ffff:ffff:ffff:ffff'],
    '2002::/16 (6to4)': ['2002::', '2002:ffff:ffff:ffff:ffff:ffff:ffff:ffff'],
    '2620:4f:8000::/48 (direct delegation AS112)': [
      '2620:4f:8000::',
      '2620:4f:8000:ffff:ffff:ffff:ffff:ffff',
    ],
    '3fff::/20 (documentation)': ['3fff::', '3fff:fff:ffff:ffff:ffff:ffff:ffff:ffff'],
    '5f00::/16 (SRv6 SIDs)': ['5f00::', '5f00:ffff:ffff:ffff:ffff:ffff:ffff:ffff'],
    'fc00::/7 (unique local)': ['fc00::', 'fdff:ffff:ffff:ffff:ffff:ffff:ffff:ffff'],
    'fe80::/10 (link-local)': ['fe80::', 'febf:ffff:ffff:ffff:ffff:ffff:ffff:ffff'],
  }
  for (const [range, addresses] of Object.entries(SPECIAL_PURPOSE)) {
    it(`is not in ${range}`, () => {
      for (const address of addresses) expect(isPublicAddress(address), address).to.equal(false)
    })
  }

  it('is what lies next to the special ranges', () => {
    const NEIGHBOURS = [
      '1.0.0.0',
      '9.255.255.255',
      '11.0.0.0',
      '100.63.255.255',
      '100.128.0.0',
      '126.255.255.255',
      '128.0.0.0',
      '169.253.255.255',
      '169.255.0.0',
      '172.15.255.255',
      '172.32.0.0',
      '192.0.1.0',
      '192.0.3.0',
      '192.31.195.255',
      '192.52.194.0',
      '192.88.98.255',
      '192.167.255.255',
      '192.169.0.0',
      '192.175.49.0',
      '198.17.255.255',
      '198.20.0.0',
      '198.51.101.0',
      '203.0.112.255',
      '203.0.114.0',
      '223.255.255.255',
      '2001:200::',
      '2001:db7:ffff::',
      '2001:db9::',
      '2003::',
      '2620:4f:7fff::',
      '2620:4f:8001::',
      '3ffe::',
    ]
    for (const address of NEIGHBOURS) expect(isPublicAddress(address), address).to.equal(true)
  })

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
