import { createHash } from 'node:crypto'
import { mkdir, mkdtemp, readFile, rename, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect } from 'chai'
import { createDevelopmentCa, issueClientCertificate } from '../../certs/development-ca.ts'
import { EssTrustError, type EssTrustFiles, parseEssTrust, readEssTrust } from '../../certs/ess-trust.ts'
import { type WatchedEssTrust, watchEssTrust } from '../../certs/watch-ess-trust.ts'
import { eventually } from '../listeners/eventually.ts'
import { recordedLog } from '../listeners/recorded-log.ts'
import { useOpenssl } from './openssl.ts'

const NOW = new Date('2026-08-01T12:00:00Z')
const SHIPPED = ['before-2025-10-22', 'from-2025-10-22']
/** Of SAP's page "ESS Getting Started". */
const WITHDRAWN = `-----BEGIN PUBLIC KEY-----
MIIBIjANBgkqhkiG9w0BAQEFAAOCAQ8AMIIBCgKCAQEAxS1LsXrEWEEMPooLHa4r
osCAnmkO3HaBAk0YcsDMR6hQeuQNLqRWP65TpbfTbKWmZ22Hzep3Ekhs1qvSZgI+
iq/bnVeDhkcD+LqVQGP+7fyE0E0bO96FOzMmtbRet4wAiiE9+uw5GmZfg+fRG3yI
y2N5u5p7VHJ1RwNugrIUQjhrLvZc+lhqR/aKTxQCQ5CGAgLZIcr3FIWCWrSBMK3d
Wy3KI+qe3ZX0STrCCNxl2UFnuuAa2RZZ2j4QtWHlNkyK+UEup+cGkvpc1XrT7anL
HlbTP6jE7MqB5sJ9r2EEzrJzJZjD13UqlzvI61tTC8SKpuk5AEaSsUV7RKlKUCjB
8wIDAQAB
-----END PUBLIC KEY-----
`

