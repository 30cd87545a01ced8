import {
  constants,
  createPrivateKey,
  createPublicKey,
  generateKeyPairSync,
  type KeyObject,
  sign,
} from 'node:crypto'
import {
  createDevelopmentCa,
  type IssuedCertificate,
  issueClientCertificate,
} from '../../certs/development-ca.ts'
import type { EssTrust } from '../../certs/ess-trust.ts'
import { certificatesIn } from '../../certs/pem.ts'

export const WEBHOOK_NAME = 'webhook.api.concursolutions.com'

/** A caller that is Concur to those who trust what it gives. */
export interface ConcurCaller {
  readonly ca: IssuedCertificate
  readonly certificate: IssuedCertificate
  /** Of `events-key`, PEM. */
  readonly publicKey: string
  /** Knows the key `events-key` and the authority. */
  readonly trust: EssTrust
  /** The header of an event, as the key `events-key` signs it. */
  sign(body: Uint8Array): string
  /** The same by the key of the certificate, which is another here. */
  signByCertificate(body: Uint8Array): string
}

/** Makes keys and certificates anew. */
export async function concurCaller(now: Date): Promise<ConcurCaller> {
  const ca = await createDevelopmentCa(now)
  const certificate = await issueClientCertificate(ca, WEBHOOK_NAME, now)
  const keys = generateKeyPairSync('rsa', { modulusLength: 2048 })
  const publicKey = createPublicKey(keys.privateKey)
  return {
    ca,
    certificate,
    publicKey: publicKey.export({ type: 'spki', format: 'pem' }).toString(),
    trust: {
      keys: [{ name: 'events-key', key: publicKey }],
      authorities: certificatesIn(ca.certificate),
      intermediates: [],
    },
    sign: (body) => signed(body, keys.privateKey),
    signByCertificate: (body) => signed(body, createPrivateKey(certificate.privateKey)),
  }
}

/** As SAP's sample receiver verifies it: RSA-PSS with the longest salt. */
function signed(body: Uint8Array, key: KeyObject): string {
  const padding = constants.RSA_PKCS1_PSS_PADDING
  const saltLength = constants.RSA_PSS_SALTLEN_MAX_SIGN
  return sign('sha256', body, { key, padding, saltLength }).toString('base64')
}
