import type { Settings } from '../../config/settings.ts'
import { createAlertRoute } from '../alerts/alert-route.ts'
import type { AlertDeps } from '../alerts/watch-alerts.ts'
import type { RouteOf } from '../delivery/deliver.ts'
import { createPoster } from '../delivery/post.ts'
import type { Delivering } from '../delivery/start-delivering.ts'
import { alertNews } from '../tell/alert-news.ts'
import { readAudience } from '../tell/audience.ts'
import { messageFor } from '../tell/message-body.ts'
import { createMessageRoute } from '../tell/message-route.ts'
import type { PeopleFile } from '../tell/people-file.ts'
import { startTelling } from '../tell/start-telling.ts'
import { createTeller } from '../tell/teller.ts'
import { watchPeopleFile } from '../tell/watch-people-file.ts'
import type { Foundation } from './foundation.ts'
import type { Stoppable } from './stop-together.ts'
import { tellerOptions } from './tell-from-settings.ts'

/** Telling people, as far as it is on. */
export interface Telling extends Stoppable {
  /** What people are told of alerts; absent where nobody is told anything. */
  readonly alertMessages: AlertDeps['messagesFor']
  /** The people file in use; absent where there is none. */
  readonly people: () => PeopleFile | undefined
}

/** How often the people file is looked at. */
const FILE_MS = 2000
/** Requests to `ALERT_URL` at once. */
const ALERTS_AT_ONCE = 2

/**
 * Starts telling people what happens, by the queue: alerts at `ALERT_URL`, and what the people file says.
 * @param parts What is sent may use connections until the queue has stopped.
 * @throws {PeopleFileError} If that cannot be used.
 */
export async function startTellingIfOn(
  settings: Settings,
  { db, log, now }: Pick<Foundation, 'db' | 'log' | 'now'>,
  parts: { readonly delivering: Delivering; readonly connections: DisposableStack },
): Promise<Telling> {
  const { delivering, connections } = parts
  const alerts = alertRoute(settings.ALERT_URL, connections, now)
  // What this process does not carry waits for one that does: others of the database may have other settings.
  if (alerts !== undefined) delivering.carry('alert', alerts)
  const file = settings.PEOPLE_FILE
  if (file === undefined) {
    return { alertMessages: undefined, people: () => undefined, stop: () => Promise.resolve() }
  }
  const options = await tellerOptions(settings, now)
  const hasMail = options.ways.mail !== undefined
  const people = await watchPeopleFile({ file, ways: options.ways, everyMs: FILE_MS, log })
  const teller = createTeller(options)
  connections.defer(() => teller.close())
  delivering.carry('message', createMessageRoute(teller.send))
  const stored = () => delivering.wake()
  const timer = startTelling({ db, people, hasMail, timeZone: settings.TIME_ZONE, stored, log, now })
  return {
    async alertMessages({ alerts: [first, ...others], isEnded }, at) {
      const news = alertNews([first, ...others], { isEnded, now: at })
      const audience = await readAudience(db, people.current(), hasMail)
      return (await audience.destinationsOf(news)).map((to) => messageFor(to, news))
    },
    people: () => people.current(),
    async stop() {
      people.stop()
      await timer.stop()
    },
  }
}

/** An operator's own address: it may be in a private network. */
function alertRoute(
  url: string | undefined,
  connections: DisposableStack,
  now: () => Date,
): RouteOf | undefined {
  if (url === undefined) return undefined
  const { post, close } = createPoster({
    concurrency: ALERTS_AT_ONCE,
    lookup: undefined,
    isForbiddenHost: () => false,
    now,
  })
  connections.defer(close)
  return createAlertRoute(url, post)
}
