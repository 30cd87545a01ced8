import type { Log } from '../log.ts'
import { watchFiles } from '../timers/watch-files.ts'
import { parsePeopleFile } from './parse-people-file.ts'
import type { PeopleFile } from './people-file.ts'
import { PeopleFileError } from './people-file-error.ts'
import { readPeopleFile } from './read-people-file.ts'
import type { Ways } from './ways.ts'

/** The people file in use, while it is watched. */
export interface WatchedPeopleFile {
  /** A valid change has taken effect, an invalid one has not. */
  current(): PeopleFile
  /** Ends the watch. */
  stop(): void
}

/**
 * Reads a people file and watches it. A change that is valid is used and logged as `people-file.changed`; one that is
 * not is logged once as `people-file.refused` with everything that is wrong in it, and what was in use stays.
 * @throws {PeopleFileError} If it cannot be used now.
 */
export async function watchPeopleFile({
  file,
  ways,
  everyMs,
  log,
}: {
  readonly file: string
  readonly ways: Ways
  readonly everyMs: number
  readonly log: Log
}): Promise<WatchedPeopleFile> {
  const text = await readPeopleFile(file)
  let inUse = parsePeopleFile(text, file, ways)
  const stop = watchFiles({
    read: () => readPeopleFile(file),
    inUse: text,
    everyMs,
    use(changed) {
      inUse = parsePeopleFile(changed, file, ways)
      log.info('people-file.changed', { rows: inUse.rows.length })
    },
    refuse(error) {
      const problems = error instanceof PeopleFileError ? error.problems : [String(error)]
      log.error('people-file.refused', { problems })
    },
  })
  return { current: () => inUse, stop }
}
