import type { EssTrustFiles } from '../../certs/ess-trust.ts'
import type { CredentialFiles } from '../../certs/server-credentials.ts'
import type { Settings } from '../../config/settings.ts'

/** The files of the public listener's certificate; the settings hold either kind when TLS is on. */
export function credentialFiles(
  settings: Pick<Settings, 'TLS_PASSPHRASE' | 'TLS_PFX_FILE' | 'TLS_CERT_FILE' | 'TLS_KEY_FILE'>,
): CredentialFiles {
  const passphrase = settings.TLS_PASSPHRASE
  return settings.TLS_PFX_FILE === undefined
    ? {
        kind: 'pem',
        certFile: settings.TLS_CERT_FILE ?? '',
        keyFile: settings.TLS_KEY_FILE ?? '',
        passphrase,
      }
    : { kind: 'pfx', pfxFile: settings.TLS_PFX_FILE, passphrase }
}

/** Where the settings say that more keys of the Event Subscription Service and its authorities are. */
export function essTrustFiles(settings: Pick<Settings, 'ESS_KEYS_DIR' | 'ESS_CA_FILE'>): EssTrustFiles {
  return { keysDir: settings.ESS_KEYS_DIR, caFile: settings.ESS_CA_FILE }
}
