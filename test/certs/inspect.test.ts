import { X509Certificate } from 'node:crypto'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect } from 'chai'
import { certificateWarnings } from '../../certs/certificate-warnings.ts'
import { createDevelopmentCa, issueServerCertificate } from '../../certs/development-ca.ts'
import { type ChainFacts, inspectChain } from '../../certs/inspect.ts'
import { readSentence } from '../../server/record/read-sentence.ts'

const read = (name: string) => readFileSync(join(import.meta.dirname, '../fixtures/tls', name), 'utf8')
const certificates = (pem: string) =>
  (pem.match(/-----BEGIN.*?-----END CERTIFICATE-----/gs) ?? []).map((one) => new X509Certificate(one))

const NOW = new Date('2027-06-01T12:00:00Z')
const ROOT = read('chain-root.pem')
const CHAIN = certificates(read('chain.pem'))
const CHAIN_ROOT = certificates(ROOT)

describe('the facts of a certificate chain', () => {
  it('are those of each certificate', async () => {
    const ca = await createDevelopmentCa(NOW)
    const issued = await issueServerCertificate(ca, ['connector.example.com', '192.0.2.7'], NOW)
    const { server, issuers } = inspectChain(certificates(issued.certificate + ca.certificate), { now: NOW })

    expect(server).to.deep.equal({
      subject: 'CN=connector.example.com',
      issuer: 'CN=Concur connector development CA',
      names: ['connector.example.com', '192.0.2.7'],
      validFrom: new Date('2027-05-31T12:00:00Z'),
      validTo: new Date('2028-07-02T12:00:00Z'),
      daysLeft: 397,
      keyType: 'rsa',
      keyBits: 2048,
      isCa: false,
      isSelfSigned: false,
    })
    expect(issuers.map(({ isCa, isSelfSigned }) => ({ isCa, isSelfSigned }))).to.deep.equal([
      { isCa: true, isSelfSigned: true },
    ])
  })

  const SHAPES: Record<string, [X509Certificate[], Pick<ChainFacts, 'isInOrder' | 'leadsTo'>]> = {
    'with the intermediate': [CHAIN, { isInOrder: true, leadsTo: 'public root' }],
    'with intermediate and root': [[...CHAIN, ...CHAIN_ROOT], { isInOrder: true, leadsTo: 'public root' }],
    'without the intermediate': [CHAIN.slice(0, 1), { isInOrder: true, leadsTo: 'missing issuer' }],
    'with the root before the intermediate': [
      [...CHAIN.slice(0, 1), ...CHAIN_ROOT, ...CHAIN.slice(1)],
      { isInOrder: false, leadsTo: 'public root' },
    ],
    'with a certificate too many': [[...CHAIN, ...CHAIN], { isInOrder: false, leadsTo: 'public root' }],
  }
  for (const [name, [chain, facts]] of Object.entries(SHAPES)) {
    it(`say whether it is complete and in order: ${name}`, () => {
      expect(inspectChain(chain, { now: NOW, publicRoots: [ROOT] })).to.include(facts)
    })
  }

  it('tell a root that the public does not know from one that it does', () => {
    expect(inspectChain([...CHAIN, ...CHAIN_ROOT], { now: NOW }).leadsTo).to.equal('private root')
  })

  const HOSTS: Record<string, boolean> = {
    'chain.example.com': true,
    'a.chain.example.com': true,
    'a.b.chain.example.com': false,
    'example.com': false,
    '192.0.2.1': true,
    '192.0.2.2': false,
  }
  for (const [name, isCovered] of Object.entries(HOSTS)) {
    it(`say that the certificate is ${isCovered ? '' : 'not '}good for ${name}`, () => {
      expect(inspectChain(CHAIN, { now: NOW, hostName: name }).host).to.deep.equal({ name, isCovered })
    })
  }

  it('cannot be had of no certificate', () => {
    expect(() => inspectChain([], { now: NOW })).to.throw(RangeError)
  })
})

describe('the warnings about a certificate chain', () => {
  const GOOD = inspectChain(CHAIN, { now: NOW, publicRoots: [ROOT], hostName: 'chain.example.com' })
  const withServer = (changes: Partial<ChainFacts['server']>): ChainFacts => ({
    ...GOOD,
    server: { ...GOOD.server, ...changes },
  })

  it('are none when all is well', () => {
    expect(certificateWarnings(GOOD)).to.deep.equal([])
  })

  const CASES: [facts: ChainFacts, warning: string][] = [
    [
      withServer({ validFrom: new Date('2027-06-02T00:00:00Z') }),
      "The certificate is valid from 2027-06-02 only: check this machine's clock.",
    ],
    [
      withServer({ validTo: new Date('2027-05-31T12:00:00Z'), daysLeft: -1 }),
      'The certificate expired on 2027-05-31: Concur refuses it, install a new one.',
    ],
    [
      withServer({ validTo: new Date('2027-06-30T12:00:00Z'), daysLeft: 29 }),
      'The certificate expires on 2027-06-30, 29 days from now: install a new one before.',
    ],
    [
      withServer({ keyType: 'ec' }),
      'The key is of type ec: the cipher suites that Concur lists need an RSA key of at least 2048 bits.',
    ],
    [
      withServer({ keyBits: 1024 }),
      'The RSA key has 1024 bits: Concur asks for at least 2048, order a certificate for a new key.',
    ],
    [
      { ...GOOD, host: { name: 'other.example.com', isCovered: false } },
      'The certificate is not for other.example.com: it names chain.example.com, *.chain.example.com, 192.0.2.1. ' +
        'Order one for the name that Concur calls.',
    ],
    [
      { ...GOOD, isInOrder: false },
      'The certificates are out of order: put the server certificate first, then each one that signed the one before.',
    ],
    [
      { ...GOOD, leadsTo: 'missing issuer' },
      'The chain is incomplete: append the intermediate certificate of CN=Test Intermediate to the certificate file.',
    ],
    [
      { ...GOOD, leadsTo: 'private root' },
      'The certificate is signed by a private authority: Concur refuses it, order one from a public certificate ' +
        'authority.',
    ],
    [
      { ...withServer({ isSelfSigned: true }), leadsTo: 'private root' },
      'The certificate is self-signed: Concur refuses it, order one from a public certificate authority.',
    ],
  ]
  for (const [facts, warning] of CASES) {
    it(`say: ${warning}`, () => {
      expect(certificateWarnings(facts)).to.deep.equal([warning])
      // Pages say it in the language of their reader.
      expect(readSentence(warning)).to.be.an('object')
    })
  }

  it('come all at once', () => {
    const facts = { ...withServer({ keyType: 'ec' }), isInOrder: false }

    expect(certificateWarnings(facts)).to.have.length(2)
  })

  it('are silent on a certificate with thirty days left', () => {
    expect(certificateWarnings(withServer({ daysLeft: 30 }))).to.deep.equal([])
  })
})
