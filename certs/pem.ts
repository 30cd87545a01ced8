import { X509Certificate } from 'node:crypto'

/**
 * The certificates in a PEM text, in order; whatever else stands there is passed over.
 * @throws {Error} If one of them is damaged.
 */
export function certificatesIn(pem: string): X509Certificate[] {
  const blocks = pem.match(/-----BEGIN CERTIFICATE-----.*?-----END CERTIFICATE-----/gs)
  return (blocks ?? []).map((block) => new X509Certificate(block))
}
