import { type CertificateLook, lookAtCertificate } from '../../certs/look-at-certificate.ts'
import type { Settings } from '../../config/settings.ts'
import { credentialFiles } from './credential-files.ts'
import { consoleCredentialFiles } from './from-settings.ts'

/** What is in the files of the public listener's certificate; nothing where it speaks no TLS. */
export async function lookAtPublicCertificate(
  settings: Settings,
  now: Date,
): Promise<CertificateLook | undefined> {
  return settings.TLS ? lookAtCertificate(credentialFiles(settings), { clients: 'Concur', now }) : undefined
}

/** The same for the console. */
export async function lookAtConsoleCertificate(
  settings: Settings,
  now: Date,
): Promise<CertificateLook | undefined> {
  const files = consoleCredentialFiles(settings)
  const url = settings.CONSOLE_URL
  const hostName = url === undefined ? undefined : new URL(url).hostname
  return files && lookAtCertificate(files, { clients: 'browsers', hostName, now })
}
