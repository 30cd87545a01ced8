import type { Day } from '../../report/expense-report.ts'

const DAY_MS = 24 * 60 * 60 * 1000

/**
 * Counts days from one calendar day to another, whatever the zone. A time of day behind a day is ignored.
 * @returns Negative if `to` is earlier; `undefined` if either is not a day of the calendar.
 */
export function daysBetween(from: Day, to: Day): number | undefined {
  const days = (midnight(to) - midnight(from)) / DAY_MS
  return Number.isNaN(days) ? undefined : days
}

/** Whether the text is a day of the calendar: `2026-02-28`, and not `2026-02-30`. */
export function isDay(text: string): boolean {
  return text.length === 10 && !Number.isNaN(midnight(text))
}

/** Counts days from 2000-01-01, for many comparisons; `undefined` if it is not a day of the calendar. */
export function dayNumber(day: Day): number | undefined {
  return daysBetween('2000-01-01', day)
}

/** 0 for Sunday to 6 for Saturday; `undefined` if it is not a day of the calendar. */
export function weekdayOf(day: Day): number | undefined {
  const time = midnight(day)
  return Number.isNaN(time) ? undefined : new Date(time).getUTCDay()
}

/** So many days later, or earlier for a negative count; `undefined` if it is not a day of the calendar. */
export function addDays(day: Day, days: number): Day | undefined {
  const time = midnight(day)
  return Number.isNaN(time) ? undefined : new Date(time + days * DAY_MS).toISOString().slice(0, 10)
}

/** Milliseconds in UTC, where every day has 24 hours, or `NaN`. */
function midnight(text: string): number {
  const day = text.slice(0, 10)
  const time = Date.parse(`${day}T00:00:00Z`)
  // Some engines read February 30 as a day in March.
  return !Number.isNaN(time) && new Date(time).toISOString().startsWith(day) ? time : Number.NaN
}
