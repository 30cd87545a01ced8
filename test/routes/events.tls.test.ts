import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { type RequestOptions, request } from 'node:https'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { text } from 'node:stream/consumers'
import { type ConnectionOptions, connect } from 'node:tls'
import { expect } from 'chai'
import type { IssuedCertificate } from '../../certs/development-ca.ts'
import {
  createDevelopmentCa,
  issueClientCertificate,
  issueServerCertificate,
} from '../../certs/development-ca.ts'
import type { EssTrust } from '../../certs/ess-trust.ts'
import { certificatesIn } from '../../certs/pem.ts'
import type { Refusal } from '../../certs/refusal.ts'
import { authenticateConcur } from '../../routes/login/authenticate-concur.ts'
import { createPublicApp } from '../../routes/public-app.ts'
import { type Listener, listen } from '../../server/listeners/listen.ts'
import { useOpenssl } from '../certs/openssl.ts'
import { eventually } from '../listeners/eventually.ts'
import { rawConnection } from '../listeners/raw-connection.ts'
import { useRealSockets } from '../listeners/real-sockets.ts'
import { recordedLog } from '../listeners/recorded-log.ts'
import { eventBody } from '../notification/event-json.ts'
import { type ConcurCaller, concurCaller, WEBHOOK_NAME } from './concur-caller.ts'
import { EVENTS, NOTIFY, RIGHT_LOGIN } from './public-address.ts'

const BODY = eventBody()
const DAY_MS = 86_400_000

