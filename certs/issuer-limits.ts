import type { X509Certificate } from 'node:crypto'
import forge from 'node-forge'

/** What the certificate of an authority says of those below it, and `node:crypto` does not tell. */
export interface IssuerLimits {
  /** How many authorities may stand between it and the end of the chain; absent: any number. */
  readonly authoritiesBelow?: number
  /** Whether it is good for certain names only. */
  readonly hasNameConstraints: boolean
}

const { INTEGER, OCTETSTRING, OID } = forge.asn1.Type
const BASIC_CONSTRAINTS = '2.5.29.19'
const NAME_CONSTRAINTS = '2.5.29.30'
/** Their tag is 3, which forge calls by the general type of that number. */
const EXTENSIONS = forge.asn1.Type.BITSTRING

/**
 * Reads the limits of an authority.
 * @throws {Error} If the certificate is not DER as OpenSSL and forge both understand it.
 * @see RFC 5280, sections 4.1, 4.2.1.9 and 4.2.1.10.
 */
export function issuerLimits(certificate: X509Certificate): IssuerLimits {
  const extensions = new Map(extensionsOf(certificate).map((one) => [idOf(one), one]))
  const basic = extensions.get(BASIC_CONSTRAINTS)
  const below = basic && children(contentOf(basic)).find(({ type }) => type === INTEGER)
  return {
    hasNameConstraints: extensions.has(NAME_CONSTRAINTS),
    ...(below !== undefined && { authoritiesBelow: forge.asn1.derToInteger(bytesOf(below)) }),
  }
}

function extensionsOf(certificate: X509Certificate): readonly forge.asn1.Asn1[] {
  const [toBeSigned] = children(forge.asn1.fromDer(certificate.raw.toString('latin1')))
  const tagged = children(toBeSigned).find(
    ({ tagClass, type }) => tagClass === forge.asn1.Class.CONTEXT_SPECIFIC && type === EXTENSIONS,
  )
  return children(children(tagged)[0])
}

/** An extension is an identifier, perhaps whether it is critical, and its content, which is DER itself. */
function idOf(extension: forge.asn1.Asn1): string {
  const id = children(extension).find(({ type }) => type === OID)
  return id === undefined ? '' : forge.asn1.derToOid(bytesOf(id))
}

function contentOf(extension: forge.asn1.Asn1): forge.asn1.Asn1 | undefined {
  const content = children(extension).find(({ type }) => type === OCTETSTRING)
  return content && forge.asn1.fromDer(bytesOf(content))
}

function children(node: forge.asn1.Asn1 | undefined): readonly forge.asn1.Asn1[] {
  return node === undefined || typeof node.value === 'string' ? [] : node.value
}

function bytesOf(node: forge.asn1.Asn1): string {
  return typeof node.value === 'string' ? node.value : ''
}
