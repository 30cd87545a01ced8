import type { Log } from '../server/log.ts'
import { watchFiles } from '../server/timers/watch-files.ts'
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
  readonly inUse: CredentialContents
  readonly everyMs: number
  readonly log: Log
  /** Called with each new pair that is good; a throw is logged like a pair that is not. */
  readonly onChange: (credentials: ServerCredentials) => void
}

/**
 * Watches the files of a certificate and its key. What is there and cannot be used is logged once, as `tls.kept`.
 * @returns Ends the watch.
 */
export function watchCredentials({ files, inUse, everyMs, log, onChange }: WatchOptions): () => void {
  return watchFiles({
    read: () => readCredentialFiles(files),
    inUse,
    everyMs,
    use: (contents) => onChange(parseServerCredentials(contents)),
    refuse: (error) => log.warn('tls.kept', { problem: String(error) }),
  })
}