describe('the door for events over TLS', () => {
  useRealSockets()
  const now = new Date()
  let concur: ConcurCaller
  let trust: EssTrust
  let server: IssuedCertificate
  let folder: string
  let listener: Listener
  let log: ReturnType<typeof recordedLog>
  let refused: Refusal['reason'][]
  let taken: number
  const clients: Record<string, IssuedCertificate> = {}

  const openssl = useOpenssl(async () => {
    concur = await concurCaller(now)
    trust = concur.trust
    server = await issueServerCertificate(concur.ca, ['localhost', '127.0.0.1'], now)
    const itself = ['extendedKeyUsage=clientAuth', `subjectAltName=DNS:${WEBHOOK_NAME}`]
    clients['right'] = concur.certificate
    clients['self-signed'] = {
      certificate: await openssl.certificate('itself', `/CN=${WEBHOOK_NAME}`, itself),
      privateKey: await readFile(openssl.path('itself.key'), 'utf8'),
    }
    clients['for another name'] = await issueClientCertificate(concur.ca, 'webhook.example.com', now)
    clients['by another authority'] = await issueClientCertificate(
      await createDevelopmentCa(now),
      WEBHOOK_NAME,
      now,
    )
    clients['expired'] = await issueClientCertificate(
      concur.ca,
      WEBHOOK_NAME,
      new Date(now.getTime() - 400 * DAY_MS),
    )
    clients['for servers only'] = await issueServerCertificate(concur.ca, [WEBHOOK_NAME], now)
  })

  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'connector-mtls-'))
    await writeServer(server)
    log = recordedLog()
    refused = []
    taken = 0
    const take = async () => {
      taken += 1
      return { kind: 'stored', arrival: taken, correlationId: 'c1' } as const
    }
    const app = createPublicApp({
      notifyPath: NOTIFY,
      credentials: { username: 'connector-user', passwords: ['new-password'] },
      trustedProxies: 0,
      receive: take,
      events: {
        path: EVENTS,
        authenticate: authenticateConcur({ auth: 'both', trust: () => trust, log, now: () => new Date() }),
        receive: take,
        refused: (reason) => refused.push(reason),
      },
      log,
    })
    const files = { kind: 'pem' as const, certFile: join(folder, 'a.crt'), keyFile: join(folder, 'a.key') }
    listener = await listen({
      app,
      host: '127.0.0.1',
      port: 0,
      settings: { host: 'HOST', port: 'PORT' },
      tls: { files, rereadEveryMs: 10 },
      log,
    })
  })
  afterEach(async () => {
    await listener.close(0)
    await rm(folder, { recursive: true })
    trust = concur.trust
  })

  async function writeServer(pair: IssuedCertificate): Promise<void> {
    await writeFile(join(folder, 'a.key'), pair.privateKey)
    await writeFile(join(folder, 'a.crt'), pair.certificate)
  }

  async function post(options: RequestOptions, headers: Readonly<Record<string, string>>): Promise<number> {
    const { port } = listener
    const sent = request({
      method: 'POST',
      host: '127.0.0.1',
      port,
      ca: concur.ca.certificate,
      agent: false,
      ...options,
      headers: { 'Content-Length': BODY.length, ...headers },
    })
    const answer = new Promise<number>((resolve, reject) => {
      sent.on('error', reject)
      sent.on('response', (res) => {
        text(res).then(() => resolve(res.statusCode ?? 0), reject)
      })
    })
    sent.end(BODY)
    return answer
  }
  const postEvent = (options: RequestOptions) =>
    post({ path: EVENTS, ...options }, { 'Concur-Signature': concur.sign(BODY) })
  const postCallout = (options: RequestOptions) =>
    post({ path: NOTIFY, ...options }, { Authorization: RIGHT_LOGIN })

  for (const version of ['TLSv1.2', 'TLSv1.3'] as const) {
    const tls = { minVersion: version, maxVersion: version }

    describe(`with ${version}`, () => {
      it('takes an event with the right certificate', async () => {
        expect(await postEvent({ ...tls, ...credentials(clients['right']) })).to.equal(200)
        expect(taken).to.equal(1)
        expect(log.of('ess-certificate.accepted')).to.have.length(1)
      })

      const REFUSED: Record<string, Refusal['reason']> = {
        none: 'no certificate',
        'self-signed': 'unknown authority',
        'for another name': 'other name',
        'by another authority': 'unknown authority',
        expired: 'not valid now',
        'for servers only': 'no client purpose',
      }
      for (const [name, reason] of Object.entries(REFUSED)) {
        it(`refuses one whose certificate is: ${name}`, async () => {
          expect(await postEvent({ ...tls, ...credentials(clients[name]) })).to.equal(401)
          expect(refused).to.deep.equal([reason])
          expect(taken).to.equal(0)
        })
      }

      it('lets the callout be, without a certificate and with any', async () => {
        expect(await postCallout(tls)).to.equal(200)
        for (const client of Object.values(clients)) {
          expect(await postCallout({ ...tls, ...credentials(client) })).to.equal(200)
        }
        expect(await post({ path: NOTIFY, ...tls, ...credentials(clients['right']) }, {})).to.equal(401)
      })

      it('knows a certificate and its authorities again when a session is resumed', async () => {
        const ca = ['basicConstraints=critical,CA:TRUE', 'keyUsage=critical,keyCertSign']
        const root = await openssl.certificate('root', '/CN=Root', ca)
        const middle = await openssl.certificate('middle', '/CN=Middle', ca, 'root')
        const leaf = await openssl.certificate(
          'leaf',
          '/CN=Concur',
          ['extendedKeyUsage=clientAuth', `subjectAltName=DNS:${WEBHOOK_NAME}`],
          'middle',
        )
        trust = { ...concur.trust, authorities: certificatesIn(root) }
        const client = { cert: leaf + middle, key: await readFile(openssl.path('leaf.key'), 'utf8') }
        const first = await exchange({ ...tls, ...client })
        const second = await exchange({
          ...tls,
          ...client,
          ...(first.session !== undefined && { session: first.session }),
        })

        expect([first.status, first.isReused]).to.deep.equal([200, false])
        expect([second.status, second.isReused]).to.deep.equal([200, true])
      })
    })
  }

  /** One event over a connection of its own. */
  async function exchange(options: ConnectionOptions) {
    const socket = connect({
      host: '127.0.0.1',
      port: listener.port,
      ca: concur.ca.certificate,
      ...options,
    })
    let session: Buffer | undefined
    let isReused = false
    socket.on('session', (latest: Buffer) => {
      session = latest
    })
    socket.on('secureConnect', () => {
      isReused = socket.isSessionReused()
    })
    const client = rawConnection(socket)
    const signature = concur.sign(BODY)
    client.send(
      `POST ${EVENTS} HTTP/1.1\r\nHost: c\r\nConnection: close\r\nConcur-Signature: ${signature}\r\nContent-Length: ${BODY.length}\r\n\r\n${BODY.toString('latin1')}`,
    )
    const answer = await client.closed
    return { session, isReused, status: Number(/^HTTP\/1\.1 (\d+)/.exec(answer)?.[1]) }
  }

  it('goes on to ask when the certificate of the server has changed', async () => {
    await writeServer(await issueServerCertificate(concur.ca, ['localhost', '127.0.0.1'], now))
    await eventually(() => log.of('tls.certificate').length === 2)

    expect(await postEvent(credentials(clients['right']))).to.equal(200)
    expect(await postEvent({})).to.equal(401)
  })

  it('names no authorities to the client, which might show no certificate then', async () => {
    const output = await openssl.run('s_client', '-connect', `127.0.0.1:${listener.port}`)

    expect(output).to.include('No client certificate CA names sent')
    expect(output).to.include('Requested Signature Algorithms')
  })
})

function credentials(client: IssuedCertificate | undefined): ConnectionOptions {
  return client === undefined ? {} : { cert: client.certificate, key: client.privateKey }
}
