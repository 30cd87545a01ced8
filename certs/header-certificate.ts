import { X509Certificate } from 'node:crypto'
import { certificatesIn } from './pem.ts'

/**
 * The certificates in the header that a proxy passes a client's on in, first the client's; the form is told by its
 * content: PEM that is escaped as in URLs (nginx's `$ssl_client_escaped_cert`; AWS ALB, which leaves `+` as it is), or
 * DER in base64 (IIS with ARR, the ASP.NET Core Module, HAProxy).
 * @param value Untrusted.
 * @returns `undefined` if it holds none that can be read.
 */
export function certificatesInHeader(value: string): readonly X509Certificate[] | undefined {
  try {
    const found = /^[A-Za-z0-9+/]+={0,2}$/.test(value)
      ? [new X509Certificate(Buffer.from(value, 'base64'))]
      : certificatesIn(decodeURIComponent(value))
    return found.length > 0 ? found : undefined
  } catch {
    return undefined
  }
}
