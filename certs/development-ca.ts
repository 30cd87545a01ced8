import { generateKeyPair, randomBytes } from 'node:crypto'
import { isIP } from 'node:net'
import { promisify } from 'node:util'
import forge from 'node-forge'

/** A certificate and its private key, both PEM. */
export interface IssuedCertificate {
  readonly certificate: string
  /** Not encrypted: a secret, also of a certificate authority that is only for development. */
  readonly privateKey: string
}

/** What goes to a certificate authority, and what stays here. */
export interface SigningRequest {
  /** PEM, PKCS#10: send this. */
  readonly request: string
  /** PEM, not encrypted: becomes `TLS_KEY_FILE`. */
  readonly privateKey: string
}

/** Certificates count from yesterday, since clocks differ. */
const BACKDATED_DAYS = -1
const CA_DAYS = 3650
/** Longer than this, and clients of today refuse a server certificate. */
const SERVER_DAYS = 397

/**
 * A certificate authority for the demo, tests and a bench without the internet. Concur refuses what it signs.
 * @param now Its certificate is valid for ten years from then.
 */
export async function createDevelopmentCa(now: Date): Promise<IssuedCertificate> {
  const keys = await rsaKeys()
  const name = [{ name: 'commonName', value: 'Concur connector development CA' }]
  const certificate = draft(keys.publicKey, now, CA_DAYS)
  certificate.setSubject(name)
  certificate.setIssuer(name)
  certificate.setExtensions([
    { name: 'basicConstraints', cA: true, critical: true },
    { name: 'keyUsage', keyCertSign: true, cRLSign: true, critical: true },
    { name: 'subjectKeyIdentifier' },
  ])
  certificate.sign(keys.privateKey, forge.md.sha256.create())
  return { certificate: forge.pki.certificateToPem(certificate), privateKey: keys.privateKeyPem }
}

/**
 * A server certificate, valid for 397 days.
 * @param ca From {@link createDevelopmentCa}.
 * @param names Host names and IP addresses; the first is the common name too.
 * @throws {RangeError} If there is no name.
 */
export function issueServerCertificate(
  ca: IssuedCertificate,
  names: readonly string[],
  now: Date,
): Promise<IssuedCertificate> {
  return issue(ca, names, now, { serverAuth: true })
}

/** A certificate for both ends of a connection, as Concur calls webhooks with; otherwise like the one of a server. */
export function issueClientCertificate(
  ca: IssuedCertificate,
  name: string,
  now: Date,
): Promise<IssuedCertificate> {
  return issue(ca, [name], now, { serverAuth: true, clientAuth: true })
}

async function issue(
  ca: IssuedCertificate,
  names: readonly string[],
  now: Date,
  purposes: Readonly<Record<string, true>>,
): Promise<IssuedCertificate> {
  const issuer = forge.pki.certificateFromPem(ca.certificate)
  const keys = await rsaKeys()
  const certificate = draft(keys.publicKey, now, SERVER_DAYS)
  certificate.setSubject([{ name: 'commonName', value: firstOf(names) }])
  certificate.setIssuer(issuer.subject.attributes)
  certificate.setExtensions([
    { name: 'basicConstraints', cA: false, critical: true },
    { name: 'keyUsage', digitalSignature: true, keyEncipherment: true, critical: true },
    { name: 'extKeyUsage', ...purposes },
    { name: 'subjectKeyIdentifier' },
    { name: 'authorityKeyIdentifier', keyIdentifier: issuer.generateSubjectKeyIdentifier().getBytes() },
    { name: 'subjectAltName', altNames: names.map(alternativeName) },
  ])
  certificate.sign(forge.pki.privateKeyFromPem(ca.privateKey), forge.md.sha256.create())
  return { certificate: forge.pki.certificateToPem(certificate), privateKey: keys.privateKeyPem }
}

/**
 * A new RSA key of 2048 bits and the request for a certificate that a public certificate authority signs.
 * @param names As for {@link issueServerCertificate}.
 * @param organisation The company's registered name.
 * @throws {RangeError} If there is no name.
 */
export async function createSigningRequest(
  names: readonly string[],
  organisation: string,
): Promise<SigningRequest> {
  const keys = await rsaKeys()
  const request = forge.pki.createCertificationRequest()
  request.publicKey = keys.publicKey
  request.setSubject([
    { name: 'commonName', value: firstOf(names) },
    { name: 'organizationName', value: organisation },
  ])
  const alternativeNames = { name: 'subjectAltName', altNames: names.map(alternativeName) }
  request.setAttributes([{ name: 'extensionRequest', extensions: [alternativeNames] }])
  request.sign(keys.privateKey, forge.md.sha256.create())
  return { request: forge.pki.certificationRequestToPem(request), privateKey: keys.privateKeyPem }
}

/** By Node, which takes milliseconds where forge takes seconds. */
async function rsaKeys(): Promise<forge.pki.rsa.KeyPair & { privateKeyPem: string }> {
  const pem = await promisify(generateKeyPair)('rsa', {
    modulusLength: 2048,
    publicKeyEncoding: { type: 'spki', format: 'pem' },
    privateKeyEncoding: { type: 'pkcs8', format: 'pem' },
  })
  return {
    publicKey: forge.pki.publicKeyFromPem(pem.publicKey),
    privateKey: forge.pki.privateKeyFromPem(pem.privateKey),
    privateKeyPem: pem.privateKey,
  }
}

function draft(publicKey: forge.pki.rsa.PublicKey, now: Date, days: number): forge.pki.Certificate {
  const certificate = forge.pki.createCertificate()
  certificate.publicKey = publicKey
  // Positive, and without a leading zero, which DER forbids.
  certificate.serialNumber = `4${randomBytes(16).toString('hex').slice(1)}`
  certificate.validity.notBefore = daysAfter(now, BACKDATED_DAYS)
  certificate.validity.notAfter = daysAfter(now, days)
  return certificate
}

function daysAfter(start: Date, days: number): Date {
  return new Date(start.getTime() + days * 86_400_000)
}

/** Types of a GeneralName, RFC 5280 section 4.2.1.6. */
function alternativeName(name: string): { type: 2; value: string } | { type: 7; ip: string } {
  return isIP(name) === 0 ? { type: 2, value: name } : { type: 7, ip: name }
}

function firstOf(names: readonly string[]): string {
  const [first] = names
  if (first === undefined) throw new RangeError('a certificate needs at least one name')
  return first
}
