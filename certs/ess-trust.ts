import { createPublicKey, hash, type KeyObject, X509Certificate } from 'node:crypto'
import { readdir } from 'node:fs/promises'
import { join, parse } from 'node:path'
import { getCACertificates } from 'node:tls'
import { ConnectorError } from '../server/connector-error.ts'
import { readPlainFile } from '../server/timers/plain-file.ts'
import type { SigningKey } from './concur-signature.ts'
import { certificatesIn } from './pem.ts'

/** What callers of the Event Subscription Service are recognised by. */
export interface EssTrust {
  readonly keys: readonly KnownKey[]
  /** Who may have signed Concur's client certificate. */
  readonly authorities: readonly X509Certificate[]
  /** Not trusted by themselves; some proxies pass on the first certificate only. */
  readonly intermediates: readonly X509Certificate[]
}

/** A {@link SigningKey}, and the end of its certificate where that is what the file holds. */
export interface KnownKey extends SigningKey {
  readonly endsAt?: Date
}

/** Where the operator keeps more; each may be absent. */
export interface EssTrustFiles {
  readonly keysDir?: string | undefined
  /** In place of the authorities that Node knows. */
  readonly caFile?: string | undefined
}

/** The texts of the files at one moment, by path. */
export interface EssTrustTexts {
  readonly keys: ReadonlyMap<string, string>
  readonly intermediates: readonly string[]
  readonly caFile?: string
}

/** Certificates or keys of the Event Subscription Service cannot be used; the message names setting and file. */
export class EssTrustError extends ConnectorError {
  override readonly name = 'EssTrustError'
  readonly code = 'ESS_TRUST'
  readonly retryable = false
}

const SHIPPED = join(import.meta.dirname, 'ess')
/** Of a file, in which hundreds of authorities may stand. */
const MAX_BYTES = 1_000_000
const MIN_KEY_BITS = 2048
/** SHA-256 of keys that SAP has replaced, and whose place in old pages would let anybody take them for current. */
const WITHDRAWN = new Map([
  ['24dd4f1eebae1c97f3acd56fe464b257ec39f577721e6fc9951131b4da42355d', 'October 2023'],
])

/**
 * Reads the keys that come with the connector and those of the operator. What begins with a dot is passed over.
 * @throws {EssTrustError} If a folder or a file cannot be read.
 */
export async function readEssTrust({ keysDir, caFile }: EssTrustFiles): Promise<EssTrustTexts> {
  const shipped = await readFolder('certs/ess/keys', join(SHIPPED, 'keys'))
  const intermediates = await readFolder('certs/ess/intermediates', join(SHIPPED, 'intermediates'))
  const own = keysDir === undefined ? new Map<string, string>() : await readFolder('ESS_KEYS_DIR', keysDir)
  return {
    keys: new Map([...shipped, ...own]),
    intermediates: [...intermediates.values()],
    ...(caFile !== undefined && { caFile: await readText('ESS_CA_FILE', caFile) }),
  }
}

/**
 * Takes keys and certificates out of the texts. A file of a key that cannot be used costs the others nothing.
 * @returns Also a sentence for each such file.
 * @throws {EssTrustError} If `ESS_CA_FILE` holds anything but certificates of authorities.
 */
export function parseEssTrust({ keys, intermediates, caFile }: EssTrustTexts): {
  readonly trust: EssTrust
  readonly problems: readonly string[]
} {
  const read = Array.from(keys, ([path, text]) => readKey(path, text))
  return {
    trust: {
      keys: read.filter((key) => typeof key !== 'string'),
      authorities: caFile === undefined ? authoritiesOfNode() : authoritiesIn(caFile),
      intermediates: intermediates.flatMap(certificatesIn),
    },
    problems: read.filter((key) => typeof key === 'string'),
  }
}

async function readFolder(setting: string, folder: string): Promise<ReadonlyMap<string, string>> {
  const entries = await attempt(setting, folder, () => readdir(folder, { withFileTypes: true }))
  const paths = entries
    .filter((entry) => !entry.name.startsWith('.') && !entry.isDirectory())
    .map(({ name }) => join(folder, name))
    .toSorted()
  return new Map(await Promise.all(paths.map(async (path) => [path, await readText(setting, path)] as const)))
}

function readText(setting: string, path: string): Promise<string> {
  return attempt(setting, path, async () => (await readPlainFile(path, MAX_BYTES)).toString('latin1'))
}

async function attempt<T>(setting: string, path: string, work: () => Promise<T>): Promise<T> {
  try {
    return await work()
  } catch (cause) {
    const why = cause instanceof Error && 'code' in cause ? String(cause.code) : 'unknown reason'
    throw new EssTrustError(
      `${setting}: ${path} cannot be read (${why}); check the path, and that the connector's account may read it`,
      { cause },
    )
  }
}

/** @returns The key, or what is wrong with the file. */
function readKey(path: string, text: string): KnownKey | string {
  // Node would take the public half of a private key.
  if (text.includes('PRIVATE KEY')) return `${path}: it holds a private key; only public ones belong here`
  const read = publicKeyIn(text)
  if (read === undefined) {
    return `${path}: it holds neither a public key nor a certificate; give Concur's as PEM, whose first line is -----BEGIN PUBLIC KEY----- or -----BEGIN CERTIFICATE-----`
  }
  const { asymmetricKeyType, asymmetricKeyDetails } = read.key
  if (asymmetricKeyType !== 'rsa' || (asymmetricKeyDetails?.modulusLength ?? 0) < MIN_KEY_BITS) {
    return `${path}: Concur signs with an RSA key of at least ${MIN_KEY_BITS} bits, and this is another`
  }
  const withdrawn = WITHDRAWN.get(fingerprint(read.key))
  if (withdrawn !== undefined) {
    return `${path}: Concur has replaced this key in ${withdrawn}; it must not be trusted any more`
  }
  return { name: parse(path).name, ...read }
}

function publicKeyIn(text: string): { readonly key: KeyObject; readonly endsAt?: Date } | undefined {
  try {
    if (!text.includes('BEGIN CERTIFICATE')) return { key: createPublicKey(text) }
    const certificate = new X509Certificate(text)
    return { key: certificate.publicKey, endsAt: certificate.validToDate }
  } catch {
    return undefined
  }
}

function fingerprint(key: KeyObject): string {
  return hash('sha256', key.export({ type: 'spki', format: 'der' }))
}

/** Those that come with Node, and those that `NODE_EXTRA_CA_CERTS` adds. */
function authoritiesOfNode(): readonly X509Certificate[] {
  return getCACertificates('default').map((pem) => new X509Certificate(pem))
}

function authoritiesIn(pem: string): readonly X509Certificate[] {
  const authorities = readAuthorities(pem)
  const other = authorities.find(({ ca }) => !ca)
  if (other !== undefined) {
    throw new EssTrustError(
      `ESS_CA_FILE: ${other.subject.split('\n').join(', ')} is no authority; give the certificates of those that sign Concur's, not Concur's own`,
    )
  }
  return authorities
}

function readAuthorities(pem: string): readonly X509Certificate[] {
  try {
    const authorities = certificatesIn(pem)
    if (authorities.length > 0) return authorities
  } catch (cause) {
    throw new EssTrustError('ESS_CA_FILE: a certificate in it is damaged; copy the file again', { cause })
  }
  throw new EssTrustError(
    'ESS_CA_FILE: there is no certificate in it; give a PEM file, whose first line is -----BEGIN CERTIFICATE-----',
  )
}
