import {
  type CredentialFiles,
  parseServerCredentials,
  readCredentialFiles,
} from '../../certs/server-credentials.ts'

/**
 * When the server's certificate in these files ends. Files that cannot be used change nothing, as the listener too
 * keeps the certificate that it has.
 * @returns Looks at the files; gives nothing if they could never be used.
 */
export function certificateEnd(files: CredentialFiles): () => Promise<Date | undefined> {
  let known: { readonly digest: string; readonly endsAt: Date | undefined } | undefined
  return async () => {
    try {
      const contents = await readCredentialFiles(files)
      if (contents.digest !== known?.digest) {
        const [server] = parseServerCredentials(contents).chain
        known = { digest: contents.digest, endsAt: server?.validToDate }
      }
    } catch {
      // The listener's watch logs what is wrong.
    }
    return known?.endsAt
  }
}
