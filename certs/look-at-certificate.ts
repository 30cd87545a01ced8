import { certificateWarnings, consoleCertificateWarnings } from './certificate-warnings.ts'
import { inspectChain } from './inspect.ts'
import {
  type CredentialFiles,
  parseServerCredentials,
  readCredentialFiles,
  ServerCredentialsError,
} from './server-credentials.ts'

/** What is in the files of a server certificate, now. */
export type CertificateLook =
  | {
      readonly kind: 'usable'
      /** On one line, such as `C=US, O=Example, CN=connector.example.com`. */
      readonly subject: string
      readonly endsAt: Date
      /** Whole days; negative when it has run out. */
      readonly daysLeft: number
      /** What keeps clients from connecting, now or soon, and what to do. */
      readonly warnings: readonly string[]
    }
  /** The problem names the setting and says what to do. */
  | { readonly kind: 'unusable'; readonly problem: string }

/** How it is judged. */
export interface LookOptions {
  /** Who connects: a console's certificate may be from an authority of the company. */
  readonly clients: 'Concur' | 'browsers'
  /** The name under which they do, if it is known. */
  readonly hostName?: string | undefined
  readonly now: Date
}

/** Reads the files and judges what is in them. */
export async function lookAtCertificate(
  files: CredentialFiles,
  { clients, hostName, now }: LookOptions,
): Promise<CertificateLook> {
  try {
    const { chain } = parseServerCredentials(await readCredentialFiles(files))
    const facts = inspectChain(chain, { now, hostName })
    const { subject, validTo: endsAt, daysLeft } = facts.server
    const warnings = clients === 'Concur' ? certificateWarnings(facts) : consoleCertificateWarnings(facts)
    return { kind: 'usable', subject, endsAt, daysLeft, warnings }
  } catch (error) {
    if (!(error instanceof ServerCredentialsError)) throw error
    return { kind: 'unusable', problem: error.message }
  }
}
