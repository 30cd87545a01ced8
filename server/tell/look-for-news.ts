import type { Log } from '../log.ts'
import { type Destination, destinationKey } from '../record/destination.ts'
import type { News } from '../record/news.ts'
import type { Mark, Telling } from '../store/telling/telling.ts'
import type { ToldReview } from '../store/telling/untold.ts'
import type { Audience } from './audience.ts'
import { messageFor } from './message-body.ts'
import {
  decisionNews,
  digestNews,
  heldNews,
  shortHash,
  stillHeldMark,
  stillHeldNews,
} from './news-of-review.ts'
import type { PeopleFile, TellRow } from './people-file.ts'
import { isWorkingDay, localTime, workingDaysBetween } from './working-days.ts'

/** What looking needs. */
export interface LookDeps {
  readonly telling: Telling
  readonly timeZone: string
  /** Something stands in the queue. */
  readonly stored: () => void
  readonly log: Log
  readonly now: () => Date
}

/** At one look; the next one goes on. */
const MAX_AT_ONCE = 100
/** A reminder that is late by more working days is no reminder. */
const MAX_LATE_DAYS = 2

/** Tells what happened and was not told yet. @returns Whether there is more. */
export async function tellWhatHappened(deps: LookDeps, audience: Audience): Promise<boolean> {
  const { telling, now } = deps
  const held = await telling.untoldHeld(MAX_AT_ONCE)
  for (const review of held) {
    const mark = { kind: 'held', reviewId: review.id, readingKey: review.readingKey } as const
    await tell(deps, audience, mark, heldNews(review, now()), review)
  }
  const decisions = await telling.untoldDecisions(MAX_AT_ONCE)
  for (const human of decisions) {
    const mark = { kind: 'decision', id: human.id, state: human.state } as const
    await tell(deps, audience, mark, decisionNews(human, now()), human.review)
  }
  return held.length === MAX_AT_ONCE || decisions.length === MAX_AT_ONCE
}

/** Tells of what has been held for as many working days as somebody wants to be told after. */
export async function tellWhatIsStillHeld(deps: LookDeps, audience: Audience): Promise<void> {
  const due = await remindersDue(deps, audience.file)
  const told = await deps.telling.told(due.map(({ id }) => id))
  for (const { id, review, workingDays } of due) {
    if (told.has(id)) continue
    const news = stillHeldNews(review, workingDays, deps.now())
    await tell(deps, audience, { kind: 'once', id }, news, review)
  }
}

/** Sends the digests whose hour has come; one in which nothing stands is not sent, and not made up for. */
export async function tellDigests(deps: LookDeps, audience: Audience): Promise<void> {
  const { telling, now, timeZone } = deps
  const { day, hour } = localTime(now(), timeZone)
  if (!isWorkingDay(day, audience.file)) return
  for (const row of audience.file.rows) {
    if (row.digestHour === undefined || hour < row.digestHour) continue
    const to = audience.destinationOf(row)
    if (to === undefined) continue
    const id = digestId(day, to, row)
    if ((await telling.told([id])).size > 0) continue
    const news = await digestFor(deps, audience, row, id)
    const isNew = await telling.tell(
      { kind: 'once', id },
      news === undefined ? [] : [messageFor(to, news)],
      now(),
    )
    if (isNew && news !== undefined) noted(deps, news, 1)
  }
}

/**
 * From here on people are told. What is held already is told to each as one digest, and none of it is told again; what
 * was decided before is not told.
 */
export async function beginTelling(deps: LookDeps, audience: Audience): Promise<void> {
  const { telling, now, timeZone, log } = deps
  if (await telling.hasBegun()) return
  const { day } = localTime(now(), timeZone)
  const digests = new Map<string, ReturnType<typeof messageFor>>()
  for (const row of audience.file.rows) {
    if (row.digestHour === undefined && !row.news.has('held')) continue
    const to = audience.destinationOf(row)
    if (to === undefined) continue
    const id = digestId(day, to, row)
    const news = await digestFor(deps, audience, row, id)
    if (news !== undefined) digests.set(id, messageFor(to, news))
  }
  const reminders = (await remindersDue(deps, audience.file)).map(({ id }) => id)
  const isFirst = await telling.begin([...digests.values()], [...digests.keys(), ...reminders], now())
  if (!isFirst) return
  log.info('telling.begun', { digests: digests.size })
  deps.stored()
}

async function digestFor(
  { telling, now }: LookDeps,
  audience: Audience,
  row: TellRow,
  id: string,
): Promise<News | undefined> {
  const reviews: ToldReview[] = []
  for (const review of await telling.allHeld())
    if (await audience.isMeant(row, review.id)) reviews.push(review)
  if (reviews.length === 0) return undefined
  return digestNews(reviews, { id, trail: await telling.trailHead(), now: now() })
}

/** Two rows may lead to the same place, each with reports of its own. */
function digestId(day: string, to: Destination, { scope }: TellRow): string {
  return `digest-${day}-${shortHash(`${destinationKey(to)} ${scope ?? ''}`)}`
}

async function remindersDue({ telling, timeZone, now }: LookDeps, { rows, holidays }: PeopleFile) {
  const wanted = [...new Set(rows.flatMap(({ stillHeldAfter }) => stillHeldAfter ?? []))]
  if (wanted.length === 0) return []
  return (await telling.allHeld()).flatMap((review) => {
    const days = workingDaysBetween(review.finishedAt ?? now(), now(), { timeZone, holidays })
    return wanted
      .filter((after) => days >= after && days <= after + MAX_LATE_DAYS)
      .map((workingDays) => ({ id: stillHeldMark(review, workingDays), review, workingDays }))
  })
}

/** Marks it also where nobody wants to hear of it: who is added later is told what happens then. */
async function tell(
  deps: LookDeps,
  audience: Audience,
  mark: Mark,
  news: News | undefined,
  review: ToldReview,
): Promise<void> {
  const destinations = news === undefined ? [] : await audience.destinationsOf(news, review.id)
  const messages = news === undefined ? [] : destinations.map((to) => messageFor(to, news))
  const isNew = await deps.telling.tell(mark, messages, deps.now())
  if (isNew && news !== undefined) noted(deps, news, messages.length)
}

function noted({ stored, log }: LookDeps, { kind, id }: News, count: number): void {
  log.info('news', { kind, news: id, messages: count })
  if (count > 0) stored()
}
