import { isDeepStrictEqual } from 'node:util'
import type { Log } from '../server/log.ts'
import {
  type EssTrust,
  EssTrustError,
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
 * Loads keys and authorities and looks at their files again and again, by content, so that a new key of Concur's needs
 * no restart. A change is logged as `ess-trust.changed` with the names of all keys; a file that cannot be used, once,
 * as `ess-trust.refused`.
 * @throws {EssTrustError} If a file cannot be read at the start, or `ESS_CA_FILE` cannot be used.
 */
export async function watchEssTrust({ files, everyMs, log }: EssTrustWatch): Promise<WatchedEssTrust> {
  const texts = await readEssTrust(files)
  let trust = parse(texts)
  let used: EssTrustTexts | string = texts
  let seen: EssTrustTexts | string = texts
  let isStopped = false
  // Looking on is no reason to stay: who started it stops it, or ends.
  let timer = setTimeout(look, everyMs).unref()

  async function look(): Promise<void> {
    const found = await readEssTrust(files).catch((error: unknown) => String(error))
    // What is the same at two looks is not being written any more.
    if (!isStopped && isDeepStrictEqual(found, seen) && !isDeepStrictEqual(found, used)) {
      used = found
      use(found)
    }
    seen = found
    if (!isStopped) timer = setTimeout(look, everyMs).unref()
  }

  /** @param found The texts, or why they cannot be read: they may be on their way. */
  function use(found: EssTrustTexts | string): void {
    try {
      if (typeof found === 'string') throw new EssTrustError(found)
      trust = parse(found)
      log.info('ess-trust.changed', { keys: trust.keys.map(({ name }) => name) })
    } catch (error) {
      if (!(error instanceof EssTrustError)) throw error
      log.error('ess-trust.refused', { problems: [error.message] })
    }
  }

  function parse(found: EssTrustTexts): EssTrust {
    const parsed = parseEssTrust(found)
    if (parsed.problems.length > 0) log.error('ess-trust.refused', { problems: parsed.problems })
    return parsed.trust
  }

  return {
    current: () => trust,
    stop() {
      isStopped = true
      clearTimeout(timer)
    },
  }
}
