import { createHash, createPrivateKey, type KeyObject, type X509Certificate } from 'node:crypto'
import { createRequire } from 'node:module'
import { createSecureContext } from 'node:tls'
import { ConnectorError } from '../server/connector-error.ts'
import { readPlainFile } from '../server/timers/plain-file.ts'
import { orderChain } from './chain.ts'
import { certificatesIn } from './pem.ts'

/** What is loaded only where it is needed: node-forge takes 10 MB. */
const require = createRequire(import.meta.url)

/** Where certificate and key lie: in two PEM files, or together in a PFX. */
export type CredentialFiles =
  | {
      readonly kind: 'pem'
      /** The server's certificate, then the intermediate ones. */
      readonly certFile: string
      readonly keyFile: string
      readonly passphrase?: string | undefined
      /** Before the names of the two settings, where they are not those of the public listener. */
      readonly prefix?: 'CONSOLE_'
    }
  | { readonly kind: 'pfx'; readonly pfxFile: string; readonly passphrase?: string | undefined }

/** The bytes of the files at one moment. */
export interface CredentialContents {
  readonly files: CredentialFiles
  /** Certificate and key, or the PFX alone. */
  readonly bytes: readonly Buffer[]
  /** Changes whenever a byte of the files does. */
  readonly digest: string
}

/** A certificate and its key, which fit each other and which OpenSSL takes. */
export interface ServerCredentials {
  /** PEM: the server's certificate, then its issuers. */
  readonly cert: string
  /** PEM without encryption: a secret. */
  readonly key: string
  /** The same certificates as `cert`, at least one. */
  readonly chain: readonly X509Certificate[]
}

/** Certificate or key cannot be used; the message names the setting and what to do, never the passphrase. */
export class ServerCredentialsError extends ConnectorError {
  override readonly name = 'ServerCredentialsError'
  readonly code = 'TLS_CREDENTIALS'
  readonly retryable = false
}

/** Of a file; a chain with its key has some thousands. */
const MAX_BYTES = 1_000_000
const PFX_PROBLEMS = {
  'wrong passphrase': 'TLS_PASSPHRASE: it does not open TLS_PFX_FILE; correct one of the two',
  'no key': 'TLS_PFX_FILE: there is no private key in it; export it again, with the private key',
  unreadable: 'TLS_PFX_FILE: it is no PFX file that can be read; export it again, or give PEM files',
}

/**
 * Reads the files of `TLS_CERT_FILE` and `TLS_KEY_FILE`, or of `TLS_PFX_FILE`.
 * @throws {ServerCredentialsError} If one cannot be read.
 */
export async function readCredentialFiles(files: CredentialFiles): Promise<CredentialContents> {
  const bytes =
    files.kind === 'pem'
      ? [
          await read(`${files.prefix ?? ''}TLS_CERT_FILE`, files.certFile),
          await read(`${files.prefix ?? ''}TLS_KEY_FILE`, files.keyFile),
        ]
      : [await read('TLS_PFX_FILE', files.pfxFile)]
  const digests = bytes.map((content) => createHash('sha256').update(content).digest('hex'))
  return { files, bytes, digest: digests.join(' ') }
}

/**
 * Takes certificate and key out of the files' contents. An expired certificate is taken: whether it is worth having
 * is for `certificateWarnings` to say.
 * @throws {ServerCredentialsError} If a file is something else, the passphrase is wrong, or the key does not fit.
 */
export function parseServerCredentials(contents: CredentialContents): ServerCredentials {
  const [first = Buffer.alloc(0), second = Buffer.alloc(0)] = contents.bytes
  const { files } = contents
  const prefix = files.kind === 'pem' ? (files.prefix ?? '') : ''
  const credentials =
    files.kind === 'pem'
      ? fromPem(first, second, { passphrase: files.passphrase, prefix })
      : fromPfx(first, files.passphrase)
  const setting = files.kind === 'pem' ? `${prefix}TLS_CERT_FILE` : 'TLS_PFX_FILE'
  return attempt(
    `${setting}: TLS cannot be served with this certificate; order one for an RSA key of 2048 bits`,
    () => {
      createSecureContext({ cert: credentials.cert, key: credentials.key })
      return credentials
    },
  )
}

