import { type Destination, destinationKey } from '../record/destination.ts'
import type { News } from '../record/news.ts'
import type { ToldReview } from '../store/telling/untold.ts'
import type { Audience } from './audience.ts'
import { messageFor } from './message-body.ts'
import { digestNews, shortHash, stillHeldMark, stillHeldNews } from './news-of-review.ts'
import type { PeopleFile, TellRow } from './people-file.ts'
import { type LookDeps, logNews, tellOnce } from './tell-once.ts'
import { isWorkingDay, localTime, workingDaysBetween } from './working-days.ts'

/** A reminder that is late by more working days is no reminder. */
const MAX_LATE_DAYS = 2

/** Tells of what has been held for as many working days as somebody wants to be told after. */
export async function tellWhatIsStillHeld(deps: LookDeps, audience: Audience): Promise<void> {
  const due = await remindersDue(deps, audience.file)
  const told = await deps.telling.told(due.map(({ id }) => id))
  for (const { id, review, workingDays } of due) {
    if (told.has(id)) continue
    const news = stillHeldNews(review, workingDays, deps.now())
    await tellOnce(deps, audience, { mark: { kind: 'once', id }, news, reviews: [review] })
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
    if (isNew && news !== undefined) logNews(deps, news, 1)
  }
}

/**
 * From here on people are told, unless they are already. What is held already is told to each as one digest, and none of it is told again; what
 * was decided before is not told.
 */
export async function beginTelling(deps: LookDeps, audience: Audience): Promise<void> {
  const { telling, now, timeZone, log } = deps
  if (await telling.hasBegun(now())) return
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
  for (const review of await telling.heldAwake(now()))
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
  const daysSince = (from: Date) => workingDaysBetween(from, now(), { timeZone, holidays })
  return (await telling.heldAwake(now())).flatMap((review) => {
    const days = daysSince(review.finishedAt ?? now())
    // What came due while it was snoozed is told when it is back: nobody escapes a reminder by putting a report off.
    const back = review.snoozedUntil === null ? days : daysSince(review.snoozedUntil)
    return wanted
      .filter((after) => days >= after && Math.min(days - after, back) <= MAX_LATE_DAYS)
      .map((workingDays) => ({ id: stillHeldMark(review, workingDays), review, workingDays }))
  })
}
