import { createPrivateKey, createPublicKey, X509Certificate } from 'node:crypto'
import { expect } from 'chai'
import forge from 'node-forge'
import {
  createDevelopmentCa,
  createSigningRequest,
  issueServerCertificate,
} from '../../certs/development-ca.ts'

const NOW = new Date('2027-06-01T12:00:00Z')

describe('the development CA', () => {
  it('signs certificates that it can be held to, each with its own key and number', async () => {
    const ca = await createDevelopmentCa(NOW)
    const [one, other] = [
      await issueServerCertificate(ca, ['one.example.com'], NOW),
      await issueServerCertificate(ca, ['other.example.com'], NOW),
    ]
    const authority = new X509Certificate(ca.certificate)
    const certificate = new X509Certificate(one.certificate)

    expect(certificate.checkIssued(authority)).to.equal(true)
    expect(certificate.verify(authority.publicKey)).to.equal(true)
    expect(certificate.checkPrivateKey(createPrivateKey(one.privateKey))).to.equal(true)
    expect(certificate.checkHost('one.example.com')).to.equal('one.example.com')
    expect(certificate.keyUsage).to.deep.equal(['1.3.6.1.5.5.7.3.1'])
    expect(one.privateKey).not.to.equal(other.privateKey)
    expect(certificate.serialNumber).not.to.equal(new X509Certificate(other.certificate).serialNumber)
  })

  it('signs for no name at all not', async () => {
    const ca = await createDevelopmentCa(NOW)
    const error = await issueServerCertificate(ca, [], NOW).catch((reason: unknown) => reason)

    expect(error).to.be.instanceOf(RangeError)
  })
})

describe('a signing request', () => {
  it('names the hosts and the organisation, and is signed with the key that comes with it', async () => {
    const { request, privateKey } = await createSigningRequest(
      ['connector.example.com', 'backup.example.com'],
      'Example Ltd.',
    )
    const read = forge.pki.certificationRequestFromPem(request)

    const requestedKey = forge.pki.publicKeyToPem(read.publicKey ?? expect.fail('no key'))
    const ownKey = createPublicKey(privateKey).export({ type: 'spki', format: 'pem' })

    expect(read.verify()).to.equal(true)
    expect(requestedKey.replaceAll('\r', '')).to.equal(ownKey)
    expect(read.subject.getField('CN')).to.have.property('value', 'connector.example.com')
    expect(read.subject.getField('O')).to.have.property('value', 'Example Ltd.')
    expect(read.getAttribute({ name: 'extensionRequest' }))
      .to.have.nested.property('extensions[0].altNames')
      .that.deep.equals([
        { type: 2, value: 'connector.example.com' },
        { type: 2, value: 'backup.example.com' },
      ])
  })
})
