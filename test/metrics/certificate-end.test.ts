import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect } from 'chai'
import { createDevelopmentCa, issueServerCertificate } from '../../certs/development-ca.ts'
import { certificateEnd } from '../../server/metrics/certificate-end.ts'

describe('the end of the certificate', () => {
  let folder = ''
  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'certificate-'))
  })
  afterEach(() => rm(folder, { recursive: true }))

  it('is that of the file, until there is another that can be used', async () => {
    const certFile = join(folder, 'server.pem')
    const keyFile = join(folder, 'server.key')
    const ca = await createDevelopmentCa(new Date('2026-01-01T00:00:00Z'))
    const install = async (issuedAt: string) => {
      const issued = await issueServerCertificate(ca, ['localhost'], new Date(issuedAt))
      await writeFile(certFile, issued.certificate)
      await writeFile(keyFile, issued.privateKey)
    }
    const endsAt = certificateEnd({ kind: 'pem', certFile, keyFile })

    await install('2026-01-01T00:00:00Z')
    expect(await endsAt()).to.deep.equal(new Date('2027-02-02T00:00:00Z'))
    await writeFile(certFile, 'half a file')
    expect(await endsAt()).to.deep.equal(new Date('2027-02-02T00:00:00Z'))
    await install('2026-02-01T00:00:00Z')
    expect(await endsAt()).to.deep.equal(new Date('2027-03-05T00:00:00Z'))
  })

  it('is not known of files that could never be used', async () => {
    expect(await certificateEnd({ kind: 'pfx', pfxFile: join(folder, 'none.pfx') })()).to.equal(undefined)
  })
})
