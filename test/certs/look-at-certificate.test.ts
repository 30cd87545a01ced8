import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect } from 'chai'
import { createDevelopmentCa, issueServerCertificate } from '../../certs/development-ca.ts'
import { type LookOptions, lookAtCertificate } from '../../certs/look-at-certificate.ts'

describe('a look at the files of a certificate', () => {
  let folder: string
  let look: (changes?: Partial<LookOptions>) => ReturnType<typeof lookAtCertificate>

  before(async () => {
    folder = await mkdtemp(join(tmpdir(), 'look-'))
    const now = new Date()
    const { certificate, privateKey } = await issueServerCertificate(
      await createDevelopmentCa(now),
      ['connector.example.com'],
      now,
    )
    const [certFile, keyFile] = [join(folder, 'server.crt'), join(folder, 'server.key')]
    await writeFile(certFile, certificate)
    await writeFile(keyFile, privateKey)
    look = (changes) =>
      lookAtCertificate({ kind: 'pem', certFile, keyFile }, { clients: 'Concur', now, ...changes })
  })
  after(() => rm(folder, { recursive: true }))

  it('says whose it is, until when it is good, and what keeps Concur from connecting', async () => {
    const found = await look()

    expect(found).to.include({ kind: 'usable', subject: 'CN=connector.example.com' })
    expect(found)
      .to.have.property('warnings')
      .that.satisfies((warnings: readonly string[]) => warnings[0]?.startsWith('The chain is incomplete'))
  })

  it('judges that of a console by what browsers need: an authority of the company will do, the name must fit', async () => {
    const fitting = await look({ clients: 'browsers', hostName: 'connector.example.com' })
    const other = await look({ clients: 'browsers', hostName: 'other.example.com' })

    expect(fitting).to.have.property('warnings').that.has.lengthOf(1)
    expect(other)
      .to.have.property('warnings')
      .that.includes(
        'The certificate is not for other.example.com: it names connector.example.com. Order one for the name that CONSOLE_URL has.',
      )
  })

  it('names the setting where the files cannot be used', async () => {
    const nowhere = join(folder, 'nowhere')
    const found = await lookAtCertificate(
      { kind: 'pem', certFile: nowhere, keyFile: nowhere, prefix: 'CONSOLE_' },
      { clients: 'browsers', now: new Date() },
    )

    expect(found).to.have.property('kind', 'unusable')
    expect(found).to.have.property('problem').that.includes('CONSOLE_TLS_CERT_FILE').and.includes('ENOENT')
  })
})
