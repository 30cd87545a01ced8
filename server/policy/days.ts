import type { Day } from '../report/expense-report.ts'

const DAY_MS = 24 * 60 * 60 * 1000

/**
 * Counts days from one calendar day to another, whatever the zone. A time of day behind a day is ignored.
 * @returns Negative if `to` is earlier; `undefined` if either is not a day of the calendar.
 */
export function daysBetween(from: Day, to: Day): number | undefined {
  const days = (midnight(to) - midnight(from)) / DAY_MS
  return Number.isNaN(days) ? undefined : days
}

/** Milliseconds in UTC, where every day has 24 hours, or `NaN`. */
function midnight(text: string): number {
  const day = text.slice(0, 10)
  const time = Date.parse(`${day}T00:00:00Z`)
  // Some engines read February 30 as a day in March.
  return !Number.isNaN(time) && new Date(time).toISOString().startsWith(day) ? time : Number.NaN
}
