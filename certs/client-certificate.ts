import type { X509Certificate } from 'node:crypto'
import { createRequire } from 'node:module'
import { isIssuedBy } from './chain.ts'
import { type Refusal, refusal } from './refusal.ts'

/** What is loaded only where it is needed: node-forge takes 10 MB. */
const require = createRequire(import.meta.url)

/** Whom a client certificate must be for and who may have signed it. */
export interface ClientCertificateRules {
  /** Compared with the common name and the alternative names; no wildcards. */
  readonly name: string
  /** Those that are trusted. */
  readonly authorities: readonly X509Certificate[]
  /** Where the authorities between are looked for, beside those that the client sent; not trusted. */
  readonly intermediates: readonly X509Certificate[]
  readonly now: Date
}

/** A certificate that is what it should be, or why it is not. */
export type ClientCertificateVerdict =
  | {
      readonly ok: true
      readonly certificate: X509Certificate
      /** The authorities between it and a trusted one. */
      readonly issuers: readonly X509Certificate[]
    }
  | Refusal

const CLIENT_PURPOSE = '1.3.6.1.5.5.7.3.2'
const ANY_PURPOSE = '2.5.29.37.0'
/** More than any chain of the public web has; the work for a stranger's chain is bounded. */
const MAX_AUTHORITIES = 8
const SENT_LENGTH = 200

/**
 * Judges the certificate of a client: name, time, purpose, and a path to an authority that is trusted. Here and not by
 * OpenSSL, since it may come in a header, where there is no handshake, and since a resumed session has no more than the
 * first certificate of the chain. Pure, never throws.
 *
 * Stricter than RFC 5280 asks: an authority that is good for certain names only is not followed.
 * @param chain The client's certificate, then others that it sent; untrusted.
 * @see SAP Concur, Event Subscription Service v4, "Client Certificate": recognise it by its name.
 */
export function judgeClientCertificate(
  chain: readonly X509Certificate[],
  rules: ClientCertificateRules,
): ClientCertificateVerdict {
  const [certificate, ...others] = chain
  if (certificate === undefined) {
    return refusal(
      'no certificate',
      'no client certificate came; where something in front ends TLS it must ask for one, and ESS_CLIENT_CERT_HEADER must name the header that it passes it on in',
    )
  }
  try {
    const known = [...others.slice(0, MAX_AUTHORITIES), ...rules.intermediates]
    return endProblem(certificate, rules) ?? follow(certificate, known, rules)
  } catch (error) {
    return refusal('unreadable certificate', `the client certificate cannot be verified: ${String(error)}`)
  }
}

/** What is wrong with the client's certificate by itself; before anything that costs a stranger nothing and us time. */
function endProblem(
  certificate: X509Certificate,
  { name, now }: ClientCertificateRules,
): Refusal | undefined {
  if (certificate.checkHost(name, { subject: 'always', wildcards: false }) === undefined) {
    return refusal('other name', `the client certificate is for ${nameOf(certificate.subject)}, not ${name}`)
  }
  const problem = timeProblem(certificate, now) ?? digestProblem(certificate)
  if (problem !== undefined) return problem
  if (certificate.keyUsage?.includes(CLIENT_PURPOSE) ?? true) return undefined
  return refusal(
    'no client purpose',
    'the client certificate is not for clients: its extended key usage lacks clientAuth; set ESS_AUTH=signature to rely on the signature alone',
  )
}

/** Goes from authority to authority until one is trusted. */
function follow(
  certificate: X509Certificate,
  known: readonly X509Certificate[],
  { authorities, now }: ClientCertificateRules,
): ClientCertificateVerdict {
  const issuers: X509Certificate[] = []
  let last = certificate
  while (issuers.length < MAX_AUTHORITIES) {
    const trusted = bestIssuer(last, authorities, issuers.length, now)
    if (trusted !== undefined) return trusted.problem ?? { ok: true, certificate, issuers }
    const between = bestIssuer(last, known, issuers.length, now)
    if (between === undefined) break
    const problem = between.problem ?? digestProblem(between.issuer)
    if (problem !== undefined) return problem
    issuers.push(between.issuer)
    last = between.issuer
  }
  return refusal(
    'unknown authority',
    `the client certificate leads to ${nameOf(last.issuer)}, which is not trusted; if Concur has changed its authority, add the certificate of that one to the file of ESS_CA_FILE`,
  )
}

/** An authority that signed it; of several with one key, one against which nothing speaks. */
function bestIssuer(
  certificate: X509Certificate,
  candidates: readonly X509Certificate[],
  authoritiesBelow: number,
  now: Date,
): { readonly issuer: X509Certificate; readonly problem: Refusal | undefined } | undefined {
  const judged = candidates
    .filter((one) => isIssuedBy(certificate, one))
    .map((issuer) => ({ issuer, problem: issuerProblem(issuer, authoritiesBelow, now) }))
  return judged.find(({ problem }) => problem === undefined) ?? judged[0]
}

function issuerProblem(issuer: X509Certificate, authoritiesBelow: number, now: Date): Refusal | undefined {
  const time = timeProblem(issuer, now)
  if (time !== undefined) return time
  const purposes = issuer.keyUsage
  if (purposes !== undefined && !purposes.includes(CLIENT_PURPOSE) && !purposes.includes(ANY_PURPOSE)) {
    return refusal(
      'no client purpose',
      `the authority ${nameOf(issuer.subject)} is not for clients: its extended key usage lacks clientAuth; set ESS_AUTH=signature to rely on the signature alone`,
    )
  }
  const { issuerLimits }: typeof import('./issuer-limits.ts') = require('./issuer-limits.ts')
  const limits = issuerLimits(issuer)
  const mayIssue =
    issuer.ca && !limits.hasNameConstraints && authoritiesBelow <= (limits.authoritiesBelow ?? Infinity)
  if (mayIssue) return undefined
  return refusal(
    'unknown authority',
    `${nameOf(issuer.subject)} may not sign this client certificate, or for certain names only`,
  )
}

function timeProblem(certificate: X509Certificate, now: Date): Refusal | undefined {
  const { validFromDate, validToDate } = certificate
  if (validFromDate <= now && now <= validToDate) return undefined
  const [from, to] = [validFromDate, validToDate].map((date) => date.toISOString().slice(0, 10))
  return refusal(
    'not valid now',
    `the certificate of ${nameOf(certificate.subject)} is valid from ${from} to ${to} only; check this machine's clock`,
  )
}

/** A signature that can be forged. Of those that are trusted the signature does not matter. */
function digestProblem(certificate: X509Certificate): Refusal | undefined {
  if (!/md5|sha1(?!\d)/i.test(certificate.signatureAlgorithm ?? '')) return undefined
  return refusal(
    'unknown authority',
    `the certificate of ${nameOf(certificate.subject)} is signed with ${certificate.signatureAlgorithm}, which can be forged`,
  )
}

/** On one line. */
function nameOf(name: string | undefined): string {
  return (name ?? 'nobody').split('\n').join(', ').slice(0, SENT_LENGTH)
}
