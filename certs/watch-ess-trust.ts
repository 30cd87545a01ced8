import type { Log } from '../server/log.ts'
import { watchFiles } from '../server/timers/watch-files.ts'
import {
  type EssTrust,
  type EssTrustFiles,
  type EssTrustTexts,
  parseEssTrust,
  readEssTrust,
} from './ess-trust.ts'

/** What is trusted, while its files are watched. */
export interface WatchedEssTrust {
  current(): EssTrust
  /** Ends the watch. */
  stop(): void
}

/** What a watch needs. */
export interface EssTrustWatch {
  readonly files: EssTrustFiles
  readonly everyMs: number
  readonly log: Log
}

/**
 * Loads keys and authorities and watches their files, so that a new key of Concur's needs no restart. A change is
 * logged as `ess-trust.changed` with the names of all keys; a file that cannot be used, once, as `ess-trust.refused`.
 * @throws {EssTrustError} If a file cannot be read at the start, or `ESS_CA_FILE` cannot be used.
 */
export async function watchEssTrust({ files, everyMs, log }: EssTrustWatch): Promise<WatchedEssTrust> {
  const texts = await readEssTrust(files)
  let trust = parse(texts)
  const stop = watchFiles({
    read: () => readEssTrust(files),
    inUse: texts,
    everyMs,
    use(changed) {
      trust = parse(changed)
      log.info('ess-trust.changed', { keys: trust.keys.map(({ name }) => name) })
    },
    refuse(error) {
      log.error('ess-trust.refused', { problems: [error instanceof Error ? error.message : String(error)] })
    },
  })
  return { current: () => trust, stop }

  function parse(found: EssTrustTexts): EssTrust {
    const parsed = parseEssTrust(found)
    if (parsed.problems.length > 0) log.error('ess-trust.refused', { problems: parsed.problems })
    return parsed.trust
  }
}
