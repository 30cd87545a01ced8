import { X509Certificate } from 'node:crypto'
import { gzipSync } from 'node:zlib'
import { expect } from 'chai'
import type { Refusal } from '../../certs/refusal.ts'
import { type AuthenticateDeps, authenticateConcur } from '../../routes/login/authenticate-concur.ts'
import type { EventHeaders, ReceiveResult } from '../../server/doors/receive-delivery.ts'
import { eventually } from '../listeners/eventually.ts'
import { openRaw } from '../listeners/raw-connection.ts'
import { useRealSockets } from '../listeners/real-sockets.ts'
import { recordedLog } from '../listeners/recorded-log.ts'
import { eventBody } from '../notification/event-json.ts'
import { type ConcurCaller, concurCaller } from './concur-caller.ts'
import { EVENTS, type PublicAddress, servePublicApp } from './public-address.ts'

const NOW = new Date('2026-08-01T12:00:00Z')
const BODY = eventBody()

describe('the door for events', () => {
  useRealSockets()
  let concur: ConcurCaller
  let address: PublicAddress
  let received: { readonly body: Buffer; readonly headers: EventHeaders }[]
  let refused: Refusal['reason'][]

  before(async () => {
    concur = await concurCaller(NOW)
  })
  beforeEach(() => serve())
  afterEach(() => address.close())

  async function serve(
    proof: Partial<AuthenticateDeps> = { auth: 'signature' },
    receive: () => Promise<ReceiveResult> = async () => ({
      kind: 'stored',
      arrival: 7,
      correlationId: 'c7',
    }),
  ): Promise<void> {
    received = []
    refused = []
    address = await servePublicApp({
      trustedProxies: 1,
      events: {
        path: EVENTS,
        authenticate: authenticateConcur({
          auth: 'both',
          trust: () => concur.trust,
          log: recordedLog(),
          now: () => NOW,
          ...proof,
        }),
        receive(body, headers) {
          received.push({ body, headers })
          return receive()
        },
        refused: (reason) => refused.push(reason),
      },
    })
  }
  async function serveInstead(...args: Parameters<typeof serve>): Promise<void> {
    await address.close()
    await serve(...args)
  }

  const signature = (body: Uint8Array) => ({ 'Concur-Signature': concur.sign(body) })
  const post = (
    body: Buffer<ArrayBuffer> = BODY,
    headers: Readonly<Record<string, string>> = signature(body),
    path = EVENTS,
  ) => address.call(path, { method: 'POST', body, headers }, null)

  /** The certificate as IIS passes it on. */
  const der = () => new X509Certificate(concur.certificate.certificate).raw.toString('base64')

  describe('takes an event', () => {
    it('and answers 200 with nothing', async () => {
      const answer = await post()

      expect(answer.status).to.equal(200)
      expect(await answer.text()).to.equal('')
      expect(received.map(({ body }) => body.toString())).to.deep.equal([BODY.toString()])
    })

    const BODIES: Record<string, Buffer<ArrayBuffer>> = {
      'a byte order mark': Buffer.from(`\ufeff${BODY.toString()}`),
      'unusual white space': Buffer.from(` \r\n\t${BODY.toString()}\u2028\n\n`),
      'letters beyond ASCII': eventBody({ id: 'Zoë 事件 😀' }),
      'bytes that are no text': Buffer.from([0xff, 0x00, 0xfe, 0x0d, 0x0a]),
      'nothing in it': Buffer.alloc(0),
      'a megabyte': Buffer.alloc(1_048_576, 'x'),
    }
    for (const [name, body] of Object.entries(BODIES)) {
      it(`byte for byte as it was signed: ${name}`, async () => {
        expect((await post(body)).status).to.equal(200)
        expect(received[0]?.body.equals(body)).to.equal(true)
      })
    }

    it('whatever Content-Type and Content-Encoding say', async () => {
      const body = Buffer.from(gzipSync(BODY))
      for (const headers of [
        { 'Content-Type': 'image/png' },
        { 'Content-Encoding': 'gzip' },
        { 'Content-Type': ';;;' },
      ]) {
        expect((await post(body, { ...signature(body), ...headers })).status).to.equal(200)
      }
      expect(received.map(({ headers }) => headers.contentType)).to.deep.equal([
        'image/png',
        undefined,
        ';;;',
      ])
      expect(received.every((one) => one.body.equals(body))).to.equal(true)
    })

    it('with its correlation id', async () => {
      await post(BODY, { ...signature(BODY), 'Concur-Correlationid': 'a-correlation-id' })

      expect(received[0]?.headers.correlationId).to.equal('a-correlation-id')
    })

    it('at its path with a query behind it', async () => {
      expect((await post(BODY, signature(BODY), `${EVENTS}?a=b`)).status).to.equal(200)
    })

    it('and writes one line, without its content', async () => {
      await post()

      expect(address.log.lines.map(({ event }) => event)).to.deep.equal(['notification.acknowledged'])
      const fields = address.log.lines[0]?.fields
      expect(fields).to.include({
        door: 'events',
        status: 200,
        result: 'stored',
        arrival: 7,
        correlationId: 'c7',
        signedWith: 'events-key',
      })
      expect(fields).to.have.property('durationMs').that.is.a('number')
      expect(JSON.stringify(address.log.lines)).to.not.include('7C2E5A9B04D14F6E8A31')
    })
  })

  describe('answers', () => {
    it('400 with every problem to what is authentic and no event', async () => {
      await serveInstead({ auth: 'signature' }, async () => ({ kind: 'refused', problems: ['one', 'two'] }))
      const answer = await post()

      expect(answer.status).to.equal(400)
      expect(await answer.text()).to.equal('one\ntwo\n')
    })

    it('503 with Retry-After when it cannot be kept', async () => {
      await serveInstead({ auth: 'signature' }, () => Promise.reject(new Error('disk full')))
      const answer = await post()

      expect(answer.status).to.equal(503)
      expect(answer.headers.get('retry-after')).to.equal('5')
      expect(address.log.of('request.failed')).to.have.length(1)
    })

    it('503 to a body that is too large, announced or not, since 413 would be the end of the event', async () => {
      const body = Buffer.alloc(1_048_577, 'x')
      const announced = await post(body)
      const client = openRaw(address.port)
      const head = `POST ${EVENTS} HTTP/1.1\r\nHost: connector\r\nConcur-Signature: ${concur.sign(body)}\r\n`
      client.send(
        `${head}Transfer-Encoding: chunked\r\n\r\n${`100000\r\n${'x'.repeat(1_048_576)}\r\n`.repeat(2)}`,
      )
      const chunked = await client.until('too large')
      client.cut()

      expect(announced.status).to.equal(503)
      expect(announced.headers.get('retry-after')).to.equal('60')
      expect(chunked).to.match(/^HTTP\/1\.1 503 Service Unavailable\r\n/)
      expect(refused).to.deep.equal(['too large', 'too large'])
      expect(received).to.deep.equal([])
    })

    it('nothing to a client that goes away', async () => {
      const client = openRaw(address.port)
      client.send(
        `POST ${EVENTS} HTTP/1.1\r\nHost: connector\r\nConcur-Signature: aaaa\r\nContent-Length: 100\r\nExpect: 100-continue\r\n\r\n`,
      )
      await client.until('100 Continue')
      client.cut()
      await eventually(() => address.log.lines.length > 0)

      expect(address.log.lines).to.deep.equal([{ level: 'debug', event: 'notification.aborted', fields: {} }])
    })

    for (const method of ['GET', 'HEAD', 'PUT', 'DELETE', 'OPTIONS']) {
      it(`404 to ${method}, as everywhere`, async () => {
        expect((await address.call(EVENTS, { method }, null)).status).to.equal(404)
      })
    }
  })

  describe('answers 401 and keeps nothing', () => {
    const WRONG: Record<string, [headers: () => Record<string, string>, reason: Refusal['reason']]> = {
      'without a signature': [() => ({}), 'no signature'],
      'with a signature that is not base64': [() => ({ 'Concur-Signature': 'no!' }), 'malformed signature'],
      'with a signature that is too long': [
        () => ({ 'Concur-Signature': 'a'.repeat(4000) }),
        'malformed signature',
      ],
      'with the signature of another body': [() => signature(Buffer.from('x')), 'unknown key'],
      'with a signature by another key': [
        () => ({ 'Concur-Signature': concur.signByCertificate(BODY) }),
        'unknown key',
      ],
      'with the login of the callout': [
        () => ({ Authorization: `Basic ${Buffer.from('connector-user:new-password').toString('base64')}` }),
        'no signature',
      ],
    }
    for (const [name, [headers, reason]] of Object.entries(WRONG)) {
      it(name, async () => {
        const answer = await post(BODY, headers())

        expect(answer.status).to.equal(401)
        expect(await answer.text()).to.equal('not proved to come from Concur\n')
        expect(refused).to.deep.equal([reason])
        expect(received).to.deep.equal([])
      })
    }

    it('before the body has come, where there is nothing to compare it with', async () => {
      const client = openRaw(address.port)
      client.send(`POST ${EVENTS} HTTP/1.1\r\nHost: connector\r\nContent-Length: 100\r\n\r\n`)
      const answer = await client.until('not proved')
      client.cut()

      expect(answer).to.match(/^HTTP\/1\.1 401 Unauthorized\r\n/)
    })

    it('and logs it once a minute with the keys that were tried, and counts all', async () => {
      for (let times = 0; times < 5; times += 1) await post(BODY, signature(Buffer.from('x')))
      await post(BODY, {})

      const lines = address.log.of('event.refused')
      expect(lines.map(({ fields }) => fields['reason'])).to.deep.equal(['unknown key', 'no signature'])
      expect(lines[0]?.fields).to.include({ address: '127.0.0.1' })
      expect(lines[0]?.fields['problem']).to.include('tried: events-key;').and.include('ESS_KEYS_DIR')
      expect(refused).to.have.length(6)
    })
  })

  describe('behind a proxy that ends TLS', () => {
    const header = 'x-client-cert'

    const PROOFS: [auth: AuthenticateDeps['auth'], statuses: number[]][] = [
      ['both', [200, 401, 401, 401]],
      ['certificate', [200, 200, 401, 401]],
      ['signature', [200, 401, 200, 401]],
      ['either', [200, 200, 200, 401]],
    ]
    for (const [auth, statuses] of PROOFS) {
      it(`asks for ${auth}: certificate and signature, the one, the other, none`, async () => {
        await serveInstead({ auth, certificateHeader: header })
        const certificate = { [header]: der() }
        const answers: number[] = []
        for (const headers of [
          { ...certificate, ...signature(BODY) },
          { ...certificate, ...signature(Buffer.from('x')) },
          { [header]: 'AAAA', ...signature(BODY) },
          {},
        ]) {
          answers.push((await post(BODY, headers)).status)
        }

        expect(answers).to.deep.equal(statuses)
        expect(received).to.have.length(statuses.filter((status) => status === 200).length)
      })
    }

    it('believes no header that it was not told of', async () => {
      await serveInstead({ auth: 'certificate' })

      expect((await post(BODY, { [header]: der(), 'x-arr-clientcert': der() })).status).to.equal(401)
      expect(refused).to.deep.equal(['no certificate'])
    })

    it('takes a header that came twice for none, since the client may have sent one', async () => {
      await serveInstead({ auth: 'certificate', certificateHeader: header })
      const client = openRaw(address.port)
      client.send(
        `POST ${EVENTS} HTTP/1.1\r\nHost: c\r\n${header}: ${der()}\r\n${header}: ${der()}\r\nContent-Length: 0\r\n\r\n`,
      )
      await client.until('not proved')
      client.cut()

      expect(refused).to.deep.equal(['unreadable certificate'])
    })

    it('takes the certificate in each of the forms that proxies have', async () => {
      await serveInstead({ auth: 'certificate', certificateHeader: header })
      const pem = concur.certificate.certificate.replaceAll('\r', '')
      for (const value of [der(), encodeURIComponent(pem), encodeURI(pem)]) {
        expect((await post(BODY, { [header]: value })).status).to.equal(200)
      }
    })

    it('knows the key of a certificate that is right', async () => {
      await serveInstead({ certificateHeader: header })
      const headers = { [header]: der(), 'Concur-Signature': concur.signByCertificate(BODY) }

      expect((await post(BODY, headers)).status).to.equal(200)
      expect(address.log.lines.at(-1)?.fields).to.include({ signedWith: 'client certificate' })
    })

    it('does not know the key of a certificate that is not', async () => {
      await serveInstead({
        auth: 'signature',
        certificateHeader: header,
        trust: () => ({ ...concur.trust, authorities: [] }),
      })
      const headers = { [header]: der(), 'Concur-Signature': concur.signByCertificate(BODY) }

      expect((await post(BODY, headers)).status).to.equal(401)
    })
  })
})
