import { instantAt, wallOf } from './wall-clock.ts'

/** About four years: nobody waits longer. */
export const MAX_WORKING_DAYS = 1000
const DAY_MS = 86_400_000

/**
 * How many working days, Monday to Friday, have begun since: 0 on the day itself, 1 on Monday for what came on Friday
 * or at the weekend. Holidays count as any other day.
 * @param timeZone An IANA name; its midnight begins a day.
 * @returns 0 also where `now` is earlier.
 */
export function workingDaysSince(at: Date, now: Date, timeZone: string): number {
  const today = dayNumber(now, timeZone)
  const days = today - dayNumber(at, timeZone)
  if (days <= 0) return 0
  const rest = Array.from({ length: days % 7 }, (_, back) => today - back).filter(isWeekday)
  return Math.floor(days / 7) * 5 + rest.length
}

/**
 * What came before this instant is so many working days old, or older.
 * @param days Whole, from 0 to {@link MAX_WORKING_DAYS}.
 */
export function oldBefore(days: number, now: Date, timeZone: string): Date {
  let day = dayNumber(now, timeZone) + 1
  for (let missing = days; missing > 0; ) {
    day -= 1
    if (isWeekday(day)) missing -= 1
  }
  return instantAt(day * DAY_MS, timeZone)
}

/** The beginning of that working day after today; of today for 0. @param count Whole. */
export function startAfterWorkingDays(count: number, now: Date, timeZone: string): Date {
  let day = dayNumber(now, timeZone)
  for (let missing = count; missing > 0; ) {
    day += 1
    if (isWeekday(day)) missing -= 1
  }
  return instantAt(day * DAY_MS, timeZone)
}

/**
 * When a day begins; where the clocks are put forward at midnight, an hour later.
 * @param month From 1.
 * @param date May lie beyond the ends of the month.
 */
export function dayStart(year: number, month: number, date: number, timeZone: string): Date {
  return instantAt(Date.UTC(year, month - 1, date), timeZone)
}

/** Whether it is one of Monday to Friday. @param number Of the day, from 1970-01-01, which is 0. */
export function isWeekday(number: number): boolean {
  // The first day of 1970 was a Thursday.
  return (number + 3) % 7 < 5
}

/** Of the calendar from 1970, so that a day of 23 or 25 hours is one day. */
function dayNumber(at: Date, timeZone: string): number {
  return Math.floor(wallOf(at, timeZone) / DAY_MS)
}
