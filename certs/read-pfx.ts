import { X509Certificate } from 'node:crypto'
import forge from 'node-forge'

/** The key and every certificate of a PFX, or why they cannot be had. */
export type PfxResult =
  | { readonly ok: true; readonly key: string; readonly certificates: readonly X509Certificate[] }
  | { readonly ok: false; readonly problem: 'wrong passphrase' | 'no key' | 'unreadable' }

/**
 * Reads a PFX (PKCS#12). With node-forge, since the OpenSSL 3 in Node refuses the RC2-40 and 3DES of older ones, and
 * since Node gives no way to look at the certificates in one.
 * @param passphrase Empty for a file without.
 * @returns The first private key, as PEM without encryption, and the certificates in the order of the file.
 */
export function readPfx(pfx: Buffer, passphrase: string): PfxResult {
  try {
    const bags = forge.pkcs12
      .pkcs12FromAsn1(forge.asn1.fromDer(pfx.toString('latin1')), false, passphrase)
      .safeContents.flatMap((content) => content.safeBags)
    const key = bags.find((bag) => KEY_BAGS.has(bag.type))
    if (!key) return { ok: false, problem: 'no key' }
    return { ok: true, key: keyPem(key), certificates: bags.filter(isCertificate).map(certificate) }
  } catch (error) {
    const isPassphrase = error instanceof Error && /password/i.test(error.message)
    return { ok: false, problem: isPassphrase ? 'wrong passphrase' : 'unreadable' }
  }
}

const KEY_BAGS = new Set([forge.pki.oids['keyBag'], forge.pki.oids['pkcs8ShroudedKeyBag']])

function isCertificate(bag: forge.pkcs12.Bag): boolean {
  return bag.type === forge.pki.oids['certBag']
}

/** Forge understands RSA only; what it does not understand it leaves as ASN.1, which is all that is needed here. */
function keyPem(bag: forge.pkcs12.Bag): string {
  const info = bag.key ? forge.pki.wrapRsaPrivateKey(forge.pki.privateKeyToAsn1(bag.key)) : bag.asn1
  return forge.pki.privateKeyInfoToPem(info)
}

function certificate(bag: forge.pkcs12.Bag): X509Certificate {
  const der = forge.asn1.toDer(bag.cert ? forge.pki.certificateToAsn1(bag.cert) : bag.asn1)
  return new X509Certificate(Buffer.from(der.getBytes(), 'latin1'))
}
