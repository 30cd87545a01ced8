import { createCipheriv, createDecipheriv, hash, randomBytes } from 'node:crypto'
import { ConnectorError } from '../connector-error.ts'

/** What was encrypted cannot be read: with another key, or not at all. */
export class SecretError extends ConnectorError {
  override readonly name = 'SecretError'
  readonly code = 'SECRET'
  readonly retryable = false
}

/** Encrypts what is secret before it is stored. */
export interface SecretBox {
  /** @param purpose What it is, such as `instance`: it can be opened as nothing else. */
  seal(text: string, purpose: string): string
  /** @throws {SecretError} If no key that is known opens it, or it was changed. */
  open(sealed: string, purpose: string): string
  /** Whether it was sealed with the first key; otherwise it is to be sealed again, before its key is forgotten. */
  isCurrent(sealed: string): boolean
}

const IV_BYTES = 12
const TAG_BYTES = 16

/**
 * AES-256-GCM; what is sealed names its key by the beginning of the key's hash.
 * @param keys Of 32 bytes each: the one that seals, and then those that it replaced.
 */
export function createSecretBox(keys: readonly [Uint8Array, ...Uint8Array[]]): SecretBox {
  const [current] = keys
  const currentId = idOf(current)
  const byId = new Map(keys.map((key) => [idOf(key), key]))

  return {
    seal(text, purpose) {
      const iv = randomBytes(IV_BYTES)
      const cipher = createCipheriv('aes-256-gcm', current, iv).setAAD(Buffer.from(purpose))
      const parts = [iv, cipher.update(text, 'utf8'), cipher.final(), cipher.getAuthTag()]
      return `${currentId}.${Buffer.concat(parts).toString('base64')}`
    },

    open(sealed, purpose) {
      const [keyId = '', content = ''] = sealed.split('.')
      const key = byId.get(keyId)
      if (key === undefined) {
        throw new SecretError(
          `it was encrypted with the key ${keyId}, which is not known: put that key into ENCRYPTION_PREVIOUS_KEYS`,
        )
      }
      const bytes = Buffer.from(content, 'base64')
      try {
        const decipher = createDecipheriv('aes-256-gcm', key, bytes.subarray(0, IV_BYTES))
          .setAAD(Buffer.from(purpose))
          .setAuthTag(bytes.subarray(-TAG_BYTES))
        return (
          decipher.update(bytes.subarray(IV_BYTES, -TAG_BYTES), undefined, 'utf8') + decipher.final('utf8')
        )
      } catch (cause) {
        throw new SecretError(`it was encrypted with the key ${keyId} and has been changed since`, { cause })
      }
    },

    isCurrent: (sealed) => sealed.startsWith(`${currentId}.`),
  }
}

function idOf(key: Uint8Array): string {
  return hash('sha256', key).slice(0, 8)
}
