import type { Log } from '../log.ts'
import type { Database } from '../store/database.ts'
import { createTelling } from '../store/telling/telling.ts'
import { repeat, type Timer } from '../timers/repeat.ts'
import { readAudience } from './audience.ts'
import { beginTelling, tellDigests, tellWhatIsStillHeld } from './look-at-the-clock.ts'
import { tellWhatHappened } from './look-for-news.ts'
import type { PeopleFile } from './people-file.ts'

/** What telling needs. */
export interface TellingDeps {
  readonly db: Database
  readonly people: { current(): PeopleFile }
  /** Whether mails are sent at all. */
  readonly hasMail: boolean
  readonly timeZone: string
  /** Something stands in the queue. */
  readonly stored: () => void
  readonly log: Log
  readonly now: () => Date
}

const LOOK_MS = 2000
/** What depends on the time of day is looked for so often. */
const CLOCK_MS = 60_000

/**
 * Looks for what is to be told, now and every two seconds, in every process: what one has told, the others find told.
 * A look that finds nothing writes nothing.
 */
export function startTelling(deps: TellingDeps, everyMs = LOOK_MS): Timer {
  const { db, people, hasMail, log, now } = deps
  const look = { ...deps, telling: createTelling(db) }
  let clockAt = 0

  return repeat(async (signal) => {
    try {
      const audience = await readAudience(db, people.current(), hasMail)
      if (clockAt === 0) await beginTelling(look, audience)
      const hasMore = await tellWhatHappened(look, audience)
      const sinceMs = Math.abs(now().getTime() - clockAt)
      if (sinceMs >= CLOCK_MS) {
        await look.telling.goesOn(now())
        await tellWhatIsStillHeld(look, audience)
        await tellDigests(look, audience)
        clockAt = now().getTime()
      }
      return hasMore ? 0 : everyMs
    } catch (error) {
      if (!signal.aborted) log.warn('telling.failed', { error })
      return everyMs
    }
  }, 0)
}
