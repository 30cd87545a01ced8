import { X509Certificate } from 'node:crypto'
import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { getCACertificates } from 'node:tls'
import { expect } from 'chai'
import { type ClientCertificateRules, judgeClientCertificate } from '../../certs/client-certificate.ts'
import {
  createDevelopmentCa,
  type IssuedCertificate,
  issueClientCertificate,
  issueServerCertificate,
} from '../../certs/development-ca.ts'
import { certificatesIn } from '../../certs/pem.ts'
import { useOpenssl } from './openssl.ts'

const NAME = 'webhook.api.concursolutions.com'
const NOW = new Date('2026-08-01T12:00:00Z')
const SHIPPED = join(import.meta.dirname, '../../certs/ess')

function judge(pems: readonly string[], rules: Partial<ClientCertificateRules> = {}): string {
  const verdict = judgeClientCertificate(pems.flatMap(certificatesIn), {
    name: NAME,
    authorities: [],
    intermediates: [],
    now: NOW,
    ...rules,
  })
  return verdict.ok ? 'right' : `${verdict.reason}: ${verdict.text}`
}

describe('the client certificate', () => {
  describe("that is Concur's own", () => {
    const authorities = getCACertificates('bundled').map((pem) => new X509Certificate(pem))
    let current: string
    let intermediate: string

    before(async () => {
      current = await readFile(join(SHIPPED, 'keys/from-2025-10-22.pem'), 'utf8')
      intermediate = await readFile(
        join(SHIPPED, 'intermediates/digicert-global-g2-tls-rsa-sha256-2020-ca1.pem'),
        'utf8',
      )
    })

    it('is right with the chain that comes with it', () => {
      expect(judge([current, intermediate], { authorities })).to.equal('right')
    })

    it('is right by itself, as some proxies pass it on', () => {
      expect(judge([current], { authorities, intermediates: certificatesIn(intermediate) })).to.equal('right')
    })

    it('is right where the authority that signed it is the one of ESS_CA_FILE', () => {
      expect(judge([current], { authorities: certificatesIn(intermediate) })).to.equal('right')
    })

    it('is not trusted without the authority between', () => {
      expect(judge([current], { authorities })).to.match(
        /^unknown authority: .*DigiCert Global G2 TLS RSA SHA256 2020 CA1.*ESS_CA_FILE$/,
      )
    })

    it('is not right after its end', () => {
      const now = new Date('2026-09-29T00:00:00Z')

      expect(judge([current, intermediate], { authorities, now })).to.match(
        /^not valid now: .*from 2025-09-29 to 2026-09-28 only/,
      )
    })
  })

  describe('of an authority that we run', () => {
    let ca: IssuedCertificate
    let other: IssuedCertificate
    let right: IssuedCertificate

    before(async () => {
      ca = await createDevelopmentCa(NOW)
      other = await createDevelopmentCa(NOW)
      right = await issueClientCertificate(ca, NAME, NOW)
    })
    const trust = (now = NOW) => ({ authorities: certificatesIn(ca.certificate), now })

    it('is right', () => {
      expect(judge([right.certificate], trust())).to.equal('right')
    })

    it('is right with others that have nothing to do with it', () => {
      expect(judge([right.certificate, other.certificate], trust())).to.equal('right')
    })

    it('is refused when there is none', () => {
      expect(judge([], trust())).to.match(/^no certificate: .*ESS_CLIENT_CERT_HEADER/)
    })

    it('is refused for another name', async () => {
      for (const name of ['webhook.example.com', 'api.concursolutions.com', '*.api.concursolutions.com']) {
        const { certificate } = await issueClientCertificate(ca, name, NOW)

        expect(judge([certificate], trust())).to.equal(
          `other name: the client certificate is for CN=${name}, not ${NAME}`,
        )
      }
    })

    it('is refused without the purpose clientAuth, and says what to set', async () => {
      const { certificate } = await issueServerCertificate(ca, [NAME], NOW)

      expect(judge([certificate], trust())).to.equal(
        'no client purpose: the client certificate is not for clients: its extended key usage lacks clientAuth; set ESS_AUTH=signature to rely on the signature alone',
      )
    })

    it('is refused from another authority of the same name', async () => {
      const { certificate } = await issueClientCertificate(other, NAME, NOW)

      expect(judge([certificate], trust())).to.match(/^unknown authority: /)
      expect(judge([certificate, other.certificate], trust())).to.match(/^unknown authority: /)
    })

    it('is refused before its time and after, to the second', () => {
      const { validFromDate, validToDate } = new X509Certificate(right.certificate)

      expect(judge([right.certificate], trust(secondsAfter(validFromDate, -1)))).to.match(/^not valid now: /)
      expect(judge([right.certificate], trust(validFromDate))).to.equal('right')
      expect(judge([right.certificate], trust(validToDate))).to.equal('right')
      expect(judge([right.certificate], trust(secondsAfter(validToDate, 1)))).to.match(/^not valid now: /)
    })
  })

  describe('whose chain was made by openssl', () => {
    const LEAF = [
      'basicConstraints=critical,CA:FALSE',
      'extendedKeyUsage=clientAuth',
      `subjectAltName=DNS:${NAME}`,
    ]
    const CA = ['basicConstraints=critical,CA:TRUE', 'keyUsage=critical,keyCertSign']
    let root: string
    let now: Date

    const openssl = useOpenssl(async () => {
      root = await openssl.certificate('root', '/CN=Root', CA)
      // An hour later, so that all that is made from now on has begun.
      now = new Date(new X509Certificate(root).validFromDate.getTime() + 3_600_000)
    })

    const leafOf = (issuer: string, more: readonly string[] = []) =>
      openssl.certificate('leaf', '/CN=Concur', LEAF, issuer, more)
    const trusting = (...pems: readonly string[]) => ({ authorities: pems.flatMap(certificatesIn), now })

    it('is right through two authorities, in any order', async () => {
      const first = await openssl.certificate('first', '/CN=First', CA, 'root')
      const second = await openssl.certificate('second', '/CN=Second', CA, 'first')
      const leaf = await leafOf('second')

      expect(judge([leaf, second, first], trusting(root))).to.equal('right')
      expect(judge([leaf, first, second, root], trusting(root))).to.equal('right')
      expect(judge([leaf, second], trusting(root))).to.match(/^unknown authority: .*CN=First/)
    })

    it('is refused when it signed itself', async () => {
      const itself = await openssl.certificate('itself', `/CN=${NAME}`, LEAF)
      const asCa = await openssl.certificate('as-ca', `/CN=${NAME}`, CA)

      expect(judge([itself], trusting(root))).to.match(/^unknown authority: /)
      expect(judge([asCa, asCa], trusting(root))).to.match(/^unknown authority: /)
    })

    it('is refused when what signed it is no authority', async () => {
      const middle = await openssl.certificate('middle', '/CN=Middle', ['basicConstraints=CA:FALSE'], 'root')
      const leaf = await leafOf('middle')

      expect(judge([leaf, middle], trusting(root))).to.match(/^unknown authority: .*CN=Middle may not sign/)
    })

    it('is refused when an authority may not have others below', async () => {
      const first = await openssl.certificate(
        'first',
        '/CN=First',
        ['basicConstraints=critical,CA:TRUE,pathlen:0'],
        'root',
      )
      const second = await openssl.certificate('second', '/CN=Second', CA, 'first')

      expect(judge([await leafOf('first'), first], trusting(root))).to.equal('right')
      expect(judge([await leafOf('second'), second, first], trusting(root))).to.match(
        /^unknown authority: CN=First may not sign/,
      )
    })

    it('is refused from an authority for certain names only', async () => {
      const limited = await openssl.certificate(
        'limited',
        '/CN=Limited',
        [...CA, 'nameConstraints=critical,permitted;DNS:example.com'],
        'root',
      )

      expect(judge([await leafOf('limited'), limited], trusting(root))).to.match(
        /^unknown authority: CN=Limited may not sign/,
      )
    })

    it('is refused from an authority for servers only, and says what to set', async () => {
      const servers = await openssl.certificate(
        'servers',
        '/CN=Servers',
        [...CA, 'extendedKeyUsage=serverAuth'],
        'root',
      )

      expect(judge([await leafOf('servers'), servers], trusting(root))).to.match(
        /^no client purpose: the authority CN=Servers .*ESS_AUTH=signature/,
      )
    })

    it('is refused from an authority whose time is over', async () => {
      const over = await openssl.certificate('over', '/CN=Over', CA, 'root', ['-days', '1'])
      const leaf = await leafOf('over')
      const later = new Date(now.getTime() + 3 * 86_400_000)

      expect(judge([leaf, over], trusting(root))).to.equal('right')
      expect(judge([leaf, over], { ...trusting(root), now: later })).to.match(/^not valid now: .*CN=Over/)
    })

    it('is refused with a signature that can be forged', async () => {
      const forgeable = await openssl.certificate('forgeable', '/CN=Forgeable', CA, 'root', ['-sha1'])

      expect(judge([await leafOf('root', ['-sha1'])], trusting(root))).to.match(
        /^unknown authority: .*can be forged/,
      )
      expect(judge([await leafOf('forgeable'), forgeable], trusting(root))).to.match(
        /^unknown authority: .*CN=Forgeable.*can be forged/,
      )
    })

    it('is refused with an alternative name of another kind', async () => {
      const leaf = await openssl.certificate(
        'leaf',
        '/CN=Somebody',
        ['extendedKeyUsage=clientAuth', `subjectAltName=email:concur@${NAME},URI:https://${NAME}`],
        'root',
      )

      expect(judge([leaf], trusting(root))).to.match(/^other name: /)
    })
  })
})

function secondsAfter(date: Date, seconds: number): Date {
  return new Date(date.getTime() + seconds * 1000)
}
