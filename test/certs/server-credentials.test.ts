import { createPrivateKey } from 'node:crypto'
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect } from 'chai'
import {
  createDevelopmentCa,
  type IssuedCertificate,
  issueServerCertificate,
} from '../../certs/development-ca.ts'
import {
  type CredentialFiles,
  parseServerCredentials,
  readCredentialFiles,
  type ServerCredentials,
  ServerCredentialsError,
} from '../../certs/server-credentials.ts'

const fixture = (name: string) => join(import.meta.dirname, '../fixtures/tls', name)

async function load(files: CredentialFiles): Promise<ServerCredentials> {
  return parseServerCredentials(await readCredentialFiles(files))
}

function encrypted(key: string, passphrase: string): string {
  return createPrivateKey(key)
    .export({ type: 'pkcs8', format: 'pem', cipher: 'aes-256-cbc', passphrase })
    .toString()
}

async function problemOf(loading: Promise<ServerCredentials>): Promise<string> {
  const error = await loading.catch((reason: unknown) => reason)
  expect(error).to.be.instanceOf(ServerCredentialsError)
  return error instanceof Error ? error.message : ''
}

const subjects = ({ chain }: ServerCredentials) => chain.map(({ subject }) => subject)

describe('the server credentials', () => {
  let folder: string
  let ca: IssuedCertificate
  let server: IssuedCertificate

  before(async () => {
    folder = await mkdtemp(join(tmpdir(), 'connector-credentials-'))
    ca = await createDevelopmentCa(new Date())
    server = await issueServerCertificate(ca, ['connector.example.com'], new Date())
  })
  after(() => rm(folder, { recursive: true }))

  async function loadPem(cert: string, key: string, passphrase?: string): Promise<ServerCredentials> {
    const certFile = join(folder, 'server.crt')
    const keyFile = join(folder, 'server.key')
    await writeFile(certFile, cert)
    await writeFile(keyFile, key)
    return load({ kind: 'pem', certFile, keyFile, passphrase })
  }

  describe('from PEM files', () => {
    it('are the certificates in the order of the file, whatever stands between them, and the key', async () => {
      const { chain, cert, key } = await loadPem(
        `server:\r\n${server.certificate}\r\nauthority:\r\n${ca.certificate}`,
        server.privateKey,
      )

      expect(chain.map(({ subject }) => subject)).to.deep.equal([
        'CN=connector.example.com',
        'CN=Concur connector development CA',
      ])
      expect(cert.match(/BEGIN CERTIFICATE/g)).to.have.length(2)
      expect(createPrivateKey(key).equals(createPrivateKey(server.privateKey))).to.equal(true)
    })

    it('may have an encrypted key', async () => {
      const { key } = await loadPem(
        server.certificate,
        encrypted(server.privateKey, 'secret-words'),
        'secret-words',
      )

      expect(key).to.match(/^-----BEGIN PRIVATE KEY-----/)
    })

    it('may have expired', async () => {
      const old = await issueServerCertificate(
        ca,
        ['connector.example.com'],
        new Date('2020-01-01T00:00:00Z'),
      )

      expect(subjects(await loadPem(old.certificate, old.privateKey))).to.deep.equal([
        'CN=connector.example.com',
      ])
    })

    it('are refused when the key belongs to another certificate', async () => {
      expect(await problemOf(loadPem(server.certificate, ca.privateKey))).to.equal(
        'TLS_KEY_FILE: the key does not belong to the first certificate in TLS_CERT_FILE; give the key of the server ' +
          'certificate, and put that certificate before the intermediate ones',
      )
    })

    it('are refused when the certificate of the authority stands first', async () => {
      const problem = await problemOf(loadPem(ca.certificate + server.certificate, server.privateKey))

      expect(problem).to.include('put that certificate before the intermediate ones')
    })

    const REFUSED: Record<string, [load: () => Promise<ServerCredentials>, problem: string]> = {
      'when the certificate file holds something else': [
        () => loadPem('nothing', server.privateKey),
        'TLS_CERT_FILE: there is no certificate in it; give a PEM file, whose first line is -----BEGIN CERTIFICATE-----',
      ],
      'when the certificate is damaged': [
        () => loadPem(server.certificate.replace(/^MII/m, 'AAA'), server.privateKey),
        'TLS_CERT_FILE: a certificate in it is damaged; copy the file again',
      ],
      'when the key file holds something else': [
        () => loadPem(server.certificate, server.certificate),
        'TLS_KEY_FILE: there is no private key in it; give a PEM file with a line -----BEGIN PRIVATE KEY-----',
      ],
      'when the key is encrypted and there is no passphrase': [
        () => loadPem(server.certificate, encrypted(server.privateKey, 'secret-words')),
        'TLS_KEY_FILE: the key is encrypted; set TLS_PASSPHRASE',
      ],
      'when the passphrase is another': [
        () => loadPem(server.certificate, encrypted(server.privateKey, 'secret-words'), 'other-words'),
        'TLS_PASSPHRASE: it does not open the key in TLS_KEY_FILE; correct one of the two',
      ],
      'when a file is missing': [
        () => load({ kind: 'pem', certFile: '/nowhere/server.crt', keyFile: '/nowhere/server.key' }),
        "TLS_CERT_FILE: /nowhere/server.crt cannot be read (ENOENT); check the path, and that the connector's account " +
          'may read it',
      ],
    }
    for (const [name, [loading, problem]] of Object.entries(REFUSED)) {
      it(`are refused ${name}`, async () => {
        expect(await problemOf(loading())).to.equal(problem)
      })
    }
  })

  describe('from a PFX', () => {
    it('are read from one that OpenSSL 3 refuses: RC2-40 and 3DES', async () => {
      const credentials = await load({
        kind: 'pfx',
        pfxFile: fixture('old-rc2.pfx'),
        passphrase: 'old-passphrase',
      })

      expect(subjects(credentials)).to.deep.equal(['CN=old.example.com'])
    })

    it('are read from one with an ECDSA key', async () => {
      const credentials = await load({
        kind: 'pfx',
        pfxFile: fixture('ecdsa.pfx'),
        passphrase: 'ecdsa-passphrase',
      })

      expect(subjects(credentials)).to.deep.equal(['CN=ecdsa.example.com'])
    })

    it('have their certificates in the order that TLS wants', async () => {
      const credentials = await load({
        kind: 'pfx',
        pfxFile: fixture('chain.pfx'),
        passphrase: 'chain-passphrase',
      })

      expect(subjects(credentials)).to.deep.equal([
        'CN=chain.example.com',
        'CN=Test Intermediate',
        'CN=Test Root',
      ])
    })

    it('are refused when the passphrase is another', async () => {
      const files: CredentialFiles = {
        kind: 'pfx',
        pfxFile: fixture('old-rc2.pfx'),
        passphrase: 'other-words',
      }

      expect(await problemOf(load(files))).to.equal(
        'TLS_PASSPHRASE: it does not open TLS_PFX_FILE; correct one of the two',
      )
    })

    it('are refused when there is no passphrase', async () => {
      expect(await problemOf(load({ kind: 'pfx', pfxFile: fixture('old-rc2.pfx') }))).to.equal(
        'TLS_PASSPHRASE: it does not open TLS_PFX_FILE; correct one of the two',
      )
    })

    it('are refused when the file is something else', async () => {
      expect(await problemOf(load({ kind: 'pfx', pfxFile: fixture('chain.pem') }))).to.equal(
        'TLS_PFX_FILE: it is no PFX file that can be read; export it again, or give PEM files',
      )
    })
  })

  it('have a digest that changes with the files and not otherwise', async () => {
    const certFile = join(folder, 'digest.crt')
    const files: CredentialFiles = { kind: 'pem', certFile, keyFile: fixture('chain.pem') }
    await writeFile(certFile, 'one')
    const before = await readCredentialFiles(files)
    const again = await readCredentialFiles(files)
    await writeFile(certFile, 'two')
    const after = await readCredentialFiles(files)

    expect(again.digest).to.equal(before.digest)
    expect(after.digest).not.to.equal(before.digest)
  })
})