async function read(setting: string, path: string): Promise<Buffer> {
  try {
    return await readPlainFile(path, MAX_BYTES)
  } catch (cause) {
    const why = cause instanceof Error && 'code' in cause ? String(cause.code) : 'unknown reason'
    throw new ServerCredentialsError(
      `${setting}: ${path} cannot be read (${why}); check the path, and that the connector's account may read it`,
      { cause },
    )
  }
}

/** What opens the key, and what stands before the names of the settings. */
interface PemOptions {
  readonly passphrase: string | undefined
  readonly prefix: string
}

function fromPem(certBytes: Buffer, keyBytes: Buffer, options: PemOptions): ServerCredentials {
  const { prefix } = options
  const chain = attempt(`${prefix}TLS_CERT_FILE: a certificate in it is damaged; copy the file again`, () =>
    certificatesIn(certBytes.toString('latin1')),
  )
  if (!chain[0]) {
    throw new ServerCredentialsError(
      `${prefix}TLS_CERT_FILE: there is no certificate in it; give a PEM file, whose first line is -----BEGIN CERTIFICATE-----`,
    )
  }
  const key = privateKey(keyBytes, options)
  if (!chain[0].checkPrivateKey(key)) {
    throw new ServerCredentialsError(
      `${prefix}TLS_KEY_FILE: the key does not belong to the first certificate in ${prefix}TLS_CERT_FILE; give the ` +
        'key of the server certificate, and put that certificate before the intermediate ones',
    )
  }
  return credentialsOf(chain, key)
}

function privateKey(keyBytes: Buffer, { passphrase, prefix }: PemOptions): KeyObject {
  const isEncrypted = keyBytes.includes('ENCRYPTED')
  if (isEncrypted && passphrase === undefined) {
    throw new ServerCredentialsError(`${prefix}TLS_KEY_FILE: the key is encrypted; set TLS_PASSPHRASE`)
  }
  const problem = isEncrypted
    ? `TLS_PASSPHRASE: it does not open the key in ${prefix}TLS_KEY_FILE; correct one of the two`
    : `${prefix}TLS_KEY_FILE: there is no private key in it; give a PEM file with a line -----BEGIN PRIVATE KEY-----`
  return attempt(problem, () =>
    createPrivateKey({ key: keyBytes, ...(passphrase !== undefined && { passphrase }) }),
  )
}

function fromPfx(bytes: Buffer, passphrase: string | undefined): ServerCredentials {
  const { readPfx }: typeof import('./read-pfx.ts') = require('./read-pfx.ts')
  const pfx = readPfx(bytes, passphrase ?? '')
  if (!pfx.ok) throw new ServerCredentialsError(PFX_PROBLEMS[pfx.problem])
  const key = attempt('TLS_PFX_FILE: the private key in it is damaged; export it again', () =>
    createPrivateKey(pfx.key),
  )
  const server = pfx.certificates.find((certificate) => certificate.checkPrivateKey(key))
  if (!server) {
    throw new ServerCredentialsError(
      'TLS_PFX_FILE: no certificate in it belongs to its private key; export certificate and key together',
    )
  }
  return credentialsOf(orderChain(server, pfx.certificates), key)
}

function credentialsOf(chain: readonly X509Certificate[], key: KeyObject): ServerCredentials {
  return {
    cert: chain.map((certificate) => certificate.toString()).join(''),
    key: key.export({ type: 'pkcs8', format: 'pem' }).toString(),
    chain,
  }
}

function attempt<T>(problem: string, work: () => T): T {
  try {
    return work()
  } catch (cause) {
    throw new ServerCredentialsError(problem, { cause })
  }
}
