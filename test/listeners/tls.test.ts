import { X509Certificate } from 'node:crypto'
import { mkdtemp, rename, rm, symlink, writeFile } from 'node:fs/promises'
import type { RequestListener } from 'node:http'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { type ConnectionOptions, connect, type TLSSocket } from 'node:tls'
import { expect } from 'chai'
import {
  createDevelopmentCa,
  type IssuedCertificate,
  issueServerCertificate,
} from '../../certs/development-ca.ts'
import { ServerCredentialsError } from '../../certs/server-credentials.ts'
import type { Limits } from '../../server/listeners/limits.ts'
import { type Listener, listen } from '../../server/listeners/listen.ts'
import { eventually } from './eventually.ts'
import { openRaw, rawConnection } from './raw-connection.ts'
import { useRealSockets } from './real-sockets.ts'
import { recordedLog } from './recorded-log.ts'

const GET = 'GET / HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n'
const greet: RequestListener = (_req, res) => res.end('hello')

function serialOf(pair: IssuedCertificate): string {
  return new X509Certificate(pair.certificate).serialNumber
}

describe('a listener with TLS', () => {
  useRealSockets()
  let ca: IssuedCertificate
  let first: IssuedCertificate
  let second: IssuedCertificate
  let folder: string
  let listener: Listener | undefined
  let log: ReturnType<typeof recordedLog>

  before(async () => {
    ca = await createDevelopmentCa(new Date())
    first = await issueServerCertificate(ca, ['localhost', '127.0.0.1'], new Date())
    second = await issueServerCertificate(ca, ['localhost', '127.0.0.1'], new Date())
  })

  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'connector-tls-'))
    log = recordedLog()
  })

  afterEach(async () => {
    await listener?.close(0)
    listener = undefined
    await rm(folder, { recursive: true })
  })

  const inFolder = (name: string) => join(folder, name)

  async function write(name: string, pair: IssuedCertificate): Promise<void> {
    await writeFile(inFolder(`${name}.crt`), pair.certificate)
    await writeFile(inFolder(`${name}.key`), pair.privateKey)
  }

  /** At once, so that no look at the files finds half of the text. */
  async function replace(name: string, text: string): Promise<void> {
    await writeFile(inFolder('new'), text)
    await rename(inFolder('new'), inFolder(name))
  }

  async function serve(limits: Partial<Limits> = {}): Promise<number> {
    const files = { kind: 'pem' as const, certFile: inFolder('server.crt'), keyFile: inFolder('server.key') }
    listener = await listen({
      app: greet,
      host: '127.0.0.1',
      port: 0,
      settings: { host: 'HOST', port: 'PORT' },
      tls: { files, rereadEveryMs: 10 },
      limits,
      log,
    })
    return listener.port
  }

  async function handshake(port: number, options: ConnectionOptions = {}): Promise<TLSSocket> {
    const socket = connect({ port, host: '127.0.0.1', ca: ca.certificate, ...options })
    await new Promise((resolve, reject) => socket.once('secureConnect', resolve).once('error', reject))
    return socket
  }

  /** The serial number of the certificate that a new client is shown. */
  async function servedSerial(port: number): Promise<string> {
    const socket = await handshake(port)
    const { serialNumber } = socket.getPeerCertificate()
    socket.destroy()
    return serialNumber
  }

  it('serves a client that trusts the authority', async () => {
    await write('server', first)
    const port = await serve()
    const client = rawConnection(await handshake(port))
    client.send(GET)

    expect(listener?.url).to.equal(`https://127.0.0.1:${port}`)
    expect(await client.closed).to.match(/^HTTP\/1\.1 200 OK.*hello$/s)
  })

  it('says at the start what will keep Concur away', async () => {
    await write('server', first)
    await serve()

    expect(log.of('tls.certificate').map(({ fields }) => fields['subject'])).to.deep.equal(['CN=localhost'])
    expect(log.of('tls.warning').map(({ fields }) => fields['warning'])).to.deep.equal([
      'The chain is incomplete: append the intermediate certificate of CN=Concur connector development CA to the certificate file.',
    ])
  })

  it('does not start without its certificate', async () => {
    const error = await serve().catch((reason: unknown) => reason)

    expect(error).to.be.instanceOf(ServerCredentialsError)
  })

  it('refuses TLS 1.1', async () => {
    await write('server', first)
    const port = await serve()
    const old: ConnectionOptions = {
      minVersion: 'TLSv1.1',
      maxVersion: 'TLSv1.1',
      ciphers: 'ALL:@SECLEVEL=0',
    }
    const error = await handshake(port, old).catch((reason: unknown) => reason)

    expect(error)
      .to.have.property('code')
      .that.matches(/ALERT_PROTOCOL_VERSION/)
  })

  it('chooses the best suite itself when a client of TLS 1.2 would rather have another', async () => {
    await write('server', first)
    const port = await serve()
    const ciphers = 'ECDHE-RSA-AES128-SHA:ECDHE-RSA-CHACHA20-POLY1305:ECDHE-RSA-AES256-GCM-SHA384'
    const socket = await handshake(port, { maxVersion: 'TLSv1.2', ciphers })
    const { name } = socket.getCipher()
    socket.destroy()

    expect(name).to.equal('ECDHE-RSA-AES256-GCM-SHA384')
  })

  it('refuses suites without forward secrecy', async () => {
    await write('server', first)
    const port = await serve()
    const error = await handshake(port, { maxVersion: 'TLSv1.2', ciphers: 'AES256-GCM-SHA384' }).catch(
      (reason: unknown) => reason,
    )

    expect(error)
      .to.have.property('code')
      .that.matches(/HANDSHAKE_FAILURE/)
  })

  it('cuts a client that does not finish its handshake', async () => {
    await write('server', first)
    const port = await serve({ handshakeMs: 30 })

    expect(await openRaw(port).closed).to.equal('')
  })

  it('cuts a client that speaks plain HTTP, and goes on', async () => {
    await write('server', first)
    const port = await serve()
    const client = openRaw(port)
    client.send(GET)

    expect(await client.closed).not.to.include('HTTP/1.1')
    expect(await servedSerial(port)).to.equal(serialOf(first))
  })

  it('is closed without waiting for a handshake', async () => {
    await write('server', first)
    const port = await serve()
    const client = openRaw(port)
    const other = await handshake(port)
    other.destroy()
    await listener?.close(60_000)

    expect(await client.closed).to.equal('')
  })

  describe('whose files change', () => {
    const CHANGES: Record<string, () => Promise<void>> = {
      'rewritten in place': () => write('server', second),
      'renamed over': async () => {
        await write('new', second)
        await rename(inFolder('new.key'), inFolder('server.key'))
        await rename(inFolder('new.crt'), inFolder('server.crt'))
      },
      'removed for a while': async () => {
        await rm(inFolder('server.crt'))
        await eventually(() => log.of('tls.kept').length > 0)
        await write('server', second)
      },
    }
    for (const [name, change] of Object.entries(CHANGES)) {
      it(`serves the new certificate when they are ${name}`, async () => {
        await write('server', first)
        const port = await serve()
        expect(await servedSerial(port)).to.equal(serialOf(first))
        await change()
        await eventually(async () => (await servedSerial(port)) === serialOf(second))

        expect(log.of('tls.certificate')).to.have.length(2)
      })
    }

    it('serves the new certificate when a symbolic link leads elsewhere', async () => {
      await write('one', first)
      await write('two', second)
      for (const end of ['crt', 'key']) await symlink(inFolder(`one.${end}`), inFolder(`server.${end}`))
      const port = await serve()
      for (const end of ['crt', 'key']) {
        await symlink(inFolder(`two.${end}`), inFolder(`link.${end}`))
        await rename(inFolder(`link.${end}`), inFolder(`server.${end}`))
      }
      await eventually(async () => (await servedSerial(port)) === serialOf(second))

      expect(log.of('tls.certificate')).to.have.length(2)
    })

    it('still refuses old suites after the change', async () => {
      await write('server', first)
      const port = await serve()
      await write('server', second)
      await eventually(() => log.of('tls.certificate').length === 2)
      const error = await handshake(port, { maxVersion: 'TLSv1.2', ciphers: 'AES256-GCM-SHA384' }).catch(
        (reason: unknown) => reason,
      )

      expect(error)
        .to.have.property('code')
        .that.matches(/HANDSHAKE_FAILURE/)
    })

    const USELESS: Record<string, [certificate: () => string, problem: string]> = {
      garbage: [() => 'garbage', 'TLS_CERT_FILE: there is no certificate in it'],
      'a certificate that the key does not fit': [
        () => second.certificate,
        'TLS_KEY_FILE: the key does not belong to the first certificate in TLS_CERT_FILE',
      ],
    }
    for (const [name, [certificate, problem]] of Object.entries(USELESS)) {
      it(`keeps the last good certificate and says so once when they turn into ${name}`, async () => {
        await write('server', first)
        const port = await serve()
        await replace('server.crt', certificate())
        await eventually(() => log.of('tls.kept').length > 0)
        // Time for further looks at the same files.
        await sleep(50)

        expect(await servedSerial(port)).to.equal(serialOf(first))
        expect(log.of('tls.kept')).to.have.length(1)
        expect(log.of('tls.kept')[0]?.fields['problem']).to.include(problem)
      })
    }
  })
})
