import { expect } from 'chai'
import express, { Router } from 'express'
import type { ConsoleAppDeps } from '../../routes/console-app.ts'
import type { Listener } from '../../server/listeners/listen.ts'
import { exchangeRaw, openRaw } from '../listeners/raw-connection.ts'
import { useRealSockets } from '../listeners/real-sockets.ts'
import type { recordedLog } from '../listeners/recorded-log.ts'
import { CONSOLE_URL, SECRET, serveConsole } from './console-address.ts'

const WITH_KEY = { authorization: `Bearer ${SECRET}` }

describe("the console's app", () => {
  useRealSockets()
  let listener: Listener
  let log: ReturnType<typeof recordedLog>

  async function serve(changes: Partial<ConsoleAppDeps> = {}): Promise<void> {
    ;({ listener, log } = await serveConsole(changes))
  }
  afterEach(() => listener.close(0))

  const url = (path: string) => `${listener.url}${path}`

  const send = (body: string, headers: Record<string, string> = {}) =>
    fetch(url('/api/echo'), { method: 'POST', body, headers })

  /** The status of an answer to a request with these headers. */
  async function statusWith(headers: readonly string[], method = 'GET'): Promise<string> {
    const key = `Authorization: Bearer ${SECRET}`
    const lines = [`${method} /api/whoami HTTP/1.1`, ...headers, key, 'Connection: close', '', '']
    const answer = await exchangeRaw(listener.port, lines.join('\r\n'))
    return answer.slice(9, 12)
  }

  it('lets a program in by its key and says which one it is', async () => {
    await serve()

    const answer = await fetch(url('/api/whoami'), { headers: WITH_KEY })

    expect(answer.status).to.equal(200)
    expect(await answer.json()).to.deep.equal({ id: 7, name: 'Finance robot', role: 'controller' })
  })

  for (const authorization of ['', 'Bearer wrong', `Basic ${SECRET}`, `Bearer ${SECRET} ${SECRET}`]) {
    it(`answers 401 to the login "${authorization}"`, async () => {
      await serve()

      const answer = await fetch(url('/api/whoami'), { headers: { authorization } })

      expect(answer.status).to.equal(401)
      expect(answer.headers.get('www-authenticate')).to.equal('Bearer realm="Concur connector"')
      expect(await answer.json()).to.deep.equal({
        message:
          'send the header "Authorization: Bearer KEY" with a key of api-keys create that is not revoked',
        correlationId: answer.headers.get('x-correlation-id'),
      })
    })
  }

  describe('the name that a request is meant for', () => {
    const cases = [
      { host: 'localhost:PORT', status: '200' },
      { host: 'LocalHost:PORT', status: '200' },
      { host: '127.0.0.1:PORT', status: '200' },
      { host: '[::1]:PORT', status: '200' },
      { host: 'expenses.example.com', status: '200' },
      { host: 'expenses.example.com:8443', status: '421' },
      { host: 'localhost', status: '421' },
      { host: '127.0.0.1:1', status: '421' },
      { host: 'attacker.example', status: '421' },
      { host: 'attacker.example:PORT', status: '421' },
      { host: 'expenses.example.com.attacker.example', status: '421' },
    ]
    for (const { host, status } of cases) {
      it(`answers ${status} to the host ${host}`, async () => {
        await serve()

        expect(await statusWith([`Host: ${host.replace('PORT', String(listener.port))}`])).to.equal(status)
      })
    }

    it('says what to do, and tells the log, but not what was asked', async () => {
      await serve()

      const answer = await exchangeRaw(
        listener.port,
        'GET /secret HTTP/1.1\r\nHost: attacker.example\r\nConnection: close\r\n\r\n',
      )

      expect(answer).to.contain('nothing is answered under this name: open the address of CONSOLE_URL')
      expect(log.of('console.foreign-request').map(({ fields }) => fields)).to.deep.equal([
        { status: 421, address: '127.0.0.1' },
      ])
    })

    it('answers to the address that it is bound to, and to all of this machine where that is every address', async () => {
      await serve({ host: '10.1.2.3', url: undefined })
      const own = await statusWith([`Host: 10.1.2.3:${listener.port}`])
      await listener.close(0)
      await serve({ host: '0.0.0.0', url: undefined })

      expect(own).to.equal('200')
      expect(await statusWith([`Host: 10.1.2.3:${listener.port}`])).to.equal('421')
      expect(await statusWith([`Host: 127.0.0.1:${listener.port}`])).to.equal('200')
    })
  })

  describe('the page that a request comes from', () => {
    const cases = [
      { method: 'POST', origin: 'http://127.0.0.1:PORT', status: '404' },
      { method: 'POST', origin: CONSOLE_URL, status: '404' },
      { method: 'POST', origin: 'https://127.0.0.1:PORT', status: '403' },
      { method: 'POST', origin: 'http://expenses.example.com:81', status: '403' },
      { method: 'POST', origin: 'https://attacker.example', status: '403' },
      { method: 'POST', origin: 'null', status: '403' },
      { method: 'GET', origin: 'https://attacker.example', status: '403' },
      { method: 'GET', origin: 'null', status: '200' },
    ]
    for (const { method, origin, status } of cases) {
      it(`answers ${status} to ${method} from ${origin}`, async () => {
        await serve()
        const headers = [
          `Host: 127.0.0.1:${listener.port}`,
          `Origin: ${origin.replace('PORT', String(listener.port))}`,
        ]

        expect(await statusWith(headers, method)).to.equal(status)
      })
    }
  })

  it('has headers that keep pages to themselves, on refusals too', async () => {
    await serve({ url: undefined })

    const { headers } = await fetch(url('/nothing'))

    expect(headers.get('content-security-policy')).to.equal(
      "default-src 'self';script-src 'self';style-src 'self';img-src 'self';object-src 'none';base-uri 'none';form-action 'self';frame-ancestors 'none'",
    )
    expect(headers.get('referrer-policy')).to.equal('same-origin')
    expect(headers.get('x-frame-options')).to.equal('DENY')
    expect(headers.get('cache-control')).to.equal('no-store')
    expect(headers.get('strict-transport-security')).to.equal(null)
    expect(headers.get('x-powered-by')).to.equal(null)
  })

  it('has browsers insist on TLS where people reach it over TLS', async () => {
    await serve()

    const { headers } = await fetch(url('/nothing'))

    expect(headers.get('strict-transport-security')).to.equal('max-age=31536000')
  })

  it('gives each answer an id of its own', async () => {
    await serve()

    const [first, second] = await Promise.all([fetch(url('/')), fetch(url('/'))])
    const [one, other] = [first, second].map((answer) => answer.headers.get('x-correlation-id'))

    expect(one).to.match(/^[0-9a-f-]{36}$/)
    expect(other).not.to.equal(one)
    expect(await first.text()).to.equal(`there is nothing at this address (correlation id ${one})\n`)
  })

  it('answers 503 to our own trouble, without its words, and logs it under the id', async () => {
    const api = Router().get('/broken', () => {
      throw new Error('select * from secret')
    })
    await serve({ api })

    const answer = await fetch(url('/api/broken'))
    const correlationId = answer.headers.get('x-correlation-id')

    expect(answer.status).to.equal(503)
    expect(answer.headers.get('retry-after')).to.equal('5')
    expect(await answer.json()).to.deep.equal({
      message: 'this cannot be done now, try again',
      correlationId,
    })
    expect(log.of('request.failed')[0]?.fields).to.include({ door: 'console', correlationId })
  })

  describe('a body', () => {
    const api = Router()
      .use(express.json({ limit: 100, type: () => true }))
      .post('/echo', (req, res) => void res.json(req.body))

    it('is refused if it is too large, no JSON or encoded strangely, without being quoted', async () => {
      await serve({ api })

      const large = await send(JSON.stringify({ text: 'x'.repeat(100) }))
      const broken = await send('{"secret": ')
      const packed = await send('{}', { 'content-encoding': 'zip' })

      expect([large.status, broken.status, packed.status]).to.deep.equal([413, 400, 415])
      expect(await large.json()).to.include({ message: 'the body is too large' })
      expect(await broken.json()).to.include({ message: 'the body is not JSON' })
      expect(await packed.json()).to.include({
        message: 'the body has an encoding that is not known here: send it as it is',
      })
      expect(log.of('request.failed')).to.deep.equal([])
    })

    it('that does not come to its end is answered 408, and the connection is closed', async () => {
      await serve({ api, bodyMs: 20 })
      const connection = openRaw(listener.port)

      connection.send(
        `POST /api/echo HTTP/1.1\r\nHost: 127.0.0.1:${listener.port}\r\nContent-Length: 10\r\n\r\n{"a"`,
      )
      const answer = await connection.closed

      expect(answer).to.match(/^HTTP\/1\.1 408 /)
      expect(answer).to.contain('"message":"the body took too long to come: send the request again"')
      expect(log.of('request.failed')).to.deep.equal([])
    })
  })
})
