import type { ServerOptions } from 'node:http'
import { createServer, type Server } from 'node:https'
import type { SecureContextOptions } from 'node:tls'
import { certificateWarnings, consoleCertificateWarnings } from '../../certs/certificate-warnings.ts'
import { inspectChain } from '../../certs/inspect.ts'
import {
  type CredentialFiles,
  parseServerCredentials,
  readCredentialFiles,
  type ServerCredentials,
} from '../../certs/server-credentials.ts'
import { watchCredentials } from '../../certs/watch-credentials.ts'
import type { Log } from '../log.ts'

/** Where certificate and key lie, and how often they are looked at: every two seconds if not given. */
export interface TlsOptions {
  readonly files: CredentialFiles
  readonly rereadEveryMs?: number
  /** Who connects: Concur, unless told otherwise. A browser is asked for no certificate, or it would ask the person for one. */
  readonly clients?: 'Concur' | 'browsers'
}

/** A server that does not listen yet. */
export interface SecureServer {
  readonly server: Server
  /** From now on new connections get what the files hold, if it is good. The result ends that. */
  watchFiles(): () => void
}

const REREAD_MS = 2000

/**
 * TLS 1.2 or newer with forward secrecy, in our order, not the client's: the suites of TLS 1.3, then those that Concur
 * lists, which need an RSA key, then two for the clients of a server with an ECDSA key.
 * @see SAP Concur, "Callout Security Standards".
 */
const POLICY: SecureContextOptions = {
  minVersion: 'TLSv1.2',
  honorCipherOrder: true,
  ciphers: [
    'TLS_AES_256_GCM_SHA384',
    'TLS_AES_128_GCM_SHA256',
    'TLS_CHACHA20_POLY1305_SHA256',
    'ECDHE-RSA-AES256-GCM-SHA384',
    'ECDHE-RSA-AES128-GCM-SHA256',
    'ECDHE-RSA-CHACHA20-POLY1305',
    'ECDHE-RSA-AES256-SHA384',
    'ECDHE-RSA-AES128-SHA256',
    'ECDHE-RSA-AES256-SHA',
    'ECDHE-RSA-AES128-SHA',
    'ECDHE-ECDSA-AES256-GCM-SHA384',
    'ECDHE-ECDSA-AES128-GCM-SHA256',
  ].join(':'),
}

/**
 * A client may show a certificate and need not. Which ones are good for what is for the routes to say: here no
 * authorities are named, since some clients show nothing when theirs is not among those.
 */
const ASK_FOR_CERTIFICATE = { requestCert: true, rejectUnauthorized: false } as const

/**
 * Makes an HTTPS server with the certificate and key of the files. What will keep its clients away is logged as
 * `tls.warning`.
 * @throws {ServerCredentialsError} If they cannot be used.
 */
export async function createSecureServer(
  { files, rereadEveryMs = REREAD_MS, clients = 'Concur' }: TlsOptions,
  limits: ServerOptions,
  log: Log,
): Promise<SecureServer> {
  const contents = await readCredentialFiles(files)
  const credentials = parseServerCredentials(contents)
  const asked = clients === 'Concur' ? ASK_FOR_CERTIFICATE : {}
  const server = createServer({ ...limits, ...asked, ...contextOf(credentials) })
  report(credentials, clients, log)
  return {
    server,
    watchFiles: () =>
      watchCredentials({
        files,
        inUse: contents,
        everyMs: rereadEveryMs,
        log,
        onChange(changed) {
          server.setSecureContext(contextOf(changed))
          report(changed, clients, log)
        },
      }),
  }
}

/** Policy and credentials together, since `setSecureContext` forgets what it is not given again. */
function contextOf({ cert, key }: ServerCredentials): SecureContextOptions {
  return { ...POLICY, cert, key }
}

function report({ chain }: ServerCredentials, clients: 'Concur' | 'browsers', log: Log): void {
  const facts = inspectChain(chain, { now: new Date() })
  const { subject, validTo, daysLeft } = facts.server
  log.info('tls.certificate', { subject, validTo, daysLeft })
  const warnings = clients === 'Concur' ? certificateWarnings(facts) : consoleCertificateWarnings(facts)
  for (const warning of warnings) log.warn('tls.warning', { warning })
}
