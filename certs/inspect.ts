import { X509Certificate } from 'node:crypto'
import { isIP } from 'node:net'
import { rootCertificates } from 'node:tls'
import { isIssuedBy, isSelfSigned, orderChain } from './chain.ts'

/** What an administrator wants to know of one certificate. */
interface CertificateFacts {
  /** On one line, such as `C=US, O=Example, CN=connector.example.com`. */
  readonly subject: string
  readonly issuer: string
  /** The host names and IP addresses that it is good for. */
  readonly names: readonly string[]
  readonly validFrom: Date
  readonly validTo: Date
  /** Whole days until it runs out; negative when it has. */
  readonly daysLeft: number
  /** As Node calls it: `rsa`, `ec`, `ed25519`. */
  readonly keyType: string
  /** Length of an RSA key; absent for other types. */
  readonly keyBits?: number
  readonly isCa: boolean
  readonly isSelfSigned: boolean
}

/** What an administrator wants to know of the certificates that a server presents. */
export interface ChainFacts {
  readonly inspectedAt: Date
  readonly server: CertificateFacts
  /** What follows the server's certificate, as it was found. */
  readonly issuers: readonly CertificateFacts[]
  /** Whether each certificate is followed by the one that signed it, and nothing else is there. */
  readonly isInOrder: boolean
  /** Where the signatures lead: to a root that the public knows, to one that it does not, or nowhere. */
  readonly leadsTo: 'public root' | 'private root' | 'missing issuer'
  /** The host that was asked about, and whether the certificate is good for it; absent when none was. */
  readonly host?: { readonly name: string; readonly isCovered: boolean }
}

/** What to look at, beside the certificates. */
export interface InspectOptions {
  readonly now: Date
  /** Name or IP address under which Concur will call. */
  readonly hostName?: string | undefined
  /** PEM; the roots that the public knows, by default those that come with Node. */
  readonly publicRoots?: readonly string[]
}

/**
 * Reads the facts of a certificate chain, the server's certificate first. Pure; trusts nothing and judges nothing.
 * @throws {RangeError} If the chain is empty: a bug in the caller.
 */
export function inspectChain(chain: readonly X509Certificate[], options: InspectOptions): ChainFacts {
  const [server, ...others] = chain
  if (!server) throw new RangeError('a certificate chain has at least one certificate')
  const ordered = orderChain(server, others)
  return {
    inspectedAt: options.now,
    server: inspectCertificate(server, options.now),
    issuers: others.map((certificate) => inspectCertificate(certificate, options.now)),
    isInOrder: chain.length === ordered.length && chain.every((one, place) => one === ordered[place]),
    leadsTo: leadsTo(ordered.at(-1) ?? server, options.publicRoots ?? rootCertificates),
    ...(options.hostName !== undefined && { host: coverage(server, options.hostName) }),
  }
}

function inspectCertificate(certificate: X509Certificate, now: Date): CertificateFacts {
  const keyBits = certificate.publicKey.asymmetricKeyDetails?.modulusLength
  return {
    subject: oneLine(certificate.subject),
    issuer: oneLine(certificate.issuer),
    names: namesOf(certificate),
    validFrom: certificate.validFromDate,
    validTo: certificate.validToDate,
    daysLeft: Math.floor((certificate.validToDate.getTime() - now.getTime()) / 86_400_000),
    keyType: certificate.publicKey.asymmetricKeyType ?? 'unknown',
    ...(keyBits !== undefined && { keyBits }),
    isCa: certificate.ca,
    isSelfSigned: isSelfSigned(certificate),
  }
}

/** Node writes a name over several lines; OpenSSL's own order is kept. */
function oneLine(name: string | undefined): string {
  return (name ?? '').split('\n').join(', ')
}

/** Node writes `DNS:a.example, IP Address:192.0.2.1`. */
function namesOf(certificate: X509Certificate): string[] {
  const written = certificate.subjectAltName?.split(', ') ?? []
  return written
    .filter((name) => name.startsWith('DNS:') || name.startsWith('IP Address:'))
    .map((name) => name.slice(name.indexOf(':') + 1))
}

function leadsTo(last: X509Certificate, publicRoots: readonly string[]): ChainFacts['leadsTo'] {
  const roots = publicRoots.map((pem) => new X509Certificate(pem))
  if (roots.some((root) => root.fingerprint256 === last.fingerprint256)) return 'public root'
  if (isSelfSigned(last)) return 'private root'
  return roots.some((root) => isIssuedBy(last, root)) ? 'public root' : 'missing issuer'
}

function coverage(certificate: X509Certificate, name: string): { name: string; isCovered: boolean } {
  // Clients no longer look at the common name.
  const match =
    isIP(name) === 0 ? certificate.checkHost(name, { subject: 'never' }) : certificate.checkIP(name)
  return { name, isCovered: match !== undefined }
}
