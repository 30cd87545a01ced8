import { createPublicKey } from 'node:crypto'
import { createDevelopmentCa, issueClientCertificate } from '../../../certs/development-ca.ts'

/** What the Event Subscription Service proves itself with; all PEM. */
export interface EventIdentity {
  /** Of the authority that signed the client certificate. */
  readonly caCertificate: string
  readonly certificate: string
  /** Of the certificate, and of the signatures: as Concur has it. */
  readonly privateKey: string
  readonly publicKey: string
}

/** A new authority, a new certificate with Concur's name, a new key: takes some tenths of a second. */
export async function createEventIdentity(now: Date): Promise<EventIdentity> {
  const ca = await createDevelopmentCa(now)
  const { certificate, privateKey } = await issueClientCertificate(ca, 'webhook.api.concursolutions.com', now)
  const publicKey = createPublicKey(privateKey).export({ type: 'spki', format: 'pem' })
  return { caCertificate: ca.certificate, certificate, privateKey, publicKey: String(publicKey) }
}
