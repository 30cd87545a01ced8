import type { Log } from '../server/log.ts'
import {
  type CredentialContents,
  type CredentialFiles,
  parseServerCredentials,
  readCredentialFiles,
  type ServerCredentials,
} from './server-credentials.ts'

/** Which files are watched, and who is told. */
export interface WatchOptions {
  readonly files: CredentialFiles
  /** The `digest` of what is in use. */
  readonly digest: string
  readonly everyMs: number
  readonly log: Log
  /** Called with each new pair that is good; a throw is logged like a pair that is not. */
  readonly onChange: (credentials: ServerCredentials) => void
}

/**
 * Looks at the files again and again, by content: so it does not matter whether they are rewritten, renamed over or
 * reached through a symbolic link. What is there and cannot be used is logged once, as `tls.kept`.
 * @returns Ends the watch.
 */
export function watchCredentials({ files, digest, everyMs, log, onChange }: WatchOptions): () => void {
  let seen = digest
  let isStopped = false
  let timer = setTimeout(look, everyMs)

  async function look(): Promise<void> {
    const found = await readCredentialFiles(files).catch((error: unknown) => String(error))
    const foundNow = typeof found === 'string' ? found : found.digest
    if (foundNow !== seen && !isStopped) {
      seen = foundNow
      use(found)
    }
    if (!isStopped) timer = setTimeout(look, everyMs)
  }

  /** @param found The files' contents, or why they cannot be read: they may be on their way. */
  function use(found: CredentialContents | string): void {
    if (typeof found === 'string') {
      log.warn('tls.kept', { problem: found })
      return
    }
    try {
      onChange(parseServerCredentials(found))
    } catch (error) {
      log.warn('tls.kept', { problem: String(error) })
    }
  }

  return () => {
    isStopped = true
    clearTimeout(timer)
  }
}
