import { expect } from 'chai'
import type { PublicAppDeps } from '../../routes/public-express.ts'
import { eventually } from '../listeners/eventually.ts'
import { exchangeRaw, openRaw } from '../listeners/raw-connection.ts'
import { useRealSockets } from '../listeners/real-sockets.ts'
import {
  NOTIFY,
  type PublicAddress,
  ROADS,
  rawPost,
  servePublicApp,
  TEST_CONNECTION,
} from './public-address.ts'

const BODY = '<Notification><Context>unforgettable</Context></Notification>'

for (const [road, login] of Object.entries(ROADS)) {
  const raw = (headers: readonly string[], content = '') => rawPost(headers, content, login)
  describe(`the callout, ${road}`, () => {
    useRealSockets()
    let address: PublicAddress

    beforeEach(async () => {
      address = await servePublicApp({}, login)
    })
    afterEach(() => address.close())

    async function serveInstead(changes: Partial<PublicAppDeps>): Promise<void> {
      await address.close()
      address = await servePublicApp(changes, login)
    }

    describe('the test of the connection', () => {
      for (const [method, path] of [
        ['GET', TEST_CONNECTION],
        ['GET', NOTIFY],
        ['HEAD', NOTIFY],
        ['POST', NOTIFY],
      ] as const) {
        it(`answers ${method} ${path} without a body with 200 and stores nothing`, async () => {
          const answer = await address.call(path, { method })

          expect(answer.status).to.equal(200)
          expect(await answer.text()).to.equal('')
          expect(address.received).to.deep.equal([])
        })
      }

      it('takes an empty body in chunks for an empty one', async () => {
        const answer = await exchangeRaw(
          address.port,
          raw(['Transfer-Encoding: chunked', 'Connection: close'], '0\r\n\r\n'),
        )

        expect(answer).to.match(/^HTTP\/1\.1 200 OK\r\n/)
        expect(address.received).to.deep.equal([])
      })
    })

    describe('a notification', () => {
      it('is handed over as it came, with its Content-Type, and answered 200 with nothing', async () => {
        const answer = await address.call(NOTIFY, {
          method: 'POST',
          body: BODY,
          headers: { 'Content-Type': 'application/xml; charset=utf-8' },
        })

        expect(answer.status).to.equal(200)
        expect(await answer.text()).to.equal('')
        expect(address.received).to.deep.equal([
          {
            body: BODY,
            contentType: 'application/xml; charset=utf-8',
          },
        ])
      })

      it('is taken without a Content-Type', async () => {
        await exchangeRaw(address.port, raw(['Content-Length: 4', 'Connection: close'], '<a/>'))

        expect(address.received).to.deep.equal([{ body: '<a/>', contentType: undefined }])
      })

      it('is put together from chunks', async () => {
        await exchangeRaw(
          address.port,
          raw(['Transfer-Encoding: chunked', 'Connection: close'], '2\r\n<a\r\n2\r\n/>\r\n0\r\n\r\n'),
        )

        expect(address.received.map(({ body }) => body)).to.deep.equal(['<a/>'])
      })

      it('is taken from a client that waits for 100 Continue', async () => {
        const client = openRaw(address.port)
        client.send(raw(['Content-Length: 4', 'Expect: 100-continue', 'Connection: close']))
        await client.until('HTTP/1.1 100 Continue')
        client.send('<a/>')

        expect(await client.closed).to.include('HTTP/1.1 200 OK')
      })

      it('is answered 400 with every problem when it cannot be understood', async () => {
        await serveInstead({
          receive: async () => ({ kind: 'refused', problems: ['not XML', 'ObjectURI is missing'] }),
        })

        const answer = await address.post(BODY)

        expect(answer.status).to.equal(400)
        expect(answer.headers.get('content-type')).to.equal('text/plain; charset=utf-8')
        expect(await answer.text()).to.equal('not XML\nObjectURI is missing\n')
      })

      it('leaves one line in the log, without its content', async () => {
        await address.post(BODY)

        expect(address.log.lines.map(({ event }) => event)).to.deep.equal(['notification.acknowledged'])
        expect(address.log.lines[0]?.fields).to.include({ status: 200, result: 'stored' })
        expect(address.log.lines[0]?.fields).to.have.property('durationMs').that.is.a('number')
        expect(JSON.stringify(address.log.lines)).not.to.include('unforgettable')
      })
    })

    describe('trouble of our own', () => {
      const TROUBLE = {
        'a rejection': () => Promise.reject(new Error('disk full')),
        'a throw': () => {
          throw new Error('disk full')
        },
      }
      for (const [name, receive] of Object.entries(TROUBLE)) {
        it(`answers 503 with Retry-After and logs the reason: ${name}`, async () => {
          await serveInstead({ receive })

          const answer = await address.post(BODY)

          expect(answer.status).to.equal(503)
          expect(answer.headers.get('retry-after')).to.equal('5')
          expect(await answer.text()).to.equal('cannot be taken now, try again\n')
          const [line] = address.log.of('request.failed')
          expect(line?.level).to.equal('error')
          expect(line?.fields).to.have.nested.property('error.message', 'disk full')
        })
      }
    })

    describe('the body', () => {
      it('may have 262144 bytes', async () => {
        const answer = await address.post(Buffer.alloc(262_144, 'x'))

        expect(answer.status).to.equal(200)
        expect(address.received[0]?.body.length).to.equal(262_144)
      })

      it('is refused with 413 before it is sent when its length is announced and too large', async () => {
        const client = openRaw(address.port)
        client.send(raw(['Content-Length: 262145']))
        const answer = await client.until('larger than')
        client.cut()

        expect(answer).to.match(/^HTTP\/1\.1 413 Payload Too Large\r\n/)
        expect(answer).to.match(/\r\n\r\nthe body is larger than 262144 bytes\n$/)
        expect(address.received).to.deep.equal([])
      })

      it('is refused with 413 while it comes in chunks and is too large, and the rest is thrown away', async () => {
        const chunk = `10000\r\n${'x'.repeat(65_536)}\r\n`
        const client = openRaw(address.port)
        client.send(raw(['Transfer-Encoding: chunked'], chunk.repeat(5)))
        await client.until('413 Payload Too Large')
        client.send(`${chunk.repeat(5)}0\r\n\r\nGET ${NOTIFY} HTTP/1.1\r\nHost: connector\r\n\r\n`)
        await client.until('401 Unauthorized')
        client.cut()

        expect(address.received).to.deep.equal([])
      })

      for (const encoding of ['gzip', 'br', 'identity, gzip']) {
        it(`is refused with 415 when it is encoded with ${encoding}`, async () => {
          const answer = await address.call(NOTIFY, {
            method: 'POST',
            body: BODY,
            headers: { 'Content-Encoding': encoding },
          })

          expect(answer.status).to.equal(415)
          expect(await answer.text()).to.equal('send the body without Content-Encoding\n')
          expect(address.received).to.deep.equal([])
        })
      }

      it('is taken with Content-Encoding identity', async () => {
        const answer = await address.call(NOTIFY, {
          method: 'POST',
          body: BODY,
          headers: { 'Content-Encoding': 'Identity' },
        })

        expect(answer.status).to.equal(200)
      })

      it('of a client that goes away is dropped without a word', async () => {
        const client = openRaw(address.port)
        client.send(raw(['Content-Length: 100', 'Expect: 100-continue']))
        await client.until('100 Continue')
        client.cut()
        await eventually(() => address.log.lines.length > 0)

        expect(address.received).to.deep.equal([])
        expect(address.log.lines).to.deep.equal([
          { level: 'debug', event: 'notification.aborted', fields: {} },
        ])
      })
    })
  })
}
