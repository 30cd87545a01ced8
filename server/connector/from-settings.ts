import type { CredentialFiles } from '../../certs/server-credentials.ts'
import { isConsoleOverTls } from '../../config/console-rules.ts'
import type { Settings } from '../../config/settings.ts'
import type { createBreaker } from '../concur/breaker.ts'
import { type ConcurClient, type ConcurObserver, createConcurClient } from '../concur/concur-client.ts'
import type { createHttpClient } from '../concur/http.ts'
import type { Log } from '../log.ts'
import { certificateEnd } from '../metrics/certificate-end.ts'
import { createMetrics, type Metrics } from '../metrics/metrics.ts'
import type { Database } from '../store/database.ts'
import { readFigures } from '../store/operators/figures.ts'
import { createRefreshTokens } from '../store/refresh-tokens.ts'
import { credentialFiles } from './credential-files.ts'

/** A client of the tenant that the settings name. */
export function concurClient(
  settings: Pick<
    Settings,
    | 'CONCUR_API_URL'
    | 'CONCUR_TOKEN_URL'
    | 'CONCUR_CLIENT_ID'
    | 'CONCUR_CLIENT_SECRET'
    | 'CONCUR_REFRESH_TOKEN'
  >,
  parts: {
    readonly db: Database
    readonly http: ReturnType<typeof createHttpClient>
    readonly breaker: ReturnType<typeof createBreaker>
    readonly log: Log
    readonly now: () => Date
    readonly observer?: ConcurObserver
  },
): ConcurClient {
  const { db, ...rest } = parts
  return createConcurClient({
    ...rest,
    apiOrigin: settings.CONCUR_API_URL,
    tokenUrl: settings.CONCUR_TOKEN_URL,
    client: {
      clientId: settings.CONCUR_CLIENT_ID,
      clientSecret: settings.CONCUR_CLIENT_SECRET,
      ...(settings.CONCUR_REFRESH_TOKEN !== undefined && { refreshToken: settings.CONCUR_REFRESH_TOKEN }),
    },
    refreshTokens: createRefreshTokens(db, `${settings.CONCUR_TOKEN_URL} ${settings.CONCUR_CLIENT_ID}`),
  })
}

/** The metrics of a connector with these settings. */
export function metricsOf(settings: Settings, db: Database, now: () => Date): Metrics {
  const consoleFiles = consoleCredentialFiles(settings)
  return createMetrics({
    readFigures: () => readFigures(db),
    certificates: {
      ...(settings.TLS && { public: certificateEnd(credentialFiles(settings)) }),
      ...(consoleFiles !== undefined && { console: certificateEnd(consoleFiles) }),
    },
    unknownReportsLastMs: 2 * settings.RECONCILE_MINUTES * 60_000,
    now,
  })
}

/** The files of the console's certificate, of its own or the public listener's; nothing where it speaks no TLS. */
export function consoleCredentialFiles(settings: Settings): CredentialFiles | undefined {
  if (!isConsoleOverTls(settings)) return undefined
  const {
    CONSOLE_TLS_CERT_FILE: certFile,
    CONSOLE_TLS_KEY_FILE: keyFile,
    TLS_PASSPHRASE: passphrase,
  } = settings
  if (certFile === undefined || keyFile === undefined) return credentialFiles(settings)
  return { kind: 'pem', certFile, keyFile, passphrase, prefix: 'CONSOLE_' }
}
