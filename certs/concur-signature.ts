import { constants, type KeyObject, verify } from 'node:crypto'
import { type Refusal, refusal } from './refusal.ts'

/** A public key that Concur signs events with. */
export interface SigningKey {
  /** What the log calls it: its file without the ending, such as `from-2025-10-22`. */
  readonly name: string
  readonly key: KeyObject
}

/** Of a key with 8192 bits. */
const MAX_BASE64 = 1368

/**
 * Reads the header `Concur-Signature`; whether it is a signature of anything is not known yet.
 * @param header As sent; several are joined by commas, and so are none.
 */
export function readSignature(
  header: string | undefined,
): { readonly ok: true; readonly signature: Buffer } | Refusal {
  if (header === undefined || header === '') {
    return refusal('no signature', 'the header Concur-Signature did not come; does a proxy take it away?')
  }
  if (header.length > MAX_BASE64 || !/^[A-Za-z0-9+/]+={0,2}$/.test(header)) {
    return refusal('malformed signature', 'the header Concur-Signature is not base64, or too long')
  }
  return { ok: true, signature: Buffer.from(header, 'base64') }
}

/**
 * Finds the key that verifies the signature: RSA-PSS with SHA-256 and MGF1 with SHA-256, any length of salt.
 * @param body The bytes as they came: a byte order mark and blanks count.
 */
export function verifySignature(
  body: Uint8Array,
  signature: Uint8Array,
  keys: readonly SigningKey[],
): { readonly ok: true; readonly signedWith: string } | Refusal {
  const found = keys.find(({ key }) =>
    verify(
      'sha256',
      body,
      { key, padding: constants.RSA_PKCS1_PSS_PADDING, saltLength: constants.RSA_PSS_SALTLEN_AUTO },
      signature,
    ),
  )
  if (found !== undefined) return { ok: true, signedWith: found.name }
  const tried = keys.map(({ name }) => name).join(', ')
  return refusal(
    'unknown key',
    `no key verifies Concur-Signature, tried: ${tried}; if Concur has a new key, put it into the folder of ESS_KEYS_DIR`,
  )
}
