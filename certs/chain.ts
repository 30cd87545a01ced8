import type { X509Certificate } from 'node:crypto'

/** Whether `issuer` signed `certificate`: the names fit and so does the signature. */
export function isIssuedBy(certificate: X509Certificate, issuer: X509Certificate): boolean {
  return certificate.checkIssued(issuer) && certificate.verify(issuer.publicKey)
}

/** Whether the certificate vouches for itself, as root certificates do. */
export function isSelfSigned(certificate: X509Certificate): boolean {
  return isIssuedBy(certificate, certificate)
}

/**
 * The chain as TLS wants it: each certificate followed by the one that signed it.
 * @param first The server's certificate.
 * @param others Where issuers are looked for, in any order; what does not belong to the chain is left out.
 */
export function orderChain(first: X509Certificate, others: readonly X509Certificate[]): X509Certificate[] {
  const chain = [first]
  let last = first
  while (!isSelfSigned(last)) {
    const issuer = others.find((other) => isIssuedBy(last, other) && !chain.includes(other))
    if (!issuer) break
    chain.push(issuer)
    last = issuer
  }
  return chain
}
