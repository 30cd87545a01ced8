import { wallOf } from '../record/wall-clock.ts'
import { isWeekday } from '../record/working-days.ts'

const DAY_MS = 86_400_000
/** Nobody waits longer than this for a reminder. */
const MAX_DAYS = 400

/** Which days people work on, and by whose clock. */
export interface WorkingCalendar {
  /** Of the IANA list. */
  readonly timeZone: string
  /** No working days, beside Saturdays and Sundays: `2026-12-25`. */
  readonly holidays: ReadonlySet<string>
}

/** The day and the hour of a moment, by the clock of a time zone. */
export function localTime(at: Date, timeZone: string): { readonly day: string; readonly hour: number } {
  const local = new Date(wallOf(at, timeZone))
  return { day: local.toISOString().slice(0, 10), hour: local.getUTCHours() }
}

/** @param day Such as `2026-12-24`. */
export function isWorkingDay(day: string, { holidays }: Pick<WorkingCalendar, 'holidays'>): boolean {
  return isWeekday(Date.parse(`${day}T00:00:00Z`) / DAY_MS) && !holidays.has(day)
}

/**
 * How many working days have passed. One has passed when it is the same time of day again, or later, on a working day;
 * clock changes do not matter.
 */
export function workingDaysBetween(from: Date, to: Date, calendar: WorkingCalendar): number {
  if (to <= from) return 0
  const isLaterInDay = timeOfDay(to, calendar) >= timeOfDay(from, calendar)
  const last = localTime(to, calendar.timeZone).day
  let day = localTime(from, calendar.timeZone).day
  let count = 0
  for (let step = 0; day < last && step < MAX_DAYS; step += 1) {
    day = nextDay(day)
    if ((day < last || isLaterInDay) && isWorkingDay(day, calendar)) count += 1
  }
  return count
}

function nextDay(day: string): string {
  return new Date(Date.parse(`${day}T00:00:00Z`) + DAY_MS).toISOString().slice(0, 10)
}

/** In milliseconds, as the clock on the wall shows it. */
function timeOfDay(at: Date, { timeZone }: WorkingCalendar): number {
  return wallOf(at, timeZone) % DAY_MS
}
