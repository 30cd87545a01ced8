import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { request } from 'node:https'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect } from 'chai'
import { createDevelopmentCa, issueServerCertificate } from '../../certs/development-ca.ts'
import { openDatabase } from '../../server/store/database.ts'
import { createApiKeys } from '../../server/store/people/api-keys.ts'
import { createPeople } from '../../server/store/people/people.ts'
import { useBenches } from './bench.ts'
import { databaseUrl } from './set-up.ts'

describe("connector: the console's listener", () => {
  const openBench = useBenches()
  let folder: string

  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'console-'))
  })
  afterEach(() => rm(folder, { recursive: true }))

  it('lets a program in with a key that was made meanwhile, until it is revoked', async () => {
    const bench = await openBench()
    const db = await openDatabase(databaseUrl(bench.folder))
    const by = { login: 'ada' }
    await createPeople(db).add({ login: 'ada', name: 'Ada', role: 'admin' }, by, new Date())
    const made = await createApiKeys(db).create('robot', 'controller', by, new Date())
    const whoami = () =>
      fetch(`${bench.connector.consoleUrl}/api/whoami`, {
        headers: { authorization: `Bearer ${made.ok ? made.secret : ''}` },
      })

    const before = await whoami()
    await createApiKeys(db).revoke(1, by, new Date())
    const after = await whoami()
    await db.destroy()

    expect(await before.json()).to.deep.equal({ id: 1, name: 'robot', role: 'controller' })
    expect(after.status).to.equal(401)
  })

  it('goes on without it where another has its address', async () => {
    const first = await openBench()
    const port = new URL(first.connector.consoleUrl ?? '').port
    const second = await openBench({ environment: { CONSOLE_PORT: port } })

    expect(second.connector).not.to.have.property('consoleUrl')
    expect(second.log.of('console-listener.failed').map(({ fields }) => fields)).to.deep.equal([
      {
        error: `cannot listen on 127.0.0.1:${port}: another program uses the port; stop it, or set CONSOLE_PORT to a free one`,
      },
    ])
  })

  it('has a certificate of its own, and asks browsers for none', async () => {
    const ca = await createDevelopmentCa(new Date())
    const pair = await issueServerCertificate(ca, ['localhost', '127.0.0.1'], new Date())
    const [certFile, keyFile] = [join(folder, 'console.crt'), join(folder, 'console.key')]
    await writeFile(certFile, pair.certificate + ca.certificate)
    await writeFile(keyFile, pair.privateKey)
    const bench = await openBench({
      environment: { CONSOLE_TLS_CERT_FILE: certFile, CONSOLE_TLS_KEY_FILE: keyFile },
    })
    const { consoleUrl } = bench.connector

    expect(consoleUrl).to.match(/^https:\/\/127\.0\.0\.1:\d+$/)
    expect(await statusOf(`${consoleUrl}/api/whoami`, ca.certificate)).to.equal(401)
    expect(bench.log.of('tls.warning')).to.deep.equal([])
  })

  it('goes on without it where its certificate cannot be used, and names the setting', async () => {
    const [certFile, keyFile] = [join(folder, 'console.crt'), join(folder, 'console.key')]
    await writeFile(certFile, 'nothing')
    await writeFile(keyFile, 'nothing')
    const bench = await openBench({
      environment: { CONSOLE_TLS_CERT_FILE: certFile, CONSOLE_TLS_KEY_FILE: keyFile },
    })

    expect(bench.connector).not.to.have.property('consoleUrl')
    expect(bench.log.of('console-listener.failed').map(({ fields }) => fields)).to.deep.equal([
      {
        error:
          'CONSOLE_TLS_CERT_FILE: there is no certificate in it; give a PEM file, whose first line is -----BEGIN CERTIFICATE-----',
      },
    ])
  })
})

function statusOf(url: string, ca: string): Promise<number | undefined> {
  return new Promise((resolve, reject) => {
    request(url, { ca }, (answer) => {
      answer.resume()
      resolve(answer.statusCode)
    })
      .on('error', reject)
      .end()
  })
}
