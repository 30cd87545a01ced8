import type { Settings } from '../../config/settings.ts'
import type { Delivering } from '../delivery/start-delivering.ts'
import { createTelling } from '../store/telling/telling.ts'
import { createMessageRoute } from '../tell/message-route.ts'
import { startTelling } from '../tell/start-telling.ts'
import { createTeller } from '../tell/teller.ts'
import { watchPeopleFile } from '../tell/watch-people-file.ts'
import type { Foundation } from './foundation.ts'
import type { Stoppable } from './stop-together.ts'
import { tellerOptions } from './tell-from-settings.ts'

/** How often the people file is looked at. */
const FILE_MS = 2000

/**
 * Starts telling people what happens, by the queue; nobody is told without a people file.
 * @throws {PeopleFileError} If that cannot be used.
 */
export async function startTellingIfOn(
  settings: Settings,
  { db, log, now }: Pick<Foundation, 'db' | 'log' | 'now'>,
  delivering: Delivering,
): Promise<Stoppable | undefined> {
  const file = settings.PEOPLE_FILE
  if (file === undefined) {
    await createTelling(db).end()
    return undefined
  }
  const options = await tellerOptions(settings, now)
  const people = await watchPeopleFile({ file, ways: options.ways, everyMs: FILE_MS, log })
  const teller = createTeller(options)
  delivering.carry('message', createMessageRoute(teller.send))
  const timer = startTelling({
    db,
    people,
    hasMail: options.ways.mail !== undefined,
    timeZone: settings.TIME_ZONE,
    stored: () => delivering.wake(),
    log,
    now,
  })
  return {
    async stop() {
      people.stop()
      await timer.stop()
    },
  }
}