describe('what the Event Subscription Service is recognised by', () => {
  let ca: string
  let certificate: string
  let publicKey: string
  let folder: string
  let log: ReturnType<typeof recordedLog>
  let watched: WatchedEssTrust | undefined

  const openssl = useOpenssl(async () => {
    await openssl.run('genpkey', '-algorithm', 'rsa', '-out', 'new.key')
    await openssl.run('pkey', '-in', 'new.key', '-pubout', '-out', 'new.pem')
    publicKey = await readFile(openssl.path('new.pem'), 'utf8')
    const authority = await createDevelopmentCa(NOW)
    ca = authority.certificate
    certificate = (await issueClientCertificate(authority, 'webhook.api.concursolutions.com', NOW))
      .certificate
  })

  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'connector-ess-'))
    await mkdir(join(folder, 'keys'))
    log = recordedLog()
  })
  afterEach(async () => {
    watched?.stop()
    watched = undefined
    await rm(folder, { recursive: true })
  })

  const inFolder = (name: string) => join(folder, name)
  const write = (name: string, text: string) => writeFile(inFolder(name), text)
  const read = async (files: EssTrustFiles = { keysDir: inFolder('keys') }) =>
    parseEssTrust(await readEssTrust(files))
  const failure = (files: EssTrustFiles) => read(files).catch((reason: unknown) => reason)

  it('are, with nothing configured, the two keys that SAP has published and the authorities of Node', async () => {
    const { trust, problems } = await read({})
    const digests = trust.keys.map(({ key }) =>
      createHash('sha256')
        .update(key.export({ type: 'spki', format: 'der' }))
        .digest('hex'),
    )

    expect(trust.keys.map(({ name }) => name)).to.deep.equal(SHIPPED)
    expect(digests).to.deep.equal([
      'e6898d97cd18f3f171aa97db1ff07b1f4ee1143ac1338dec424705780adb132c',
      'ee9e5909d8d3c2b4abe6629186ac3c702d39fb4a3f91590d76f7919e38f33f09',
    ])
    expect(trust.keys.map(({ endsAt }) => endsAt?.toISOString())).to.deep.equal([
      '2025-11-08T23:59:59.000Z',
      '2026-09-28T23:59:59.000Z',
    ])
    expect(trust.authorities.map(({ subject }) => subject).join('\n')).to.include(
      'CN=DigiCert Global Root G2',
    )
    expect(problems).to.deep.equal([])
  })

  it('are also the keys of the folder: public keys and certificates, named after their files', async () => {
    await write('keys/2027.pem', publicKey)
    await write('keys/of-certificate.crt', certificate)
    await write('keys/.hidden', 'garbage')
    await mkdir(inFolder('keys/folder'))
    const { trust, problems } = await read()

    expect(problems).to.deep.equal([])
    expect(trust.keys.map(({ name, endsAt }) => [name, endsAt !== undefined])).to.deep.equal([
      ['before-2025-10-22', true],
      ['from-2025-10-22', true],
      ['2027', false],
      ['of-certificate', true],
    ])
  })

  const REFUSED: Record<string, [text: () => Promise<string>, problem: RegExp]> = {
    garbage: [async () => 'garbage', /neither a public key nor a certificate/],
    'an empty file': [async () => '', /neither a public key nor a certificate/],
    'a private key': [() => readFile(openssl.path('new.key'), 'utf8'), /holds a private key/],
    'a key of another kind': [
      async () => {
        await openssl.certificate('ec', '/CN=EC', [])
        return readFile(openssl.path('ec.crt'), 'utf8')
      },
      /RSA key of at least 2048 bits/,
    ],
    'a short key': [
      async () => {
        await openssl.run('genrsa', '-out', 'short.key', '1024')
        await openssl.run('pkey', '-in', 'short.key', '-pubout', '-out', 'short.pem')
        return readFile(openssl.path('short.pem'), 'utf8')
      },
      /RSA key of at least 2048 bits/,
    ],
    'the key that SAP has replaced': [async () => WITHDRAWN, /replaced this key in October 2023/],
  }
  for (const [name, [text, problem]] of Object.entries(REFUSED)) {
    it(`are all the others when a file of the folder holds ${name}`, async () => {
      await write('keys/bad.pem', await text())
      await write('keys/good.pem', publicKey)
      const { trust, problems } = await read()

      expect(trust.keys.map((key) => key.name)).to.deep.equal([...SHIPPED, 'good'])
      expect(problems).to.have.length(1)
      expect(problems[0]).to.include(inFolder('keys/bad.pem')).and.match(problem)
    })
  }

  it('are the authorities of the file in place of those of Node', async () => {
    await write('ca.pem', `${ca}${ca}`)
    const { trust } = await read({ caFile: inFolder('ca.pem') })

    expect(trust.authorities.map(({ subject }) => subject)).to.deep.equal([
      'CN=Concur connector development CA',
      'CN=Concur connector development CA',
    ])
  })

  it('cannot be read from a file of authorities that holds something else', async () => {
    const caFile = inFolder('ca.pem')
    for (const [text, problem] of [
      ['garbage', /no certificate in it/],
      [ca.replace(/\n.{20}/, '\n####################'), /damaged/],
      [certificate, /CN=webhook.api.concursolutions.com is no authority/],
    ] as const) {
      await write('ca.pem', text)

      expect(await failure({ caFile }))
        .to.be.instanceOf(EssTrustError)
        .with.property('message')
        .that.matches(/^ESS_CA_FILE: /)
        .and.matches(problem)
    }
  })

  it('cannot be read from a folder that is not there', async () => {
    expect(await failure({ keysDir: inFolder('nowhere') }))
      .to.be.instanceOf(EssTrustError)
      .with.property('message')
      .that.matches(/^ESS_KEYS_DIR: .*nowhere cannot be read \(ENOENT\)/)
  })

  async function watch(files: EssTrustFiles = { keysDir: inFolder('keys') }): Promise<() => string[]> {
    const watching = await watchEssTrust({ files, everyMs: 10, log })
    watched = watching
    return () => watching.current().keys.map(({ name }) => name)
  }

  describe('while the files are watched', () => {
    it('are others as soon as a key comes or goes', async () => {
      const names = await watch()
      await write('keys/new.pem', publicKey)
      await eventually(() => names().length === 3)
      expect(names()).to.deep.equal([...SHIPPED, 'new'])
      await rm(inFolder('keys/new.pem'))
      await eventually(() => names().length === 2)

      expect(log.of('ess-trust.changed').map(({ fields }) => fields['keys'])).to.deep.equal([
        [...SHIPPED, 'new'],
        SHIPPED,
      ])
    })

    it('stay when a file is of no use, which is said once', async () => {
      await write('keys/good.pem', publicKey)
      const names = await watch()
      await write('keys/bad.pem', 'garbage')
      await eventually(() => log.of('ess-trust.refused').length > 0)
      await write('keys/later.pem', publicKey)
      await eventually(() => names().length === 4)

      expect(names()).to.deep.equal([...SHIPPED, 'good', 'later'])
      expect(log.of('ess-trust.refused')[0]).to.have.property('level', 'error')
    })

    it('stay when the folder goes away, which is said once', async () => {
      await write('keys/good.pem', publicKey)
      const names = await watch()
      await rename(inFolder('keys'), inFolder('elsewhere'))
      await eventually(() => log.of('ess-trust.refused').length > 0)

      expect(names()).to.deep.equal([...SHIPPED, 'good'])
      expect(log.of('ess-trust.refused')).to.have.length(1)
    })

    it('are other authorities when that file changes to what can be used', async () => {
      await write('ca.pem', ca)
      await watch({ caFile: inFolder('ca.pem') })
      await write('ca.pem', 'garbage')
      await eventually(() => log.of('ess-trust.refused').length > 0)
      expect(watched?.current().authorities).to.have.length(1)
      await write('ca.pem', `${ca}${ca}`)
      await eventually(() => watched?.current().authorities.length === 2)

      expect(log.of('ess-trust.changed')).to.have.length(1)
    })
  })
})
