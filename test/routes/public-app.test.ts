import { expect } from 'chai'
import type { PublicAppDeps } from '../../routes/public-express.ts'
import { exchangeRaw } from '../listeners/raw-connection.ts'
import { useRealSockets } from '../listeners/real-sockets.ts'
import { NOTIFY, type PublicAddress, RIGHT_LOGIN, servePublicApp, TEST_CONNECTION } from './public-address.ts'

const BODY = '<Notification><Context>unforgettable</Context></Notification>'

/** The whole answer to a request, but for its date. */
async function ask(port: number, line: string, header = ''): Promise<string> {
  const request = `${line} HTTP/1.1\r\nHost: connector\r\nConnection: close\r\n${header}\r\n`
  return (await exchangeRaw(port, request)).replace(/\r\nDate: [^\r]*/, '')
}

describe('the public app', () => {
  useRealSockets()
  let address: PublicAddress

  beforeEach(async () => {
    address = await servePublicApp()
  })
  afterEach(() => address.close())

  async function serveInstead(changes: Partial<PublicAppDeps>): Promise<void> {
    await address.close()
    address = await servePublicApp(changes)
  }

  describe('everything else', () => {
    const TARGETS = [
      'GET /',
      'GET /concur/v1.0',
      `GET ${NOTIFY}/`,
      'POST /CONCUR/v1.0/notify',
      'POST /concur/v1x0/notify',
      `PUT ${NOTIFY}`,
      `DELETE ${NOTIFY}`,
      `OPTIONS ${NOTIFY}`,
      `TRACE ${NOTIFY}`,
      `POST ${TEST_CONNECTION}`,
      `OPTIONS ${TEST_CONNECTION}`,
      'GET /%zz',
      'GET //',
      'GET /favicon.ico',
    ]
    for (const target of TARGETS) {
      it(`is not found, the same with login and without: ${target}`, async () => {
        const usual = await ask(address.port, 'GET /nothing')

        expect(usual).to.match(/^HTTP\/1\.1 404 Not Found\r\n/)
        expect(usual).to.match(/\r\n\r\nnot found\n$/)
        expect(await ask(address.port, target)).to.equal(usual)
        expect(await ask(address.port, target, `Authorization: ${RIGHT_LOGIN}\r\n`)).to.equal(usual)
      })
    }
  })

  it('answers every request with the headers of helmet and without a word on Express', async () => {
    for (const answer of [
      await address.post(BODY),
      await address.call('/nothing'),
      await address.post(BODY, null),
    ]) {
      expect(answer.headers.get('x-content-type-options')).to.equal('nosniff')
      expect(answer.headers.get('x-powered-by')).to.equal(null)
      expect(answer.headers.get('etag')).to.equal(null)
    }
  })

  it('listens on the notify path that it is given', async () => {
    await serveInstead({ notifyPath: '/other/v2.0/path' })

    expect((await address.call('/other/v2.0/path', { method: 'POST', body: BODY })).status).to.equal(200)
    expect((await address.post(BODY)).status).to.equal(404)
  })
})
