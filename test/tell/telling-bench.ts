import { SILENT_LOG } from '../../server/log.ts'
import type { News } from '../../server/record/news.ts'
import type { Database } from '../../server/store/database.ts'
import { createDeliveries } from '../../server/store/deliveries/deliveries.ts'
import { createPeople } from '../../server/store/people/people.ts'
import { createTelling } from '../../server/store/telling/telling.ts'
import { readAudience } from '../../server/tell/audience.ts'
import { beginTelling, tellDigests, tellWhatIsStillHeld } from '../../server/tell/look-at-the-clock.ts'
import { tellWhatHappened } from '../../server/tell/look-for-news.ts'
import { readMessage } from '../../server/tell/message-body.ts'
import { parsePeopleFile } from '../../server/tell/parse-people-file.ts'

const WAYS = {
  mail: { host: 'localhost', port: 25, tls: 'starttls', from: { name: '', address: 'a@example.com' } },
  teams: new Map([['finance', 'https://teams.example.com']]),
  slack: new Map<string, string>(),
  webhook: new Map([['books', { url: 'https://books.example.com', key: 'k' }]]),
} as const

/** What somebody is told, as it stands in the queue. */
export interface Told {
  readonly to: string
  readonly news: News
}

/** Looks for news in a database, by a clock that a test sets. @param rows The rows of the people file. */
export async function tellingBench(db: Database, rows: string, startedAt: Date, timeZone = 'Europe/Berlin') {
  let time = startedAt
  const deps = {
    telling: createTelling(db),
    timeZone,
    stored: () => undefined,
    log: SILENT_LOG,
    now: () => time,
  }
  const file = parsePeopleFile(`language: en\nholidays: [2026-12-25]\ntell:\n${rows}`, 'people.yaml', WAYS)
  const audience = () => readAudience(db, file, true)

  return {
    telling: deps.telling,
    /** As a process does that starts. */
    async begin(now = time) {
      time = now
      await beginTelling(deps, await audience())
    },
    /** Looks for what happened, until nothing is left. */
    async look(now: Date) {
      time = now
      while (await tellWhatHappened(deps, await audience()));
    },
    /** Looks for what is due by the clock. */
    async lookAtClock(now: Date) {
      time = now
      await deps.telling.goesOn(now)
      await tellWhatIsStillHeld(deps, await audience())
      await tellDigests(deps, await audience())
    },
    told: () => toldIn(db),
  }
}

/** Everything that stands in the queue, oldest first. */
export async function toldIn(db: Database): Promise<readonly Told[]> {
  const deliveries = createDeliveries(db)
  const lines = (await deliveries.list({ limit: 1000 })).toReversed()
  const found = await Promise.all(
    lines.map(async ({ id, line }) => {
      const delivery = await deliveries.find(id)
      const message = delivery && readMessage(delivery.body)
      return message === undefined ? [] : [{ to: line, news: message.news }]
    }),
  )
  return found.flat()
}

/** Adds an admin and, with a mail address each, controllers of these logins. */
export async function addPeople(db: Database, logins: readonly string[], now: Date): Promise<void> {
  const people = createPeople(db)
  const root = { login: 'root@example.com', name: 'Root', role: 'admin' } as const
  await people.add(root, root, now)
  for (const login of logins)
    await people.add(
      { login, name: login, role: 'controller', email: `${login}@example.com`, employeeId: `E-${login}` },
      root,
      now,
    )
}
