import type { X509Certificate } from 'node:crypto'
import type { IncomingMessage } from 'node:http'
import { TLSSocket } from 'node:tls'
import { type ClientCertificateVerdict, judgeClientCertificate } from '../../certs/client-certificate.ts'
import { readSignature, type SigningKey, verifySignature } from '../../certs/concur-signature.ts'
import type { EssTrust } from '../../certs/ess-trust.ts'
import { certificatesInHeader } from '../../certs/header-certificate.ts'
import { type Refusal, refusal } from '../../certs/refusal.ts'
import type { Log } from '../../server/log.ts'

/** What a caller must show, and what it is compared with. */
export interface AuthenticateDeps {
  readonly auth: 'both' | 'certificate' | 'signature' | 'either'
  readonly trust: () => EssTrust
  /** In lower case; where a trusted proxy puts the client's certificate. Absent: the certificate of the connection. */
  readonly certificateHeader?: string | undefined
  readonly log: Log
  readonly now: () => Date
}

/** The caller is Concur. */
interface Authenticated {
  readonly ok: true
  /** The name of the key that the signature was verified with; absent where none was asked for. */
  readonly signedWith?: string
}

/**
 * Authenticates a caller as far as that goes before its body is read.
 * @returns A refusal, or what verifies the body: only then is it certain that Concur sent it.
 */
export type Authenticate = (
  req: IncomingMessage,
) => Refusal | { readonly ok: true; readonly verify: (body: Uint8Array) => Authenticated | Refusal }

/** Certificates read from one connection: the client's own and at most 8 issuers, the limit of `judgeClientCertificate`. */
const MAX_CHAIN = 9
/** Certificates of callers whose issuers are remembered; Concur has one or two at a time. */
const MAX_REMEMBERED = 16

/**
 * Authenticates the Event Subscription Service: by its client certificate, by the signature of the event, by
 * both or by either. The key of a certificate that is right verifies signatures, too: Concur signs with it.
 * @see SAP Concur, Event Subscription Service v4, "Client Certificate" and "Digital Signature".
 */
export function authenticateConcur({
  auth,
  trust,
  certificateHeader,
  log,
  now,
}: AuthenticateDeps): Authenticate {
  /** Issuers by the fingerprint of the certificate that came with them: a resumed TLS connection brings none. */
  const remembered = new Map<string, readonly X509Certificate[]>()

  function judgeCertificate(req: IncomingMessage): ClientCertificateVerdict {
    const chain =
      certificateHeader === undefined ? chainOf(req) : chainInHeader(req.headers[certificateHeader])
    if (chain === undefined) {
      return refusal(
        'unreadable certificate',
        `the header ${certificateHeader} holds no certificate that can be read, or came twice`,
      )
    }
    const { authorities, intermediates } = trust()
    const verdict = judgeClientCertificate(chain, {
      name: 'webhook.api.concursolutions.com',
      authorities,
      intermediates: [...intermediates, ...Array.from(remembered.values()).flat()],
      now: now(),
    })
    if (verdict.ok) remember(verdict.certificate, verdict.issuers)
    return verdict
  }

  function remember(certificate: X509Certificate, issuers: readonly X509Certificate[]): void {
    const { fingerprint256, validToDate, issuer } = certificate
    if (remembered.has(fingerprint256)) return
    const [oldest] = remembered.keys()
    if (oldest !== undefined && remembered.size === MAX_REMEMBERED) remembered.delete(oldest)
    remembered.set(fingerprint256, issuers)
    log.info('ess-certificate.accepted', { validTo: validToDate, issuer: issuer.split('\n').join(', ') })
  }

  return (req) => {
    // A certificate is worth a look even where none is asked for: its key may have signed.
    const certificate = judgeCertificate(req)
    if (!certificate.ok && (auth === 'certificate' || auth === 'both')) return certificate
    if (certificate.ok && (auth === 'certificate' || auth === 'either')) {
      return { ok: true, verify: () => ({ ok: true }) }
    }
    const read = readSignature(req.headersDistinct['concur-signature']?.join())
    if (!read.ok) return read
    const keys = [...trust().keys, ...(certificate.ok ? keyOf(certificate.certificate) : [])]
    return { ok: true, verify: (body) => verifySignature(body, read.signature, keys) }
  }
}

function chainInHeader(value: string | string[] | undefined): readonly X509Certificate[] | undefined {
  if (value === undefined || value === '') return []
  return typeof value === 'string' ? certificatesInHeader(value) : undefined
}

/** The certificate that the client showed, and those that it sent with it. */
function chainOf({ socket }: IncomingMessage): readonly X509Certificate[] {
  const chain: X509Certificate[] = []
  let next = socket instanceof TLSSocket ? socket.getPeerX509Certificate() : undefined
  while (next !== undefined && chain.length < MAX_CHAIN) {
    chain.push(next)
    next = next.issuerCertificate
  }
  return chain
}

function keyOf({ publicKey }: X509Certificate): readonly SigningKey[] {
  return publicKey.asymmetricKeyType === 'rsa' ? [{ name: 'client certificate', key: publicKey }] : []
}
