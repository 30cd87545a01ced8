import { expect } from 'chai'
import type { PublicAppDeps } from '../../../routes/public-express.ts'
import { openRaw } from '../../listeners/raw-connection.ts'
import { useRealSockets } from '../../listeners/real-sockets.ts'
import {
  basic,
  NOTIFY,
  PREVIOUS_LOGIN,
  type PublicAddress,
  RIGHT_LOGIN,
  servePublicApp,
} from '../public-address.ts'

const BODY = '<Notification><Context>unforgettable</Context></Notification>'

describe('the login', () => {
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

  it('may use either password while it is being changed', async () => {
    expect((await address.post(BODY, RIGHT_LOGIN)).status).to.equal(200)
    expect((await address.post(BODY, PREVIOUS_LOGIN)).status).to.equal(200)
  })

  const WRONG: Record<string, string | null> = {
    'no login': null,
    'a wrong password': basic('connector-user', 'bad-password'),
    'a wrong user name': basic('connector-usex', 'new-password'),
    'a right password with something after it': basic('connector-user', 'new-password2'),
    'an empty password': basic('connector-user', ''),
    'another scheme': 'Bearer new-password',
    'no colon': `Basic ${Buffer.from('connector-user').toString('base64')}`,
  }
  for (const [name, authorization] of Object.entries(WRONG)) {
    it(`is asked for with 401 after ${name}`, async () => {
      const answer = await address.post(BODY, authorization)

      expect(answer.status).to.equal(401)
      expect(answer.headers.get('www-authenticate')).to.equal('Basic realm="Concur connector"')
      expect(answer.headers.get('content-type')).to.equal('text/plain; charset=utf-8')
      expect(await answer.text()).to.equal('user name and password required\n')
      expect(address.received).to.deep.equal([])
    })
  }

  it('is asked for before the body has come', async () => {
    const client = openRaw(address.port)
    client.send(`POST ${NOTIFY} HTTP/1.1\r\nHost: connector\r\nContent-Length: 100\r\n\r\n`)
    const answer = await client.until('required')
    client.cut()

    expect(answer).to.match(/^HTTP\/1\.1 401 Unauthorized\r\n/)
  })

  it('is slowed with 429 after thirty wrong ones, but the right one is not', async () => {
    const wrong = basic('connector-user', 'bad-password')
    const first = await Promise.all(Array.from({ length: 30 }, () => address.post(BODY, wrong)))
    const next = await address.post(BODY, wrong)

    expect(new Set(first.map(({ status }) => status))).to.deep.equal(new Set([401]))
    expect(next.status).to.equal(429)
    expect(next.headers.get('retry-after')).to.equal('60')
    expect(await next.text()).to.equal('too many wrong logins\n')
    expect((await address.post(BODY, RIGHT_LOGIN)).status).to.equal(200)
    expect((await address.post(BODY, null)).status).to.equal(401)
  })

  it('is logged once a minute and address when it is wrong, without what was typed', async () => {
    for (const password of ['guess-one', 'guess-two']) await address.post(BODY, basic('some-user', password))

    expect(address.log.lines).to.deep.equal([
      { level: 'warn', event: 'login.refused', fields: { address: '127.0.0.1' } },
    ])
  })

  it('is counted by the address that a trusted proxy gives, with or without the port', async () => {
    await serveInstead({ trustedProxies: 1 })
    for (const from of ['203.0.113.7', '198.51.100.1, 203.0.113.7:50123', '203.0.113.8']) {
      await address.call(NOTIFY, { headers: { 'X-Forwarded-For': from } }, basic('some-user', 'guess'))
    }

    expect(address.log.of('login.refused').map(({ fields }) => fields['address'])).to.deep.equal([
      '203.0.113.7',
      '203.0.113.8',
    ])
  })

  it('is counted by the connection when no proxy is trusted', async () => {
    await address.call(NOTIFY, { headers: { 'X-Forwarded-For': '203.0.113.7' } }, basic('some-user', 'guess'))

    expect(address.log.of('login.refused').map(({ fields }) => fields['address'])).to.deep.equal([
      '127.0.0.1',
    ])
  })

  it('is logged for so many addresses a minute and no more, however many there are', async () => {
    await serveInstead({ trustedProxies: 1 })
    const from = Array.from({ length: 60 }, (_, index) => `198.51.100.${index}`)
    for (const address_ of from) {
      await address.call(NOTIFY, { headers: { 'X-Forwarded-For': address_ } }, basic('some-user', 'guess'))
    }

    const told = address.log.of('login.refused').map(({ fields }) => fields)
    expect(told).to.have.length(20)
    expect(told.at(0)).to.deep.equal({ address: '198.51.100.0' })
    expect(told.at(19)).to.deep.equal({ address: '198.51.100.19', more: 'not told in this minute' })
  })

  it('is counted as of one client, and not repeated, where the proxy gives no address', async () => {
    await serveInstead({ trustedProxies: 1 })
    const statuses: number[] = []
    for (let index = 0; index < 31; index += 1) {
      const headers = { 'X-Forwarded-For': `anything ${index}` }
      statuses.push((await address.call(NOTIFY, { headers }, basic('some-user', 'guess'))).status)
    }

    expect(statuses.filter((status) => status === 429)).to.have.length(1)
    expect(address.log.of('login.refused').map(({ fields }) => fields)).to.deep.equal([
      { address: 'no address' },
    ])
  })
})
